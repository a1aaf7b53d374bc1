// Turning a sealing key: after it everything is sealed with the new one, every store reads its own, and nothing needs
// the old one.
import { systemClock } from '@sluis/server-kit/clock'
import { openDatabase } from '@sluis/server-kit/database'
import { migrate } from '@sluis/server-kit/migrate'
import { randomId } from '@sluis/server-kit/random'
import { createLog } from '@sluis/server-kit/log'
import { onTestsEnded } from '@sluis/test-kit'
import { createSealer, type Sealer } from '@sluis/server-kit/sealing'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createReports } from '#messaging/sms/delivery-reports.ts'
import { createGatewayPool } from '#messaging/sms/gateway-pool.ts'
import { createGateway } from '#messaging/sms/gateways/open-gateway.ts'
import { createIdentity } from '#use-cases/stores.ts'
import { reseal, SEALED } from '#schema/sealed.store.ts'
import type { Db, Tables } from '#schema/tables.ts'
import { aPerson, later, NOW } from '#testing/migrated-database.ts'
import { MIGRATIONS, ownDatabase } from '#testing/prepared-database.ts'
import { recordsStore } from '../protocols/openid/records.store.ts'
import { signingKeysStore } from '../protocols/openid/signing-keys.store.ts'

// A database of its own: the shared one holds rows that other tests have made unreadable on purpose.
const database = await openDatabase<Tables>(await ownDatabase())
onTestsEnded(() => void database.close())
await migrate(database.pool, MIGRATIONS)
const [oldKey, newKey] = [Buffer.alloc(32, 7), Buffer.alloc(32, 8)]
const SECRET = Buffer.from('twenty bytes of seed')

/** Everything that is sealed, read by the stores that own it. */
const storesWith = (db: Db, keys: Buffer[]) => {
  const sealer = createSealer(keys)
  // A transaction is asked as the database is.
  const stores = createIdentity(db, sealer)
  return {
    sealer,
    stores,
    keys: signingKeysStore(db, sealer),
    records: recordsStore({ db, sealer, clock: { ...systemClock, now: () => NOW } }, () =>
      Promise.resolve(undefined),
    ).adapter('AccessToken'),
  }
}

async function inTransaction(work: (db: Db) => Promise<void>): Promise<void> {
  const end = new Error('rolled back')
  await database.db
    .transaction()
    .execute(async (db) => {
      await work(db)
      throw end
    })
    .catch((error: unknown) => {
      if (error !== end) throw error
    })
}

test('every sealed column of the database is on the list, so that none is forgotten when a key is turned', async () => {
  const { rows } = await database.pool.query<{ named: string }>(
    "select table_name || '.' || column_name as named from information_schema.columns where table_schema = 'public' and column_name like '%\\_sealed' order by 1",
  )
  assert.deepEqual(
    SEALED.map(({ table, column }) => `${table}.${column}`).toSorted(),
    rows.map(({ named }) => named),
  )
})

test('while a key is turned, codes and addresses for reports that were given out before are good, and numbers are found', async () => {
  await inTransaction(async (db) => {
    const { stores: before, sealer } = storesWith(db, [oldKey])
    const personId = await aPerson(before)
    const { id: sessionId } = await newSession(db, personId)
    const { stores: after, sealer: turned } = storesWith(db, [newKey, oldKey])
    await before.mailedCodes.save(sessionId, '123456', NOW)
    assert.equal(await after.mailedCodes.consume(sessionId, '654321', NOW), false)
    assert.equal(await after.mailedCodes.consume(sessionId, '123456', NOW), true)
    const target = { purpose: 'confirm-number', e164: '+31687654321' } as const
    const text = { to: '+31687654321', text: '123456' }
    const messageId = await before.smsMessages.enqueue(
      { kind: 'sign-in-code', personId, prefix: '316', content: text, expiresAt: later(600_000) },
      NOW,
    )
    await before.smsCodes.save(sessionId, target, '123456', messageId, NOW)
    assert.ok(await after.smsCodes.consume(sessionId, 'confirm-number', '123456', NOW))
    await before.phones.replace({ id: randomId(), personId, e164: '+31612345678' }, NOW)
    assert.equal(await after.phones.countOthersWith('+31612345678', randomId()), 1)

    const reportsBy = (by: Sealer) =>
      createReports({
        messages: after.smsMessages,
        pool: createGatewayPool(
          [
            createGateway({
              kind: 'kannel',
              name: 'kannel-1',
              url: 'http://127.0.0.1:1/',
              username: 'u',
              password: 'p',
            }),
          ],
          () => 0,
        ),
        clock: { ...systemClock, now: () => NOW },
        log: createLog('reseal', 'silent'),
        sealer: by,
        issuer: 'http://localhost',
      })
    const token = reportsBy(sealer).url(messageId, 'kannel-1').split('/').at(-1)!
    const report = { query: new URLSearchParams({ status: '1' }), form: new URLSearchParams(), signature: null }
    assert.equal(await reportsBy(turned).receive(token, report), 'taken')
    assert.equal(await reportsBy(createSealer([newKey])).receive(token, report), 'unknown')
  })
})

test('after a reseal every store reads what it had sealed, with the new key alone', async () => {
  await inTransaction(async (db) => {
    const before = storesWith(db, [oldKey])
    const personId = await aPerson(before.stores)
    const { id: sessionId } = await newSession(db, personId)
    const clientId = randomId()
    const applicationId = await before.stores.applications.upsert(
      {
        clientId,
        name: 'App',
        secret: 'a secret of an application',
        redirectUris: [],
        postLogoutRedirectUris: [],
        scope: 'openid',
        apiClientScope: '',
        homeUri: null,
        backchannelLogoutUri: null,
      },
      NOW,
    )
    await before.stores.totp.add({ id: randomId(), personId, secret: SECRET, label: 'x', step: 1 }, NOW)
    await before.stores.enrolments.begin(personId, sessionId, 20, 'x', NOW)
    const pending = (await before.stores.enrolments.findPending(sessionId, NOW))!.secret
    await before.stores.recovery.replace(
      {
        id: randomId(),
        personId,
        salt: SECRET,
        hashing: 'hmac-sha256',
        codes: ['ONE', 'TWO'],
        hashes: [Buffer.from('1'), Buffer.from('2')],
      },
      NOW,
    )
    const kid = await before.keys.rotate(NOW, 'now')
    await before.records.upsert('token', { grantId: 'g', accountId: 'a' }, 600)
    const messageId = await before.stores.smsMessages.enqueue(
      {
        kind: 'sign-in-code',
        personId,
        prefix: '316',
        content: { to: '+31600000000', text: '123456' },
        expiresAt: later(600_000),
      },
      NOW,
    )

    await before.stores.phones.replace({ id: randomId(), personId, e164: '+31612345678' }, NOW)
    await before.stores.smsCodes.save(
      sessionId,
      { purpose: 'confirm-number', e164: '+31687654321' },
      '123456',
      messageId,
      NOW,
    )

    const again = { applicationId, key: 'key', request: 'what was asked' }
    assert.deepEqual(await before.stores.idempotencyKeys.claim(again, NOW), { ok: true, value: null })
    await before.stores.idempotencyKeys.answer(again, 'with a secret')

    const turning = storesWith(db, [newKey, oldKey])
    for (const column of SEALED) await reseal(db, turning.sealer, column)
    for (const column of SEALED)
      assert.deepEqual(
        await reseal(db, turning.sealer, column),
        { resealed: 0, unreadable: 0 },
        `${column.table}: nothing is left`,
      )

    const { stores, keys, records } = storesWith(db, [newKey])
    assert.equal(await stores.applicationSecrets.hasSecret(clientId, 'a secret of an application', NOW), true)
    assert.deepEqual(await stores.idempotencyKeys.claim(again, NOW), { ok: true, value: 'with a secret' })
    assert.deepEqual((await stores.totp.listByPerson(personId))[0]?.secret, SECRET)
    assert.deepEqual((await stores.enrolments.findPending(sessionId, NOW))?.secret, pending)
    assert.deepEqual(await stores.recovery.findUnsavedCodes(personId), ['ONE', 'TWO'])
    assert.ok((await keys.current(later(7_200_000))).some((key) => key.kid === kid && key.d))
    assert.equal((await records.find('token'))?.accountId, 'a')
    assert.deepEqual(await stores.smsMessages.claim({ id: messageId, dueAt: NOW }, 'one', later(1_000), NOW), {
      to: '+31600000000',
      text: '123456',
    })
    assert.equal((await stores.phones.findByPerson(personId))?.e164, '+31612345678')
    assert.equal(
      await stores.phones.countOthersWith('+31612345678', randomId()),
      1,
      'a number is found again by its keyed hash',
    )
    assert.equal((await stores.smsCodes.find(sessionId, 'confirm-number'))?.e164, '+31687654321')
  })
})

test('what no known key opens is counted and left as it is', async () => {
  await inTransaction(async (db) => {
    const lost = storesWith(db, [Buffer.alloc(32, 9)])
    const personId = await aPerson(lost.stores)
    await lost.stores.totp.add({ id: randomId(), personId, secret: SECRET, label: 'x', step: 1 }, NOW)
    const { unreadable } = await reseal(
      db,
      createSealer([newKey, oldKey]),
      SEALED.find(({ table }) => table === 'totp_factor')!,
    )
    assert.equal(unreadable, 1)
    assert.deepEqual((await lost.stores.totp.listByPerson(personId))[0]?.secret, SECRET)
  })
})

const newSession = async (db: Db, personId: string): Promise<{ id: string }> =>
  db
    .insertInto('session')
    .values({
      id: randomId(),
      token_hash: Buffer.from(randomId()),
      person_id: personId,
      began_at: NOW,
      last_seen_at: NOW,
      password_at: NOW,
      browser: 'x',
    } as never)
    .returning('id')
    .executeTakeFirstOrThrow()
