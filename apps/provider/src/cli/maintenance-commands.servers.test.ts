// An operator's commands for failed mails and for turning a sealing key, as they are run beside or without a provider.
import { systemClock } from '@sluis/server-kit/clock'
import { mailbox } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createMailQueue, deliver, MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import { createJobs } from '#platform/jobs.ts'
import { createMailer } from '#messaging/mail/smtp.ts'
import type { Tables } from '#schema/tables.ts'
import { FAST_RETRIES } from '#testing/mail-server.ts'
import { until } from '#testing/until.ts'
import { ownServerDatabase } from '#testing/prepared-database.ts'
import { testSettings } from '#testing/running-world.ts'
import { runCommand } from './command.ts'
import { connectProvider } from '../server/main.ts'

const location = await ownServerDatabase()
const box = await mailbox()
after(() => box.close())
let sealingKeys = [Buffer.alloc(32, 7)]
let smtpUrl = box.url
const settings = () => ({ ...testSettings(0, smtpUrl, location), sealingKeys })

async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const lines: string[] = []
  const code = await runCommand(args, settings, (line) => void lines.push(line))
  return { code, output: lines.join('\n') }
}

/** Posts to these, and works until the queue is at rest. */
async function worked(addresses: readonly string[]): Promise<void> {
  const context = await connectProvider(settings())
  const { database, sealer, log } = context
  const jobs = await createJobs<Tables>(database.pool, [MAIL_QUEUE], log, FAST_RETRIES)
  const mailer = createMailer(box.url, 'sluis@example.org', 'login.example.org')
  for (const to of addresses)
    await createMailQueue(jobs, sealer).send(
      database.db,
      { to, subject: 'secret 123456', text: 'x', html: 'x', language: 'nl', about: null },
      { now: systemClock.now() },
    )
  await jobs.work(MAIL_QUEUE, deliver({ ...context, mailer, host: 'login.example.org' }))
  await until(
    database.pool,
    'the queue is at rest',
    async () =>
      (await database.pool.query(`select 1 from pgboss.job where name = 'mail' and state < 'completed'`)).rows
        .length === 0,
  )
  await jobs.stop()
  mailer.close()
  await context.close()
}

test('without failed mails it says so, and exit code 0', async () =>
  assert.deepEqual(await run('mail', 'failures'), { code: 0, output: 'No mail has failed.' }))

test('failed mails are listed with address and reason, and nothing of what they say; exit code 1', async () => {
  await box.behave({ refuses: 550 })
  await worked(['gone@example.org', 'left@example.org'])
  const { code, output } = await run('mail', 'failures')
  assert.equal(code, 1)
  for (const name of ['gone', 'left'])
    assert.ok(output.includes(`${name}@example.org  the server said 550 5.1.1 at RCPT TO\n`), output)
  assert.match(output, /Failed for good: 2/u)
  assert.ok(!output.includes('123456'))
})

test('a resend without an id, or with one that is none, changes nothing', async () => {
  for (const args of [[], ['--id', 'gone@example.org']]) assert.equal((await run('mail', 'resend', ...args)).code, 2)
  assert.deepEqual(await run('mail', 'resend', '--id', '00000000-0000-4000-8000-000000000000'), {
    code: 1,
    output: 'In the queue again: 0. A mail whose code has expired is not sent.',
  })
  assert.match((await run('mail', 'failures')).output, /Failed for good: 2/u)
})

test('turning a sealing key reaches what waits to be sent as well: afterwards the old key is not needed', async () => {
  sealingKeys = [Buffer.alloc(32, 8), Buffer.alloc(32, 7)]
  const resealed = await run('keys', 'reseal')
  assert.equal(resealed.code, 0)
  assert.match(resealed.output, /mails that wait: 2 sealed anew/u)
  assert.match((await run('keys', 'reseal')).output, /The other keys can be taken out/u)
  sealingKeys = [Buffer.alloc(32, 8)]
  assert.match((await run('mail', 'failures')).output, /gone@example\.org/u)
})

test('one failed mail is sent again by its id, and then all others', async () => {
  await box.behave('takes')
  const id = /([0-9a-f-]{36}) .*left@/u.exec((await run('mail', 'failures')).output)?.[1] ?? ''
  assert.equal((await run('mail', 'resend', '--id', id)).code, 0)
  assert.match((await run('mail', 'failures')).output, /^Waiting to be sent or tried again: 1\.$/mu)
  smtpUrl = 'smtp://127.0.0.1:1'
  const down = await run('mail', 'failures')
  assert.equal(down.code, 1)
  assert.match(down.output, /^The mail server takes no mail: no connection, or it broke at CONN\.$/mu)
  smtpUrl = box.url
  await worked([])
  assert.deepEqual(
    box.messages.map(({ to }) => to),
    [['left@example.org']],
  )
  assert.equal((await run('mail', 'resend', '--all')).code, 0)
  await worked([])
  assert.deepEqual(
    box.messages.map(({ to }) => to),
    [['left@example.org'], ['gone@example.org']],
  )
  assert.equal((await run('mail', 'failures')).code, 0)
})

test('a reseal stands in the audit trail', async () => {
  const context = await connectProvider(settings())
  const { rows } = await context.database.pool.query("select 1 from audit_event where action = 'secrets-resealed'")
  await context.close()
  assert.equal(rows.length, 2)
})
