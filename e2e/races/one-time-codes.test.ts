// A one-time code is good for one sign-in, in however many browsers it is used (rule 2, RFC 6238 §5.2).
import { softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertNoFault, atFirstCode, atWizard, outcome, recoveryCodesOn, withPassword } from './driver.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'
import { concurrently, inLanes, tally } from './http-client.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const RECOVERY_CODES = [...Array(10).keys()].map((index) => `${index}ABCDEFGHJKMNPQRSTVW`)

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

const phone = softPhone(SECRET)
const codeNow = (): string => phone.codeAt(new Date(world.instance.phoneAt))

/** Browsers in which this person is at the code, and the page to post it from. */
const browsersOf = (person: Human, count: number, path = '/sign-in/code') =>
  inLanes(3, count, async () => {
    const { browser } = await withPassword(world, person)
    return { browser, page: await browser.get(`${path}?next=%2Faccount`) }
  })

for (const round of [1, 2, 3]) {
  test(`of 8 browsers that send one right code concurrently one gets in, and the others read that it was used (round ${round})`, async () => {
    const person = await world.person(`totp-8-${round}`, ['none'], { totpSecret: SECRET })
    const pages = await Promise.all(
      (await browsersOf(person, 8)).map(({ browser, page }) =>
        browser.submit(page, { code: codeNow() }, page.form('code')),
      ),
    )
    assert.deepEqual(tally(pages, outcome), { 'to /account': 1, 'already used': 7 })
    assert.equal(await world.audited('second-factor-proved', person.sub), 1)
    assertNoFault(world, pages)
  })

  test(`of 20 browsers that send one right code concurrently one gets in, and the others do not lock the person out (round ${round})`, async () => {
    const person = await world.person(`totp-20-${round}`, ['none'], { totpSecret: SECRET })
    const browsers = await browsersOf(person, 20)
    const pages = await Promise.all(
      browsers.map(({ browser, page }) => browser.submit(page, { code: codeNow() }, page.form('code'))),
    )
    const { 'to /account': passed, 'already used': used = 0, locked = 0 } = tally(pages, outcome)
    // While ten codes are being checked the other requests wait for their outcome (rule 3).
    assert.deepEqual(
      { passed, others: used + locked },
      { passed: 1, others: 19 },
      JSON.stringify(tally(pages, outcome)),
    )
    assert.equal(await world.audited('second-factor-proved', person.sub), 1)
    assertNoFault(world, pages)
    const other = browsers.find((_, index) => pages[index]!.status !== 303)!
    const next = await other.browser.get('/sign-in/code?next=%2Faccount')
    assert.equal(
      outcome(
        await other.browser.submit(
          next,
          { code: phone.codeAt(new Date(world.instance.phoneAt + 30_000)) },
          next.form('code'),
        ),
      ),
      'to /account',
    )
  })

  test(`of 20 concurrent uses of one recovery code one gets in, and its owner gets one notice (round ${round})`, async () => {
    const person = await world.person(`recovery-${round}`, ['none'], {
      totpSecret: SECRET,
      recoveryCodes: RECOVERY_CODES,
    })
    const browsers = await browsersOf(person, 20, '/sign-in/recovery')
    const pages = await Promise.all(
      browsers.map(({ browser, page }) =>
        browser.submit(page, { 'recovery-code': RECOVERY_CODES[0]! }, page.form('recovery-code')),
      ),
    )
    const { 'to /sign-in/phone': passed, wrong = 0, locked = 0 } = tally(pages, outcome)
    assert.deepEqual(
      { passed, others: wrong + locked },
      { passed: 1, others: 19 },
      JSON.stringify(tally(pages, outcome)),
    )
    assert.equal(await world.audited('recovery-code-used', person.sub), 1)
    assert.equal(await world.audited('notice-sent', person.sub), 1)
    assert.deepEqual(
      await world.rows(
        'select count(*)::int as consumed from recovery_code c join recovery_code_set s on s.id = c.set_id where s.person_id = $1 and c.consumed_at is not null',
        [person.sub],
      ),
      [{ consumed: 1 }],
    )
    assertNoFault(world, pages)
  })

  test(`a right code sent twice by one browser lets it in, and locks nobody out (round ${round})`, async () => {
    const person = await world.person(`twice-${round}`, ['none'], { totpSecret: SECRET })
    const { browser, page } = await withPassword(world, person)
    const pages = await concurrently(2, () => browser.submit(page, { code: codeNow() }, page.form('code')))
    assertNoFault(world, pages)
    assert.equal(await world.audited('second-factor-proved', person.sub), 1)
    assert.equal((await browser.get('/account')).status, 200)
  })

  test(`20 concurrent confirmations of one enrolment make one factor, one set of recovery codes and one notice, and each gets a page (round ${round})`, async () => {
    const person = await world.person(`enrol-${round}`, ['required'])
    const { browser, page: first } = await atWizard(world, person)
    const { secret, page } = await atFirstCode(browser, first)
    const code = softPhone(secret).codeAt(new Date(world.instance.phoneAt))
    const pages = await concurrently(20, () => browser.submit(page, { code }, page.form('code')))
    assertNoFault(world, pages)

    assert.deepEqual(
      await world.rows('select count(*)::int as factors from second_factor where person_id = $1', [person.sub]),
      [{ factors: 1 }],
    )
    assert.deepEqual(
      await world.rows(
        'select count(*)::int as codes from recovery_code c join recovery_code_set s on s.id = c.set_id where s.person_id = $1',
        [person.sub],
      ),
      [{ codes: 10 }],
    )
    assert.deepEqual(
      await world.rows('select count(*)::int as links from not_me_link where person_id = $1', [person.sub]),
      [{ links: 1 }],
    )
    assert.equal(await world.audited('enrolled', person.sub), 1)
    await world.mail.waitFor((mail) => mail.to.includes(person.email), 10_000)

    const codes = await browser.get('/enrol/recovery-codes?next=%2Faccount')
    assert.equal(recoveryCodesOn(codes).length, 10, `${codes.status} ${codes.heading} ${codes.location?.href ?? ''}`)
    assert.deepEqual(world.mail.messages.filter((mail) => mail.to.includes(person.email)).length, 1)
  })
}
