// Mail on its way, against a real server that greylists, refuses, stalls, hangs up and is down: nothing is lost, and
// nothing comes twice as two different mails.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'
import { readMailMark } from '@sluis/design/files'
import type { Mail as Arrived } from '@sluis/test-kit'
import { atWork, NOW } from '#testing/migrated-database.ts'
import { movableClock } from '#testing/running-world.ts'
import { testMailQueue } from '#testing/mail-server.ts'
import { until } from '#testing/until.ts'
import { translatorFor } from '#testing/translators.ts'
import { failedMail, MAIL_QUEUE } from './mail-queue.ts'
import { createNotify } from './notify.ts'

const clock = movableClock()
const office = await testMailQueue({ clock })
const { mail, jobs, mailQueue, database } = office
after(() => office.close())

let number = 0
/** As a version before put them there. */
const testMail = (to = `person-${++number}@example.org`) => ({
  to,
  subject: `Letter to ${to}`,
  text: 'Somebody signed in.',
  html: '<p>Somebody signed in.</p>',
  language: 'en' as const,
  about: null,
})
const idOf = (arrived: Arrived) => arrived.header('message-id')
const arrival = (to: string) => mail.waitFor((each) => each.to.includes(to), 20_000)
const failures = async () =>
  (await jobs.failures(MAIL_QUEUE)).map((failure) => failedMail(office.sealer, failure, clock.now()))
const stateOf = async (): Promise<{ state: string; n: number }[]> =>
  (
    await database.pool.query<{ state: string; n: number }>(
      `select state::text, count(*)::int as n from pgboss.job where name = 'mail' group by 1`,
    )
  ).rows
/** Nothing waits and nothing is under way. */
const isQuiet = async () => (await stateOf()).every(({ state }) => state === 'completed' || state === 'failed')

beforeEach(async () => {
  await mail.behave('takes')
  mail.clear()
  office.lines.length = 0
})

test('a mail says who it is from, when it was written, in which language, and that a program wrote it; nothing offers to unsubscribe from what must be known', async () => {
  const sent = testMail()
  const writtenAt = clock.now()
  await mailQueue.send(database.db, sent, { now: clock.now() })
  const arrived = await arrival(sent.to)
  assert.deepEqual([arrived.from, arrived.to], ['sluis@example.org', [sent.to]])
  assert.match(idOf(arrived) ?? '', /^<[0-9a-f-]{36}@login\.example\.org>$/u)
  assert.ok(Math.abs(new Date(arrived.header('date') ?? '').getTime() - writtenAt.getTime()) < 2_000)
  assert.deepEqual(['content-language', 'auto-submitted', 'list-unsubscribe', 'bcc'].map(arrived.header), [
    'en',
    'auto-generated',
    null,
    null,
  ])
})

test('the queue holds what a mail says, and no look of it; it goes out with both parts, our mark and the application’s logo (decision 0040)', async () => {
  const { identity } = office
  const { personId, applicationId } = await atWork(identity, { announceAt: NOW, promptAt: NOW, requiredAt: NOW })
  const logo = Buffer.concat([readMailMark(), randomBytes(100_000)])
  await identity.applicationLogos.set(applicationId, { etag: 'e', mediaType: 'image/png', bytes: logo })
  const notify = createNotify(mailQueue, 'https://login.example.org', translatorFor)
  const person = (await identity.people.findById(personId))!
  await notify.notice(identity, person, 'enrolled', { browser: 'Firefox, Linux' }, NOW)
  const arrived = await arrival(person.email)
  assert.equal(new Date(arrived.header('date') ?? '').getTime(), NOW.getTime(), 'the moment that it tells of')
  assert.deepEqual(arrived.pictures, [
    { id: 'mark@sluis', type: 'image/png', size: readMailMark().length },
    { id: 'logo@sluis', type: 'image/png', size: logo.length },
  ])
  for (const { id } of arrived.pictures) assert.ok(arrived.html.includes(`src="cid:${id}"`), id)
  assert.match(arrived.text, /^Sluis · App · Company\n/u)
  const { rows } = await database.pool.query<{ size: number }>(
    `select length(data::text)::int as size from pgboss.job where name = 'mail' order by created_on desc limit 1`,
  )
  assert.ok(rows[0]!.size < 5_000, String(rows[0]!.size))
})

test('greylisted (RFC 6647): brought again, and taken then; once', async () => {
  await mail.behave({ greylists: 2 })
  const sent = testMail()
  await mailQueue.send(database.db, sent, { now: clock.now() })
  await arrival(sent.to)
  await until(database.pool, 'the queue is quiet', isQuiet)
  assert.equal(mail.messages.length, 1)
  await mail.waitForAttempts(3)
})

test('an address that does not exist (550): no second try, and it stands among the failures, which name it to an operator and to no log', async () => {
  await mail.behave({ refuses: 550 })
  const sent = testMail()
  await mailQueue.send(database.db, sent, { now: clock.now() })
  const [failed] = await until(database.pool, 'it fails', async () => (await failures()).length > 0 && failures())
  assert.deepEqual(
    [failed?.to, failed?.reason, failed?.isExpired],
    [sent.to, 'the server said 550 5.1.1 at RCPT TO', false],
  )
  assert.ok(await isQuiet())
  const logged = office.lines.join('')
  assert.match(logged, /failed for good/u)
  assert.ok(!logged.includes('example.org'), logged)
  assert.ok(
    !JSON.stringify((await database.pool.query('select data, output, source_output from pgboss.job')).rows).includes(
      sent.to,
    ),
    'nor does the queue name it',
  )
})

test('what failed for good is sent again by an operator, as the same mail', async () => {
  const [failed] = await failures()
  assert.equal(await jobs.retry(MAIL_QUEUE, [failed!.id]), 1)
  const arrived = await arrival(failed!.to)
  assert.ok(idOf(arrived))
  assert.deepEqual(await failures(), [])
  assert.equal(await jobs.retry(MAIL_QUEUE), 0)
})

test('a mail that is refused for what it says (554) is refused for good as well', async () => {
  await mail.behave({ refuses: 554, at: 'mail' })
  await mailQueue.send(database.db, testMail(), { now: clock.now() })
  const [failed] = await until(database.pool, 'it fails', async () => (await failures()).length > 0 && failures())
  assert.match(failed!.reason, /554.* at DATA/u)
  await mail.behave('takes')
  assert.equal(await jobs.retry(MAIL_QUEUE), 1)
  await arrival(failed!.to)
})

test('a server that refuses us, not the mail, has it brought again: a wrong setting costs no mail', async () => {
  await mail.behave({ refuses: 553, at: 'sender' })
  const sent = testMail()
  await mailQueue.send(database.db, sent, { now: clock.now() })
  await until(
    database.pool,
    'three tries',
    async () => office.lines.filter((line) => line.includes('tried again')).length >= 3 && (await stateOf()),
  )
  await mail.behave('takes')
  await arrival(sent.to)
  assert.deepEqual(await failures(), [])
})

for (const mood of ['silent', 'silent-after-data', 'hangs-up'] as const) {
  test(`a server that ${mood === 'hangs-up' ? 'hangs up in the middle' : `keeps ${mood.replaceAll('-', ' ')}`}: the mail comes when it is well again, once`, async () => {
    await mail.behave(mood)
    const sent = testMail()
    await mailQueue.send(database.db, sent, { now: clock.now() })
    await until(
      database.pool,
      'two tries',
      async () => office.lines.filter((line) => line.includes('tried again')).length >= 2 && (await stateOf()),
    )
    await mail.behave('takes')
    await arrival(sent.to)
    await until(database.pool, 'the queue is quiet', isQuiet)
    assert.deepEqual([mail.messages.length, await failures()], [1, []])
  })
}

test('one slow mail does not keep the next ones waiting', async () => {
  await mail.behave('silent-after-data')
  await mailQueue.send(database.db, testMail(), { now: clock.now() })
  await mail.waitForAttempts(1)
  await mail.behave('takes')
  const sent = testMail()
  await mailQueue.send(database.db, sent, { now: clock.now() })
  await arrival(sent.to)
  await until(database.pool, 'the queue is quiet', isQuiet)
})

test('a server that keeps the mail and hangs up before it says so: the repeat is recognisable, since its Message-ID is the same (decision 0011)', async () => {
  await mail.behave('keeps-and-hangs-up')
  const sent = testMail()
  await mailQueue.send(database.db, sent, { now: clock.now() })
  await arrival(sent.to)
  await mail.behave('takes')
  await until(database.pool, 'the queue is quiet', isQuiet)
  assert.ok(mail.messages.length >= 2)
  assert.equal(new Set(mail.messages.map(idOf)).size, 1)
  assert.equal(new Set(mail.messages.map((each) => each.header('date'))).size, 1)
})

test('a server that is down: every mail of that time comes when it is up', async () => {
  await mail.behave('down')
  const mails = Array.from({ length: 12 }, () => testMail())
  for (const each of mails) await mailQueue.send(database.db, each, { now: clock.now() })
  // More than the eight tries after which a mail was given up before.
  await until(
    database.pool,
    'nine tries each',
    async () =>
      office.lines.filter((line) => line.includes('tried again')).length >= 9 * mails.length && (await stateOf()),
    40_000,
  )
  await mail.behave('takes')
  await Promise.all(mails.map(({ to }) => arrival(to)))
  await until(database.pool, 'the queue is quiet', isQuiet)
  assert.deepEqual([mail.messages.length, await failures()], [mails.length, []])
})

test('a code that expired while the server was down is not mailed any more; a notice of the same time is', async () => {
  await mail.behave('down')
  const [code, notice] = [testMail(), testMail()]
  await mailQueue.send(database.db, code, { now: clock.now(), until: new Date(clock.now().getTime() + 10 * 60_000) })
  await mailQueue.send(database.db, notice, { now: clock.now() })
  await until(database.pool, 'a try each', async () => office.lines.length >= 2 && (await stateOf()))
  clock.moveBy(11 * 60_000)
  await mail.behave('takes')
  await arrival(notice.to)
  await until(database.pool, 'the queue is quiet', isQuiet)
  assert.deepEqual(
    mail.messages.map(({ to }) => to),
    [[notice.to]],
  )
  assert.ok(office.lines.some((line) => line.includes('has expired')))
})

test('a mail of a transaction that did not happen is not sent', async () => {
  const sent = testMail()
  await assert.rejects(
    database.db.transaction().execute(async (transaction) => {
      await mailQueue.send(transaction, sent, { now: clock.now() })
      throw new Error('rolled back')
    }),
  )
  assert.ok(await isQuiet())
})

// CVE-2022-35924 (address lists), CVE-2026-73420 (full-width signs), header injection.
const HOSTILE = [
  'a@example.org,thief@evil.example',
  'a@example.org;thief@evil.example',
  'a@example.org thief@evil.example',
  'a@example.org\r\nBcc: thief@evil.example',
  'a@example.org\nthief@evil.example',
  'a@example.org\0',
  '"a@example.org" <thief@evil.example>',
  '<thief@evil.example>',
  'a@evil.example＠example.org',
  'thief＠evil.example',
  'a@example.org>, <thief@evil.example',
  'group: thief@evil.example;',
  'a@exam(thief@evil.example)ple.org',
  'thief@evil。example',
  '',
  '@',
  'nobody',
  `${'a'.repeat(250)}@example.org`,
]
test('an address that is a list, hides a second one or folds into another is sent to nobody', async () => {
  for (const address of HOSTILE) await mailQueue.send(database.db, testMail(address), { now: clock.now() })
  const failed = await until(
    database.pool,
    'all fail',
    async () => (await failures()).length === HOSTILE.length && failures(),
  )
  assert.deepEqual(failed.map(({ to }) => to).toSorted(), HOSTILE.toSorted())
  assert.ok(
    failed.every(({ reason }) => reason === 'not an address that mail can be sent to'),
    JSON.stringify(failed),
  )
  assert.deepEqual(mail.messages, [])
})
