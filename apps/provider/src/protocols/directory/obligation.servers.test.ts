// The obligation API of docs/api.md, answer by answer: what a person owes, "Later", vouchers, and
// who is ready at a company and reminded by it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { DAY_MS, MINUTE_MS } from '@sluis/server-kit/time'
import { isProblem, personRecord } from '#testing/api-driver.ts'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { companyWith, enrolledPerson, statusOf } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const call: typeof world.api.call = (...words) => world.api.call(...words)

test('an unknown person or company at the obligation is a 404, whatever the bytes', async () => {
  await world.person('known', ['prompt'])
  for (const id of ['unknown', '%00', '%FF', 'a%20b', 'x'.repeat(3000)])
    isProblem(await call('GET', `/api/obligations/${id}`), 404, 'person-unknown')
  for (const company of ['unknown', 'none', '%00', '%FF', ''])
    assert.equal((await call('GET', `/api/obligations/known?company=${company}`)).status, 404, company)
  for (const id of ['unknown', 'a\u0001b', ''])
    assert.ok([404, 422].includes((await call('POST', '/api/vouchers', { person: id })).status), id)
})
test('the obligation has everything that docs/api.md names', async () => {
  const { requiredAt } = await companyWith(world, 'told', [-2 * MINUTE_MS, -MINUTE_MS, 60 * 24 * MINUTE_MS])
  const { sub } = await world.person('told', ['told'])
  assert.deepEqual(await statusOf(world, 'told'), {
    person: 'told',
    sub,
    enrolled: false,
    password_chosen: false,
    obligation: 'invited',
    reason: 'prompt-phase',
    company: 'told',
    deadline: {
      at: requiredAt.toISOString(),
      timezone: 'Europe/Amsterdam',
      last_day: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(
        new Date(requiredAt.getTime() - 1),
      ),
    },
    snooze: { left: 3, until: null, hours: 24 },
    may_postpone: true,
    decides: true,
  })
})
const phases: [string, string[], string, string, boolean][] = [
  ['without', ['none'], 'none', 'no-roll-out', true],
  ['announced', ['announce'], 'none', 'announced', true],
  ['asked', ['prompt', 'announce'], 'invited', 'prompt-phase', true],
  ['passed', ['prompt', 'required'], 'required', 'date-passed', false],
  ['jobless', [], 'none', 'no-membership', true],
]
for (const [name, companies, obligation, reason, postpone] of phases) {
  test(`obligation: ${name} is ${obligation}, ${reason}`, async () => {
    await world.person(`phase-${name}`, companies)
    const status = await statusOf(world, `phase-${name}`)
    assert.deepEqual(
      [status['obligation'], status['reason'], status['may_postpone'], status['enrolled']],
      [obligation, reason, postpone, false],
    )
  })
}
test('a question about one company is answered for that company alone', async () => {
  await world.person('several', ['prompt', 'required', 'none'])
  const about = async (company: string) =>
    ((await call('GET', `/api/obligations/several?company=${company}`)).body as { obligation: string }).obligation
  assert.deepEqual(
    [
      await about('prompt'),
      await about('required'),
      await about('none'),
      (await statusOf(world, 'several'))['obligation'],
    ],
    ['invited', 'required', 'none', 'required'],
  )
})
test('an answer for one company says that it does not decide, unless the application keeps its companies apart', async () => {
  await world.person('apart', ['prompt', 'required'])
  const decides = async (query: string) =>
    ((await call('GET', `/api/obligations/apart${query}`)).body as { decides: boolean }).decides
  isProblem(await world.api.call('GET', '/api/obligations/apart?company=prompt&company=required'), 400, 'invalid-query')
  assert.deepEqual([await decides(''), await decides('?company=prompt')], [true, false])
  const later = (query: string) => call('POST', `/api/obligations/apart/snooze${query}`, { snooze_left: 3 })
  isProblem(await later('?company=prompt'), 409, 'required')
  const kade = (await world.identity.applications.findByClientId(CLIENT.id))!
  await world.identity.applications.upsert({ ...kade, separatesCompanies: true }, world.clock.now())
  assert.equal(await decides('?company=prompt'), true)
  assert.equal((await later('?company=prompt')).status, 200)
  await world.identity.applications.upsert({ ...kade, separatesCompanies: false }, world.clock.now())
})
test('somebody enrolled is shown as enrolled, and the obligation stays what it is', async () => {
  await enrolledPerson(world, 'enrolled', ['prompt'])
  const status = await statusOf(world, 'enrolled')
  assert.deepEqual([status['enrolled'], status['obligation']], [true, 'invited'])
  isProblem(await call('POST', '/api/obligations/enrolled/snooze', { snooze_left: 3 }), 409, 'not-invited')
})

const snooze = (person: string, left: number) =>
  call('POST', `/api/obligations/${person}/snooze`, { snooze_left: left })
test('“Later”: each is counted, lasts its hours, and when all are used there is none', async () => {
  await companyWith(world, 'later', [-2 * MINUTE_MS, -MINUTE_MS, 14 * 24 * 60 * MINUTE_MS])
  await world.person('later', ['later'])
  const first = await snooze('later', 3)
  const { until } = (first.body as { snooze: { until: string } }).snooze
  assert.deepEqual(
    [first.status, (first.body as { reason: string }).reason, (first.body as { snooze: { left: number } }).snooze.left],
    [200, 'snoozed', 2],
  )
  assert.ok(Math.abs(new Date(until).getTime() - world.clock.now().getTime() - 24 * 60 * MINUTE_MS) < 10_000)
  isProblem(await snooze('later', 3), 409, 'snooze-stale')
  assert.equal((await statusOf(world, 'later'))['reason'], 'snoozed')
  assert.deepEqual([(await snooze('later', 2)).status, (await snooze('later', 1)).status], [200, 200])
  isProblem(await snooze('later', 0), 409, 'no-snooze-left')
})
test('a double click is one snooze, however close', async () => {
  await world.person('double', ['prompt'])
  const answers = await Promise.all(Array.from({ length: 8 }, () => snooze('double', 3)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((one, other) => one - other),
    [200, ...Array<number>(7).fill(409)],
  )
  assert.equal(((await statusOf(world, 'double'))['snooze'] as { left: number }).left, 2)
})
test('nothing is postponed that was not asked: announced, without a roll-out, past the date', async () => {
  isProblem(await snooze('phase-announced', 3), 409, 'not-invited')
  isProblem(await snooze('phase-without', 0), 409, 'not-invited')
  isProblem(await snooze('phase-passed', 3), 409, 'required')
  for (const left of [-1, 15, 1.5, '3', null])
    isProblem(await call('POST', '/api/obligations/phase-asked/snooze', { snooze_left: left }), 422, 'invalid-body')
})
test('“Later” that is clicked at the instant is refused, and one clicked before never lasts past it (edge case 40)', async () => {
  const { requiredAt } = await companyWith(world, 'edge', [-2 * MINUTE_MS, -MINUTE_MS, 10 * MINUTE_MS])
  await world.person('edge', ['edge'])
  const taken = await snooze('edge', 3)
  assert.equal((taken.body as { snooze: { until: string } }).snooze.until, requiredAt.toISOString())
  world.clock.moveBy(requiredAt.getTime() - world.clock.now().getTime())
  isProblem(await snooze('edge', 2), 409, 'required')
  assert.deepEqual(
    [(await statusOf(world, 'edge'))['obligation'], (await statusOf(world, 'edge'))['may_postpone']],
    ['required', false],
  )
})
test('a voucher is 256 random bits for ten minutes, and the audit trail knows of it', async () => {
  const { sub } = await world.person('vouched', ['prompt'])
  const { status, body } = await call('POST', '/api/vouchers', { person: 'vouched' })
  const { voucher, expires_at: expiresAt } = body as { voucher: string; expires_at: string }
  assert.equal(status, 201)
  assert.match(voucher, /^[\w-]{43}$/u)
  assert.ok(Math.abs(new Date(expiresAt).getTime() - world.clock.now().getTime() - 10 * MINUTE_MS) < 10_000)
  const trail = await world.identity.audit.listByPerson(sub, 10)
  assert.ok(
    trail.some(({ action }) => action === 'voucher-given') && trail.every(({ entry }) => !entry.includes(voucher)),
  )
})
test('there is no voucher for somebody who is locked or out of service, and one from before is worth nothing', async () => {
  const person = await world.person('leaves', ['prompt'])
  const { id } = (await world.identity.applications.findByClientId(CLIENT.id))!
  const before = (await call('POST', '/api/vouchers', { person: 'leaves' })).body as { voucher: string }
  await call('PUT', '/api/directory/people/leaves', personRecord(person.email, { active: false }))
  isProblem(await call('POST', '/api/vouchers', { person: 'leaves' }), 409, 'not-active')
  const consumed = await world.identity.applications.consumeVoucher(id, before.voucher, 'a request', world.clock.now())
  assert.deepEqual(consumed, { ok: false, refusal: 'voucher-unknown' })
  await world.identity.people.lock((await world.person('closed', ['prompt'])).sub, world.clock.now())
  isProblem(await call('POST', '/api/vouchers', { person: 'closed' }), 409, 'locked')
})
const remind = (person: string, company: string) =>
  call('POST', `/api/obligations/${person}/reminders?company=${company}`)
const DAYS_TO_GO = [-20 * DAY_MS, -10 * DAY_MS, 10 * DAY_MS] as const

const reminded = async (sub: string): Promise<number> =>
  (await world.identity.audit.listByPerson(sub, 20)).filter(({ action }) => action === 'reminded').length
const mailsTo = (email: string) => world.mail.messages.filter(({ to }) => to.includes(email))
const mailTo = (email: string, subject: RegExp) =>
  world.mail.waitFor((mail) => mail.to.includes(email) && subject.test(mail.subject))

test('a company sees who of its people is ready and when it reminded them, and nothing else of them (rule 7)', async () => {
  const { requiredAt } = await companyWith(world, 'list', DAYS_TO_GO)
  await world.person('list-later', ['list', 'required'])
  await enrolledPerson(world, 'list-ready', ['list'])
  await world.person('list-elsewhere', ['required'])
  const sent = await remind('list-later', 'list')
  assert.equal(sent.status, 201)
  const { sent_at: sentAt, again_at: againAt } = sent.body as { sent_at: string; again_at: string }
  assert.equal(Date.parse(againAt) - Date.parse(sentAt), 3 * DAY_MS)
  const { status, body } = await call('GET', '/api/obligations?company=list')
  assert.equal(status, 200)
  const { deadline, ...rest } = body as { deadline: { at: string } }
  assert.equal(deadline.at, requiredAt.toISOString())
  assert.deepEqual(rest, {
    company: 'list',
    people: [
      { person: 'list-later', enrolled: false, reminder: { sent_at: sentAt, again_at: againAt } },
      { person: 'list-ready', enrolled: true, reminder: null },
    ],
  })
  const elsewhere = (await call('GET', '/api/obligations?company=required')).body as { people: { reminder: unknown }[] }
  assert.ok(
    elsewhere.people.every(({ reminder }) => reminder === null),
    'what one company sent another does not see',
  )
})

test('a reminder names the employer, the application and the date, in the language of its reader, and has no link', async () => {
  await companyWith(world, 'words', DAYS_TO_GO)
  const [early, late] = [await world.person('words', ['words']), await world.person('late', ['required'])]
  await remind('words', 'words')
  await remind('late', 'required')
  const first = await mailTo(early.email, /^Set up two-step verification by \d/u)
  assert.match(first.text, /^Hello Persoon words,$/mu)
  assert.match(first.text, /^From .* everybody at Bedrijf words logs in to Kade with one extra step/mu)
  assert.doesNotMatch(first.text, /https?:/u)
  assert.ok(first.subject.length <= 70)
  const second = await mailTo(late.email, /^You need two-step verification for Kade$/u)
  assert.match(second.text, /^Since .* everybody at Garage Van Dijk/mu)
  assert.doesNotMatch(second.text, /last day/u)
})

test('a second one within three days is refused with the moment from which it is possible, and sent after it', async () => {
  await companyWith(world, 'twice', DAYS_TO_GO)
  const { sub } = await world.person('twice', ['twice', 'prompt'])
  const first = (await remind('twice', 'twice')).body as { again_at: string }
  const answers = await Promise.all([remind('twice', 'twice'), remind('twice', 'twice')])
  for (const answer of answers) {
    isProblem(answer, 409, 'reminded-before')
    assert.equal((answer.body as { again_at: string }).again_at, first.again_at)
  }
  assert.equal((await remind('twice', 'prompt')).status, 201, 'each company has its own')
  world.clock.moveBy(3 * DAY_MS + MINUTE_MS)
  assert.equal((await remind('twice', 'twice')).status, 201)
  assert.equal(await reminded(sub), 3)
})

test('of reminders pressed at the same moment one is sent', async () => {
  await companyWith(world, 'race', DAYS_TO_GO)
  const { sub, email } = await world.person('race', ['race'])
  const answers = await Promise.all(Array.from({ length: 8 }, () => remind('race', 'race')))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((one, other) => one - other),
    [201, ...Array<number>(7).fill(409)],
  )
  await mailTo(email, /two-step verification/u)
  assert.equal(mailsTo(email).length, 1)
  assert.equal(await reminded(sub), 1)
})

test('nobody is reminded who need not or cannot be: enrolled, locked, out of service, nothing announced', async () => {
  await companyWith(world, 'whom', DAYS_TO_GO)
  await companyWith(world, 'planned', [DAY_MS, 2 * DAY_MS, 3 * DAY_MS])
  await enrolledPerson(world, 'ready', ['whom'])
  const { sub: locked } = await world.person('locked', ['whom'])
  await world.provider.database.db
    .updateTable('person')
    .set({ locked_at: new Date() })
    .where('id', '=', locked)
    .execute()
  const { email } = await world.person('gone', ['whom'])
  await world.person('calm', ['none', 'planned'])
  isProblem(await remind('ready', 'whom'), 409, 'enrolled')
  isProblem(await remind('locked', 'whom'), 409, 'locked')
  isProblem(await remind('calm', 'none'), 409, 'no-roll-out')
  isProblem(await remind('calm', 'planned'), 409, 'no-roll-out')
  isProblem(await remind('gone', 'none'), 404, 'company-unknown')
  const memberships = [{ employee_login: 'gone-whom', company: 'whom', role: 'employee', active: true }]
  await call('PUT', '/api/directory/people/gone', { name: 'Gone', email, language: 'en', active: false, memberships })
  isProblem(await remind('gone', 'whom'), 404, 'company-unknown')
  assert.equal(await reminded(locked), 0)
  assert.equal(((await call('GET', '/api/obligations?company=planned')).body as { deadline: null }).deadline, null)
})

test('whoever names no company, two, or one that is none, changes nothing', async () => {
  await world.person('bad', ['prompt'])
  for (const query of ['', '?company=prompt&company=required'])
    isProblem(await call('POST', `/api/obligations/bad/reminders${query}`), 400, 'invalid-query')
  for (const query of ['', '?company=prompt&company=none'])
    isProblem(await call('GET', `/api/obligations${query}`), 400, 'invalid-query')
  for (const company of ['', 'unknown', '%00', '%FF', 'a%20b', 'x'.repeat(3000), '%D1%88', 'a[]=1']) {
    isProblem(await remind('bad', company), 404, 'company-unknown')
    isProblem(await call('GET', `/api/obligations?company=${company}`), 404, 'company-unknown')
  }
  for (const person of ['unknown', '%00', '%FF', 'x'.repeat(3000)])
    isProblem(await remind(person, 'prompt'), 404, 'person-unknown')
  assert.equal((await remind('bad', 'prompt')).status, 201)
})
