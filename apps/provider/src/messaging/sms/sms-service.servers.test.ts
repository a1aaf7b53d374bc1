// Messages on their way: with their transaction or not at all, by the second gateway where the first cannot, never
// twice without need, and not past what they may cost.
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { smsWorld } from '#testing/sms-world.ts'
import { until } from '#testing/until.ts'

const world = await smsWorld()
const { first, second, clock, identity } = world
after(() => world.stop())
beforeEach(() => {
  for (const gateway of [first, second]) {
    gateway.behave('take')
    gateway.reportManually(false)
    gateway.clear()
  }
})
const cameTo = (to: string): number => [...first.messages, ...second.messages].filter((sms) => sms.to === to).length
const report = (url: string, asking: RequestInit = {}): Promise<number> =>
  fetch(url, asking).then((response) => response.status)
const reportUrl = (url: string | null, status: number): string => url!.replace('%d', String(status))

test('a text arrives with sender, number, code, autofill line and the life of its code, and its delivery is known', async () => {
  const to = world.number()
  const id = await world.sent(to)
  const sms = await first.waitFor((each) => each.to === to)
  assert.deepEqual(
    [sms.from, sms.text, sms.validity],
    ['Sluis', '123456 is je code voor Sluis. Deel deze code met niemand.\n\n@localhost #123456', 4],
  )
  await world.becomes(id, 'delivered')
  assert.equal((await world.sms.status(id))?.status, 'delivered')
})
test('a text whose transaction fails is never sent, and counts for nothing', async () => {
  const to = world.number()
  const personId = await world.aPerson()
  const message = {
    to,
    personId,
    network: 'n',
    language: 'nl',
    values: { kind: 'sign-in-code', code: '123456' },
    expiresAt: new Date(clock.now().getTime() + 60_000),
  } as const
  for (let time = 0; time < 4; time++) {
    await assert.rejects(
      identity.transaction(async (stores) => {
        assert.equal((await world.sms.send(stores, message, clock.now())).ok, true)
        throw new Error('rolled back')
      }),
    )
  }
  await world.lookedThrough()
  assert.equal(cameTo(to), 0)
})
test('neither number nor code stands in the database, and nothing sealed of them once the text is gone (CVE-2026-105211)', async () => {
  const to = world.number()
  for (const gateway of [first, second]) gateway.behave('refuse-for-now', 1)
  const id = await world.sent(to, { code: '918273' })
  const { rows } = await world.provider.database.pool.query<{ all: string }>(
    "select sms_message::text || (select string_agg(sms_budget::text, '') from sms_budget) as all from sms_message where id = $1",
    [id],
  )
  assert.ok(!rows[0]!.all.includes('918273') && !rows[0]!.all.includes(to.slice(1)), rows[0]!.all)
  await world.becomes(id, 'delivered')
  assert.equal((await world.row(id))['content_sealed'], null)
})

test('where the first gateway refuses for now, the second sends it at once', async () => {
  const to = world.number()
  first.behave('refuse-for-now', 1)
  await world.becomes(await world.sent(to), 'delivered')
  assert.deepEqual([first.messages.length, second.messages.map((sms) => sms.to)], [0, [to]])
})
test('a text that every gateway refuses for good has failed', async () => {
  first.behave('refuse', 1)
  second.behave('refuse', 1)
  const id = await world.sent(world.number())
  await world.becomes(id, 'failed')
  assert.equal((await world.row(id))['content_sealed'], null)
})
test('a text that nobody takes yet is tried again while its code lives', async () => {
  const to = world.number()
  for (const gateway of [first, second]) gateway.behave('refuse-for-now', 1)
  await world.becomes(await world.sent(to), 'delivered')
  assert.equal(cameTo(to), 1)
})
test('a text whose code has expired is not sent any more', async () => {
  const to = world.number()
  for (const gateway of [first, second]) gateway.behave('refuse-for-now', 1)
  const id = await world.sent(to)
  await world.becomes(id, 'queued')
  clock.moveBy(300_000)
  await world.becomes(id, 'expired')
  assert.equal(cameTo(to), 0)
})

test('a gateway that took a text and never said so: its report says it, and no second text is sent', async () => {
  const to = world.number()
  first.behave('take-and-hang-up', 1)
  first.reportManually(true)
  const id = await world.sent(to)
  const sms = await first.waitFor((each) => each.to === to)
  await world.becomes(id, 'handed')
  await first.report(sms, 'accepted')
  await world.becomes(id, 'sent')
  clock.moveBy(11_000)
  await world.lookedThrough()
  assert.equal(cameTo(to), 1)
})
test('a text in doubt is left alone for ten seconds; without a report the other gateway sends it, once and no third time', async () => {
  const to = world.number()
  first.behave('take-and-hang-up', 1)
  for (const gateway of [first, second]) gateway.reportManually(true)
  const id = await world.sent(to)
  await world.becomes(id, 'handed')
  await world.lookedThrough()
  assert.equal(cameTo(to), 1)
  second.behave('take-and-hang-up', 1)
  clock.moveBy(10_000)
  await second.waitFor((each) => each.to === to, 15_000)
  clock.moveBy(60_000)
  await world.lookedThrough()
  assert.deepEqual(
    [first, second].map((gateway) => gateway.messages.filter((sms) => sms.to === to).length),
    [1, 1],
  )
})
test('a gateway that takes texts and answers twice to one question sends one', async () => {
  const to = world.number()
  first.behave('answer-twice', 1)
  await world.becomes(await world.sent(to), 'delivered')
  assert.equal(cameTo(to), 1)
})
test(
  'a gateway that stalls holds up no other text, and the one that it has is in doubt',
  { timeout: 60_000 },
  async () => {
    const to = world.number()
    first.behave('stall', 1)
    const id = await world.sent(to)
    await world.becomes(id, 'handed')
    const other = await world.sent(world.number())
    await world.becomes(other, 'delivered')
    assert.equal((await world.row(id))['status'], 'handed', 'the others are not held up')
    clock.moveBy(10_000)
    await second.waitFor((each) => each.to === to, 15_000)
    await world.becomes(id, 'delivered')
    assert.equal(cameTo(to), 1)
  },
)

test('reports that are late, double or of nobody change nothing', async () => {
  const to = world.number()
  first.reportManually(true)
  const id = await world.sent(to)
  const sms = await first.waitFor((each) => each.to === to)
  await world.becomes(id, 'sent')
  assert.equal(await first.report(sms, 'delivered'), 204)
  const { status_at: at } = await world.row(id)
  clock.moveBy(1_000)
  for (const kind of ['delivered', 'accepted', 'failed', 'rejected', 'buffered'] as const)
    assert.equal(await first.report(sms, kind), 204, kind)
  const row = await world.row(id)
  assert.deepEqual([row['status'], row['status_at']], ['delivered', at])
  const known = reportUrl(sms.reportUrl, 2)
  assert.deepEqual(
    [
      await report(known.replace(/.(?=\?)/u, (last) => (last === 'A' ? 'B' : 'A'))),
      await report(known.replace('kannel-1', 'kannel-2')),
      await report(known.replace(/reports\/.*\?/u, 'reports/x?')),
    ],
    [404, 404, 404],
    'another word, another gateway, no word at all',
  )
  assert.deepEqual(
    [await report(reportUrl(sms.reportUrl, 99)), await report(known.replace(/\?.*/u, ''))],
    [400, 400],
    'a number of no report, and none',
  )
  assert.equal((await world.row(id))['status'], 'delivered')
})
test('a report by POST with a body that is no form is refused; a form says nothing to Kannel’s address', async () => {
  const to = world.number()
  const id = await world.sent(to)
  const { reportUrl: url } = await first.waitFor((each) => each.to === to)
  await world.becomes(id, 'delivered')
  const bare = url!.replace(/\?.*/u, '')
  assert.equal(
    await report(bare, { method: 'POST', body: '{"status":1}', headers: { 'content-type': 'application/json' } }),
    400,
  )
  assert.equal(await report(bare, { method: 'POST', body: new URLSearchParams({ status: '2' }) }), 400)
  assert.equal(await report(bare, { method: 'PUT' }), 404)
})
test('the failure of a gateway that was given up does not undo what the other one sent', async () => {
  const to = world.number()
  first.behave('take-and-hang-up', 1)
  for (const gateway of [first, second]) gateway.reportManually(true)
  const id = await world.sent(to)
  const doubtful = await first.waitFor((each) => each.to === to)
  await world.becomes(id, 'handed')
  clock.moveBy(10_000)
  const sms = await second.waitFor((each) => each.to === to, 15_000)
  await world.becomes(id, 'sent')
  await first.report(doubtful, 'failed')
  assert.equal((await world.row(id))['status'], 'sent')
  await second.report(sms, 'failed')
  assert.equal((await world.row(id))['status'], 'failed')
})

test('a number gets three codes in ten minutes and five a day, however many are asked for at once', async () => {
  const to = world.number()
  const ask = async () => (await world.send(to)).ok
  const count = async (times: number) => (await Promise.all(Array.from({ length: times }, ask))).filter(Boolean).length
  assert.equal(await count(30), 3)
  const personId = await world.aPerson()
  const limitedUntil = await world.sms.limitedUntil(
    identity,
    { to, personId, network: 'n', values: { kind: 'sign-in-code', code: '' } },
    clock.now(),
  )
  const waits = (limitedUntil?.getTime() ?? 0) - clock.now().getTime()
  assert.ok(Math.abs(waits - 600_000) < 5_000, String(limitedUntil))
  clock.moveBy(600_000)
  assert.equal(await count(30), 2)
  clock.moveBy(600_000)
  assert.equal(await count(3), 0)
  assert.equal((await world.send(world.number())).ok, true, 'another number is not held up')
  assert.equal(
    (await world.send(to, { values: { kind: 'number-changed', digits: '78' } })).ok,
    true,
    'nobody keeps a notice away by asking for codes',
  )
  clock.moveBy(24 * 3_600_000)
  assert.equal(await count(30), 3)
})
test('a person gets ten codes a day, whatever the number', async () => {
  const personId = await world.aPerson()
  const results: unknown[] = []
  for (let time = 0; time < 12; time++) {
    const sent = await world.send(world.number(), { personId })
    results.push(sent.ok || sent.refusal)
  }
  assert.deepEqual(results.slice(9), [true, 'too-many', 'too-many'])
})
test('a network gets 2,500 codes an hour, and past them uses up nothing of anybody (SMS pumping)', async () => {
  const [personId, to, since] = [await world.aPerson(), world.number(), clock.now()]
  const budget = { bucket: 'network 192.0.2.7', max: 2500, minutes: 60, refusal: 'too-many' } as const
  assert.equal(await identity.smsBudgets.consume(budget, since), 1)
  await world.provider.database.db.updateTable('sms_budget').set({ sent: 2500 }).where('since', '=', since).execute()
  for (let time = 0; time < 12; time++) {
    const sent = await world.send(to, { personId, network: '192.0.2.7' })
    assert.equal(!sent.ok && sent.refusal, 'too-many')
  }
  assert.ok((await world.send(to, { personId, network: '192.0.2.8' })).ok, 'elsewhere the same person gets one')
})
test('somebody who is past their own texts uses up nothing of their network', async () => {
  const personId = await world.aPerson()
  const budget = { bucket: 'network 192.0.2.9', max: 2500, minutes: 60, refusal: 'too-many' } as const
  for (let time = 0; time < 15; time++) await world.send(world.number(), { personId, network: '192.0.2.9' })
  assert.equal(await identity.smsBudgets.consume(budget, clock.now()), 11)
})
for (const [what, to] of [
  ['a country that is not served', '+33612345678'],
  ['a landline', '+31201234567'],
  ['a premium number', '+319001234'],
  ['what is no number', 'sluis'],
  ['a number that is not written as one', '0612345678'],
] as const) {
  test(`no text goes to ${what}, no matter who asks`, async () => {
    const sent = await world.send(to)
    assert.equal(!sent.ok && sent.refusal, 'not-served')
  })
}

test('a gateway that fails three times is left alone, and with both gone another way is offered at once', async () => {
  first.behave('refuse-for-now')
  for (let time = 0; time < 3; time++) await world.becomes(await world.sent(world.number()), 'delivered')
  const { requests } = first
  await world.becomes(await world.sent(world.number()), 'delivered')
  assert.equal(first.requests, requests)
  assert.equal(world.sms.isUnavailable(), false)
  second.behave('refuse-for-now')
  const notice = await world.sent(world.number(), { values: { kind: 'factor-notice' } })
  while (!world.sms.isUnavailable()) {
    const { requests: before } = second
    await world.send(world.number())
    await until(world.provider.database.pool, 'a try', () =>
      Promise.resolve(second.requests > before || world.sms.isUnavailable()),
    )
  }
  const refused = await world.send(world.number())
  assert.deepEqual([!refused.ok && refused.refusal, (await world.sms.status(notice))?.status], ['out', 'queued'])
  assert.equal(
    (await world.send(world.number(), { values: { kind: 'factor-notice' } })).ok,
    true,
    'a notice waits in the queue',
  )
})
