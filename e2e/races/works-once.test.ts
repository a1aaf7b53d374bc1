// What works once works once under concurrency: a snooze, a voucher, a "this was not me" link, a mailed code.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  arrive,
  authorizationRequest,
  assertNoFault,
  atFirstCode,
  atWizard,
  fill,
  outcome,
  passwordOn,
  voucherFor,
  withPassword,
} from './driver.ts'
import { type RaceWorld, raceWorld } from './race-world.ts'
import { concurrently, inLanes, tally } from './http-client.ts'
import { softPhone } from '@sluis/test-kit'

const MAIL_LIMIT_MS = 15_000

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

test('of a device whose person answers twice at once, and that asks on both processes, one answer stands and one request gets it', async () => {
  const person = await world.person('device', ['none'])
  const { browser } = await withPassword(world, person)
  for (const answers of [
    ['allow', 'allow', 'allow'],
    ['allow', 'refuse', 'allow', 'refuse'],
  ]) {
    const { body: shown } = await world.app.deviceCode({ scope: 'openid offline_access' })
    const [userCode, deviceCode] = [String(shown['user_code']), String(shown['device_code'])]
    const question = await fill(browser, await browser.get('/device'), { user_code: userCode }, 'user_code')
    const pages = await Promise.all(
      answers.map(async (answer) => arrive(browser, await browser.submit(question, { answer }))),
    )
    assertNoFault(world, pages)
    assert.equal(new Set(pages.map(({ heading }) => heading)).size, 1, 'every page says the same')
    const polls = await concurrently(10, () => world.app.pollDevice(deviceCode))
    assertNoFault(world, polls)
    const won = polls.find(({ status }) => status === 200)
    assert.deepEqual(
      tally(polls, ({ status, body }) => (status === 200 ? 'tokens' : String(body['error']))),
      pages[0]!.heading === 'Nobody was let in' ? { access_denied: 10 } : { tokens: 1, slow_down: 9 },
    )
    if (won) assert.equal((await world.app.refresh(String(won.body['refresh_token']))).status, 200)
  }
  const sessions = await world.rows<{ n: number }>(
    'select count(*)::int as n from session where is_device and person_id = $1',
    [person.sub],
  )
  assert.equal(sessions[0]!.n, await world.audited('device-allowed', person.sub))
})

for (const round of [1, 2, 3]) {
  test(`20 concurrent snoozes that saw the same number left use one (round ${round})`, async () => {
    const person = await world.person(`snoozer-${round}`, ['prompt'])
    const responses = await concurrently(20, () =>
      world.app.call('POST', `/api/obligations/${person.id}/snooze`, { snooze_left: 3 }),
    )
    assert.deepEqual(
      tally(responses, ({ status, body }) => (status === 200 ? 'snoozed' : String(body['type']))),
      { snoozed: 1, 'urn:sluis:problem:snooze-stale': 19 },
    )
    assertNoFault(world, responses)
    const { body } = await world.app.call('GET', `/api/obligations/${person.id}`)
    assert.deepEqual(
      { reason: body['reason'], left: (body['snooze'] as { left: number }).left },
      { reason: 'snoozed', left: 2 },
    )
    assert.equal(await world.audited('snoozed', person.sub), 1)
  })

  test(`a voucher in 20 concurrent authorization requests authorises one of them (round ${round})`, async () => {
    const person = await world.person(`vouched-${round}`, ['required'])
    const consumed = await world.watchConsumption('voucher')
    const voucher = await voucherFor(world, person)
    const browsers = await inLanes(3, 20, async () => {
      const browser = world.browser()
      // As far as the address that consumes the voucher, with the password proved before.
      const request = await browser.get(authorizationRequest(world.instance.issuer, { voucher }).address)
      const page = await arrive(browser, await browser.get(`/sign-in?next=${encodeURIComponent('/account')}`))
      await passwordOn(browser, page, person.email)
      return { browser, address: request.location! }
    })
    const shown = await Promise.all(browsers.map(({ browser, address }) => browser.get(address)))
    assertNoFault(world, shown)
    const pages = await inLanes(3, 20, async (index) => {
      const { browser } = browsers[index]!
      return fill(browser, await arrive(browser, shown[index]!), {}, 'csrf')
    })
    assert.deepEqual(
      tally(pages, (page) => page.url.pathname),
      { '/enrol': 1, '/enrol/email': 19 },
    )
    assert.equal(await consumed(`was->>'person_id' = '${person.sub}'`), 1)
  })

  test(`a request with a voucher that is opened 20 times concurrently keeps it (round ${round})`, async () => {
    const person = await world.person(`tabs-${round}`, ['required'])
    const { browser } = await withPassword(world, person)
    const request = await browser.get(
      authorizationRequest(world.instance.issuer, { voucher: await voucherFor(world, person) }).address,
    )
    const shown = await concurrently(20, () => browser.get(request.location!))
    assertNoFault(world, shown)
    const page = await fill(browser, await arrive(browser, await browser.get(request.location!)), {}, 'csrf')
    assert.equal(page.url.pathname, '/enrol')
  })
}

test('"this was not me" pressed 20 times concurrently by each of three people locks each account once, with one notice', async () => {
  const consumed = await world.watchConsumption('not_me_link')
  const owners = await inLanes(3, 3, async (index) => {
    const person = await world.person(`not-me-${index}`, ['required'])
    const { browser, page: first } = await atWizard(world, person)
    const { secret, page } = await atFirstCode(browser, first)
    await browser.submit(page, { code: softPhone(secret).codeAt(new Date(world.instance.phoneAt)) }, page.form('code'))
    const mail = await world.mail.waitFor(
      ({ to, text }) => to.includes(person.email) && text.includes('/not-me/'),
      MAIL_LIMIT_MS,
    )
    const link = /\/not-me\/[\w-]{43}/.exec(mail.text)![0]
    const readers = await inLanes(3, 20, async () => {
      const reader = world.browser()
      return { reader, page: await reader.get(link) }
    })
    return { person, readers }
  })
  const presses = await Promise.all(
    owners.map(({ readers }) => Promise.all(readers.map(({ reader, page }) => reader.submit(page)))),
  )
  assertNoFault(world, presses.flat())
  for (const [index, { person }] of owners.entries()) {
    assert.deepEqual(
      tally(presses[index]!, ({ location }) => (location?.pathname === '/locked' ? 'locked' : 'over')),
      { locked: 1, over: 19 },
    )
    assert.equal(await consumed(`was->>'person_id' = '${person.sub}'`), 1)
    assert.equal(await world.audited('account-frozen', person.sub), 1)
    assert.equal(await world.audited('notice-sent', person.sub), 2, 'one of the enrolment, one of the lock')
    assert.equal((await withPassword(world, person)).page.status, 403)
  }
})

test('a mailed code sent 20 times concurrently by each of three people is consumed once each, and they go on', async () => {
  const consumed = await world.watchConsumption('mailed_code')
  const owners = await inLanes(3, 3, async (index) => {
    const person = await world.person(`mailed-${index}`, ['required'])
    const { browser, page } = await withPassword(world, person)
    assert.equal(page.url.pathname, '/enrol/email')
    const typed = await arrive(browser, await browser.submit(page, {}, page.form('/enrol/email/send?next=%2Faccount')))
    const { text } = await world.mail.waitFor(({ to }) => to.includes(person.email), MAIL_LIMIT_MS)
    return { browser, typed, code: /^\d{6}$/m.exec(text)![0] }
  })
  const answers = await Promise.all(
    owners.map(({ browser, typed, code }) =>
      concurrently(20, () => browser.submit(typed, { code }, typed.form('code'))),
    ),
  )
  assertNoFault(world, answers.flat())
  assert.equal(await consumed(), 3)
  for (const [index, { browser }] of owners.entries()) {
    assert.ok(answers[index]!.some((each) => outcome(each) === 'to /enrol'))
    assert.ok(answers[index]!.every(({ status }) => [303, 422, 429].includes(status)))
    assert.equal((await browser.get('/enrol?next=%2Faccount')).status, 200)
  }
})
