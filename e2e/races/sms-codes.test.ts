// An SMS code is good for one sign-in or confirms one number, whatever the number of requests (rule 2).
import type { CookieBrowser, Page, SmsGateway } from '@sluis/test-kit'
import { smsGateway } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { arrive, assertNoFault, atWizard, fill, outcome, withPassword } from './driver.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'
import { concurrently, inLanes, tally } from './http-client.ts'

let world: RaceWorld
let gateway: SmsGateway
before(async () => {
  gateway = await smsGateway()
  world = await raceWorld({ sms: { url: gateway.url, username: gateway.username, password: gateway.password } })
  await world.rows('update company set sms_first = true')
})
after(async () => {
  await gateway.close()
  await world.stop()
})

let numbers = 0
const newNumber = (): string => `+316${String(10_000_000 + 100_000 * ++numbers)}`
const smsTo = (number: string) =>
  gateway.messages.filter(({ to }) => to.replaceAll(/\D/gu, '').replace(/^00/u, '') === number.slice(1))
async function codeTo(number: string, nth = 1): Promise<string> {
  const sms = await gateway.waitFor((each) => smsTo(number).indexOf(each) >= nth - 1, 10_000)
  return /\d{6}/u.exec(sms.text)![0]
}
const phonesOf = async ({ sub }: Human): Promise<number> =>
  (
    await world.rows<{ n: number }>(
      "select count(*)::int as n from second_factor where kind = 'sms' and person_id = $1",
      [sub],
    )
  )[0]!.n

/** At the field for the SMS code. */
async function atCode(
  person: Human,
  number: string,
  nth = 1,
): Promise<{ browser: CookieBrowser; page: Page; code: string }> {
  const { browser } = await withPassword(world, person)
  const asking = await browser.get('/sign-in/text?next=%2Faccount')
  const page = await arrive(
    browser,
    await browser.submit(asking, {}, asking.form('/sign-in/text/send?next=%2Faccount')),
  )
  return { browser, page, code: await codeTo(number, nth) }
}
/** Signed in by SMS, at the field for the code to a new number. */
async function atConfirming(
  person: Human,
  by: string,
  number: string,
  nth = 1,
): Promise<{ browser: CookieBrowser; page: Page; code: string }> {
  const { browser, page, code } = await atCode(person, by, nth)
  await fill(browser, page, { code }, 'code')
  const asking = await browser.get('/account/phone')
  const confirming = await fill(browser, asking, { number, country: 'NL' }, 'number')
  assert.equal(confirming.heading, 'Confirm your number')
  return { browser, page: confirming, code: await codeTo(number) }
}
const outcomeHere = (page: Page): string =>
  page.status === 422 && /has expired/u.test(page.text)
    ? 'over'
    : page.status === 429 && /Try again at/u.test(page.text)
      ? 'locked'
      : outcome(page)

for (const round of [1, 2, 3]) {
  test(`of 4 right codes that one browser sends concurrently one gets in (round ${round})`, async () => {
    const number = newNumber()
    const person = await world.person(`four-${round}`, ['none'], { phone: number })
    const { browser, page, code } = await atCode(person, number)
    const pages = await concurrently(4, () => browser.submit(page, { code }, page.form('code')))
    assertNoFault(world, pages)
    assert.equal(tally(pages, outcomeHere)['to /account'], 1, JSON.stringify(tally(pages, outcomeHere)))
    assert.equal(await world.audited('second-factor-proved', person.sub), 1)
    assert.equal((await browser.get('/account')).status, 200)
  })

  test(`of 30 concurrent right codes no more than one is consumed (round ${round})`, async () => {
    const number = newNumber()
    const person = await world.person(`thirty-${round}`, ['none'], { phone: number })
    const { browser, page, code } = await atCode(person, number)
    const consumed = await world.watchConsumption('sms_code')
    const already = await consumed()
    const pages = await concurrently(30, () => browser.submit(page, { code }, page.form('code')))
    assertNoFault(world, pages)
    assert.equal((await consumed()) - already, 1)
    assert.equal(await world.audited('second-factor-proved', person.sub), 1)
  })

  test(`30 concurrent confirmations of one number add it to the account once, with one notice (round ${round})`, async () => {
    const [old, number] = [newNumber(), newNumber()]
    const person = await world.person(`confirm-${round}`, ['none'], { phone: old })
    const { browser, page, code } = await atConfirming(person, old, number)
    const pages = await concurrently(30, () => browser.submit(page, { code }, page.form('code')))
    assertNoFault(world, pages)
    assert.equal(tally(pages, outcomeHere)['to /account/phone/done'], 1, JSON.stringify(tally(pages, outcomeHere)))
    assert.equal(await phonesOf(person), 1)
    assert.equal(await world.audited('phone-changed', person.sub), 1)
    assert.equal(
      (await gateway.waitFor((sms) => smsTo(old).indexOf(sms) === 1, 10_000)).text.includes(number.slice(-2)),
      true,
    )
  })

  test(`20 concurrent confirmations of a first number make one factor and one set of recovery codes (round ${round})`, async () => {
    const number = newNumber()
    const person = await world.person(`first-${round}`, ['required'])
    const { browser, page: first } = await atWizard(world, person)
    const asking = await browser.get(`/enrol/simple-phone${first.url.search}`)
    const page = await fill(browser, asking, { number, country: 'NL' }, 'number')
    const code = await codeTo(number)
    const pages = await concurrently(20, () => browser.submit(page, { code }, page.form('code')))
    assertNoFault(world, pages)
    assert.equal(await phonesOf(person), 1)
    assert.deepEqual(
      await world.rows(
        'select count(*)::int as codes from recovery_code c join recovery_code_set s on s.id = c.set_id where s.person_id = $1',
        [person.sub],
      ),
      [{ codes: 10 }],
    )
    assert.equal(await world.audited('enrolled', person.sub), 1)
  })

  test(`two numbers that one person confirms concurrently in two browsers: one of them is the number, and nobody sees an error (round ${round})`, async () => {
    const [old, one, other] = [newNumber(), newNumber(), newNumber()]
    const person = await world.person(`two-${round}`, ['none'], { phone: old })
    const first = await atConfirming(person, old, one)
    await world.moveClock(1)
    const second = await atConfirming(person, old, other, 2)
    const pages = await Promise.all(
      [first, second].map(({ browser, page, code }) => browser.submit(page, { code }, page.form('code'))),
    )
    assertNoFault(world, pages)
    assert.equal(await phonesOf(person), 1)
  })

  test(`a number that is on four accounts is added to one more, of six that confirm it concurrently (edge case 9, round ${round})`, async () => {
    const shared = newNumber()
    await inLanes(2, 4, (index) => world.person(`shared-${round}-${index}`, ['none'], { phone: shared }))
    const own = Array.from({ length: 6 }, newNumber)
    const people = await inLanes(3, 6, (index) =>
      world.person(`sixth-${round}-${index}`, ['none'], { phone: own[index]! }),
    )
    const waiting = []
    for (const [index, person] of people.entries()) {
      const { browser, page, code } = await atCode(person, own[index]!)
      await fill(browser, page, { code }, 'code')
      const asking = await browser.get('/account/phone')
      waiting.push({ browser, asking, person })
    }
    // The rate limits of one number are another rule: they are reset here.
    await world.rows('delete from sms_budget')
    const confirming = []
    for (const [index, { browser, asking }] of waiting.entries()) {
      const page = await fill(browser, asking, { number: shared, country: 'NL' }, 'number')
      confirming.push({ browser, page, code: await codeTo(shared, index + 1) })
      await world.rows('delete from sms_budget')
    }
    const pages = await Promise.all(
      confirming.map(({ browser, page, code }) => browser.submit(page, { code }, page.form('code'))),
    )
    assertNoFault(world, pages)
    assert.equal(
      pages.filter(({ status }) => status === 303).length,
      1,
      pages.map(({ status, heading }) => `${status} ${heading}`).join(', '),
    )
    const { n } = (
      await world.rows<{ n: number }>(
        'select count(*)::int as n from phone_factor where number_key in (select number_key from phone_factor p join second_factor f on f.id = p.id join directory_person d on d.person_id = f.person_id where d.external_id = $1)',
        [`shared-${round}-0`],
      )
    )[0]!
    assert.equal(n, 5)
  })
}
