// A start with keys that the database was not written with is refused in a sentence, before anything is touched.
import { keyCheck } from '@sluis/server-kit/key-check'
import { createSealer } from '@sluis/server-kit/sealing'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMailQueue, MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import { createJobs } from '#platform/jobs.ts'
import type { Tables } from '#schema/tables.ts'
import { ownDatabase } from '#testing/prepared-database.ts'
import { testSettings } from '#testing/running-world.ts'
import { signingKeysStore } from '../protocols/openid/signing-keys.store.ts'
import { connectProvider, startProvider } from './main.ts'

const database = await ownDatabase()
// Nobody listens there: a mail that is touched has a failed try afterwards.
const settings = testSettings(0, 'smtp://127.0.0.1:1', database)
const otherKey = Buffer.alloc(32, 3)
const WRONG_PEPPER = { ...settings, pepper: otherKey }
const WRONG_SEALING_KEY = { ...settings, sealingKeys: [otherKey] }

/** What a start may have changed. */
async function whatIsThere(): Promise<unknown> {
  const { database: opened, close } = await connectProvider(settings)
  const rows = async (sql: string) => (await opened.pool.query<object>(sql)).rows
  const there = [
    await rows('select * from installation'),
    await rows('select * from signing_key'),
    await rows("select state, retry_count, started_on from pgboss.job where name = 'mail'"),
    await rows('select count(*)::int from audit_event'),
  ]
  await close()
  return there
}

const context = await connectProvider(settings)
const jobs = await createJobs<Tables>(context.database.pool, [MAIL_QUEUE], context.log)
await createMailQueue(jobs, context.sealer).send(
  context.database.db,
  { to: 'anna@example.org', subject: 'x', text: 'x', html: 'x', language: 'nl', about: null },
  { now: context.clock.now() },
)
await jobs.stop()
await signingKeysStore(context.database.db, context.sealer).rotate(context.clock.now())
await context.close()

const before = await whatIsThere()

for (const [what, wrong, setting, ids] of [
  [
    'pepper',
    WRONG_PEPPER,
    'SLUIS_PASSWORD_PEPPER',
    [settings.pepper, otherKey].map((key) => keyCheck(key).toString('hex', 0, 4)),
  ],
  ['sealing key', WRONG_SEALING_KEY, 'SLUIS_SEALING_KEYS', createSealer([...settings.sealingKeys, otherKey]).keyIds],
] as const)
  test(`with a wrong ${what} it does not start, names the ids of both keys, and no mail has lost a try`, async () => {
    await assert.rejects(startProvider(wrong), ({ name, message }: Error) => {
      assert.equal(name, 'WrongKey')
      for (const part of [setting, ...ids]) assert.ok(message.includes(part), message)
      for (const key of [otherKey, ...settings.sealingKeys, settings.pepper])
        for (const format of ['hex', 'base64'] as const) assert.ok(!message.includes(key.toString(format)), message)
      return true
    })
    assert.deepEqual(await whatIsThere(), before)
  })

test('a database from before these checks is not claimed by a wrong sealing key, and is by the right one', async () => {
  const older = await connectProvider(settings)
  await older.database.pool.query('update installation set pepper_check = null, sealing_check_sealed = null')
  await older.close()
  await assert.rejects(startProvider(WRONG_SEALING_KEY), { name: 'WrongKey' })
  await (await connectProvider(settings)).close()
  await assert.rejects(connectProvider(WRONG_PEPPER), { name: 'WrongKey' })
})
