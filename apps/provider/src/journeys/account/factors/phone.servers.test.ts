// The telephone number at My details: confirmed before it counts, one a person, five accounts at the most, told to the
// old one (P12, edge cases 7, 9; NIST SP 800-63B-4 §3.1.3.3).
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { runningWorld } from '#testing/running-world.ts'
import { fill } from '#testing/openid-driver.ts'
import { anotherCode, codeSentTo, newNumber, pressSend, setSmsFirst, smsTo } from '#testing/sms-helpers.ts'
import {
  type TestPerson,
  enrolledPerson,
  signInAs,
  submitAndFollow,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
await setSmsFirst(world, 'required', true)
beforeEach(() => world.sms.behave('take'))
const MINUTE = 60_000

let people = 0
/** Somebody with an app who stands on the page that asks for the number. */
async function atNumber(
  more: { phone?: string } = {},
): Promise<{ who: TestPerson; browser: CookieBrowser; page: Page }> {
  const id = `number-${++people}`
  const who = await enrolledPerson(world, id, ['none'])
  if (more.phone !== undefined) {
    world.clock.moveBy(1)
    await world.identity.transaction((stores) =>
      stores.phones.replace({ id: crypto.randomUUID(), personId: who.sub, e164: more.phone! }, world.clock.now()),
    )
  }
  return { who, ...(await openNumber(who)) }
}
async function openNumber(who: TestPerson, browser = world.browser()): Promise<{ browser: CookieBrowser; page: Page }> {
  const page = await driveSignIn(browser, world, await navigate(browser, '/account/phone'), who)
  const here = page.url.pathname === '/account/phone' ? page : await navigate(browser, '/account/phone')
  assert.match(here.heading, /your phone number$/u)
  return { browser, page: here }
}
const typed = (browser: CookieBrowser, page: Page, number: string, country = 'NL'): Promise<Page> =>
  fill(browser, page, { number, country }, 'number')
const numberOf = async (sub: string): Promise<string | undefined> =>
  (await world.identity.phones.findByPerson(sub))?.e164
const audited = async (action: string, sub: string): Promise<number> =>
  (
    await world.provider.database.pool.query('select 1 from audit_event where action = $1 and person_id = $2', [
      action,
      sub,
    ])
  ).rows.length

test('a number is added when its code was right, and not before; then it is shown masked, and its owner gets a mail (P12, P15)', async () => {
  const { who, browser, page } = await atNumber()
  assert.match(page.text, /less safe than an app or a passkey/u)
  const number = newNumber()
  const asked = await typed(browser, page, number.replace('+31', '0'))
  assert.equal(asked.heading, 'Confirm your number')
  assert.equal(await numberOf(who.sub), undefined)
  const done = await fill(browser, asked, { code: await codeSentTo(world, number) }, 'code')
  assert.equal(done.heading, 'Your phone number is confirmed')
  assert.match(done.text, new RegExp(`ends in ${number.slice(-2)}`, 'u'))
  assert.ok(!done.body.includes(number.slice(-6)))
  assert.equal(await numberOf(who.sub), number)
  assert.equal(await audited('factor-added', who.sub), 1)
  await world.mail.waitFor((mail) => mail.to.includes(who.email) && /added/iu.test(mail.subject + mail.text))
})

test('Back after the right code says that the number is on, and nothing of a wrong code before it', async () => {
  const { browser, page } = await atNumber()
  const number = newNumber()
  const asked = await typed(browser, page, number)
  const code = await codeSentTo(world, number)
  const wrong = await fill(browser, asked, { code: anotherCode(code) }, 'code')
  assert.match(wrong.text, /That code isn.t right/u)
  await fill(browser, wrong, { code }, 'code')
  for (const { url } of [wrong, asked]) {
    const back = await navigate(browser, url.pathname + url.search)
    assert.deepEqual([back.status, back.heading], [200, 'Your number is on'])
    assert.doesNotMatch(back.text, /isn.t right|ask for a code/u)
    assert.ok(back.links.some(({ text }) => text === 'To My details'))
  }
})

test('the number lies sealed in its row: copied to another person it does not open', async () => {
  const [one, other] = [await atNumber({ phone: newNumber() }), await atNumber({ phone: newNumber() })]
  const { pool } = world.provider.database
  const rowOf = async (sub: string) =>
    (
      await pool.query<{ id: string; number_sealed: Buffer; number_key: Buffer }>(
        'select p.* from phone_factor p join second_factor f on f.id = p.id where f.person_id = $1',
        [sub],
      )
    ).rows[0]!
  const [mine, theirs] = [await rowOf(one.who.sub), await rowOf(other.who.sub)]
  await pool.query('update phone_factor set number_sealed = $1 where id = $2', [mine.number_sealed, theirs.id])
  await assert.rejects(world.identity.phones.findByPerson(other.who.sub))
  assert.ok(!mine.number_key.equals(theirs.number_key))
})

test('a changed number: the old one works until the new one is confirmed, then a notice goes out by SMS and by mail (edge case 7)', async () => {
  const old = newNumber()
  const { who, browser, page } = await atNumber({ phone: old })
  assert.equal(page.heading, 'Change your phone number')
  assert.match(page.text, new RegExp(`ends in ${old.slice(-2)}`, 'u'))
  const fresh = newNumber()
  const asked = await typed(browser, page, fresh)
  const code = await codeSentTo(world, fresh)
  assert.equal((await fill(browser, asked, { code: anotherCode(code) }, 'code')).status, 422)
  assert.equal(await numberOf(who.sub), old)
  assert.equal((await fill(browser, asked, { code }, 'code')).heading, 'Your phone number is confirmed')
  assert.equal(await numberOf(who.sub), fresh)
  const notice = await world.sms.waitFor((sms) => smsTo(world, old).includes(sms))
  assert.match(notice.text, new RegExp(`another phone number, ending in ${fresh.slice(-2)}`, 'u'))
  assert.ok(!notice.text.includes(fresh.slice(-6)))
  assert.equal(await audited('phone-changed', who.sub), 1)
  await world.mail.waitFor((mail) => mail.to.includes(who.email) && /number/iu.test(mail.subject))
})

test('what the old number let in ends with it: other sessions and remembered browsers; this session goes on by the new one', async () => {
  const old = newNumber()
  const { sub } = await world.person('text-only', ['none'], { phone: old })
  const who: TestPerson = { id: 'text-only', sub, email: 'text-only@example.org' }
  const bySms = async (nth: number): Promise<CookieBrowser> => {
    const { browser, page } = await signInAs(world, who)
    const sent = await pressSend(browser, page)
    await driveSignIn(
      browser,
      world,
      await fill(browser, sent, { code: await codeSentTo(world, old, nth) }, 'code'),
      who,
    )
    world.clock.moveBy(31_000)
    return browser
  }
  const [elsewhere, here] = [await bySms(1), await bySms(2)]
  await world.identity.remembered.remember(sub, { kind: 'sms', at: world.clock.now() }, 'Firefox', world.clock.now())
  const fresh = newNumber()
  const asked = await typed(here, await navigate(here, '/account/phone'), fresh)
  await fill(here, asked, { code: await codeSentTo(world, fresh) }, 'code')
  assert.equal((await navigate(here, '/account')).url.pathname, '/account')
  assert.equal((await navigate(elsewhere, '/account')).url.pathname, '/sign-in')
  assert.deepEqual(await world.identity.remembered.listByPerson(sub, world.clock.now()), [])
})

const WRONG: [string, string, string, RegExp][] = [
  ['nothing', '', 'NL', /Enter your mobile number/u],
  ['two numbers', '0612345678 0687654321', 'NL', /Enter one number only/u],
  ['a landline', '020 123 4567', 'NL', /We can't send a text to this number/u],
  ['a premium number', '0900 1234', 'NL', /cost extra/u],
  ['a country that is not served', '+33 6 12 34 56 78', 'NL', /We don't send texts to this country/u],
  ['a country that there is not', '0612345', 'XX', /Enter a mobile number|too short/u],
  ['words', '<script>alert(1)</script>', 'NL', /Enter a mobile number/u],
  ['a line break and a second receiver', '0612345678\r\nto=+31687654321', 'NL', /Enter one number only/u],
  ['ten thousand digits', '06'.repeat(5000), 'NL', /too long/u],
]
test('a number that no SMS can or may go to is refused in words, sends nothing and changes nothing', async () => {
  const { who, browser, page } = await atNumber()
  const before = world.sms.messages.length
  for (const [what, number, country, told] of WRONG) {
    const answer = await typed(browser, page, number, country)
    assert.equal(answer.status, 422, what)
    assert.match(answer.text, told, what)
    assert.ok(!answer.body.includes('<script>alert'), what)
  }
  const csrf = page.form('number').fields.find(({ name }) => name === 'csrf')!.value
  const broken: [string, Record<string, string | string[]>][] = [
    ['NUL', { number: '06\u000012345678', country: 'NL' }],
    ['a number twice', { number: ['0612345678', '0687654321'], country: 'NL' }],
  ]
  for (const [what, fields] of broken) {
    assert.equal((await browser.post('/account/phone', { csrf, ...fields })).status, 400, what)
  }
  assert.equal(
    (await browser.post('/account/phone', { number: '0612345678', country: 'NL' })).status,
    403,
    'a form of somebody else',
  )
  assert.equal(world.sms.messages.length, before)
  assert.equal(await numberOf(who.sub), undefined)
})

test('a slip can be mended: a code to another number kills the first one', async () => {
  const { who, browser, page } = await atNumber()
  const [slip, right] = [newNumber(), newNumber()]
  await typed(browser, page, slip)
  const first = await codeSentTo(world, slip)
  const asked = await typed(browser, page, right)
  assert.equal(asked.status, 200)
  const second = await codeSentTo(world, right)
  if (first !== second) assert.equal((await fill(browser, asked, { code: first }, 'code')).status, 422)
  await fill(browser, asked, { code: second }, 'code')
  assert.equal(await numberOf(who.sub), right)
})

test('five wrong codes lock the confirming until the code is dead; the page says that it is locked', async () => {
  const { who, browser, page } = await atNumber()
  const number = newNumber()
  const asked = await typed(browser, page, number)
  const code = await codeSentTo(world, number)
  for (let tries = 1; tries <= 5; tries++)
    assert.equal((await fill(browser, asked, { code: anotherCode(code, tries) }, 'code')).status, 422)
  const locked = await fill(browser, asked, { code }, 'code')
  assert.equal(locked.status, 429)
  assert.match(locked.text, /Too many wrong codes\. Try again at/u)
  assert.equal(await numberOf(who.sub), undefined)
})

test('one number is on five accounts at the most, and a sixth is refused only after its code (edge case 9)', async () => {
  const number = newNumber()
  for (let nth = 1; nth <= 5; nth++) await atNumber({ phone: number })
  const { who, browser, page } = await atNumber()
  const asked = await typed(browser, page, number)
  assert.equal(asked.heading, 'Confirm your number')
  const refused = await fill(browser, asked, { code: await codeSentTo(world, number) }, 'code')
  assert.equal(refused.status, 422)
  assert.match(refused.text, /This number is on several accounts already/u)
  assert.equal(await numberOf(who.sub), undefined)
})

test('somebody who has only the password gets no further than the question for the second factor, and no SMS is sent (rule 4)', async () => {
  const who = await enrolledPerson(world, 'thief', ['none'])
  const { browser } = await signInAs(world, { ...who, secret: undefined } as unknown as TestPerson)
  const before = world.sms.messages.length
  for (const path of ['/account/phone', '/account/phone/code', '/account/phone/done'])
    assert.equal((await browser.get(path)).status, 403, path)
  for (const [path, fields] of [
    ['/account/phone', { number: newNumber(), country: 'NL' }],
    ['/account/phone/code', { code: '123456' }],
    ['/account/phone/again', {}],
  ] as const)
    assert.equal((await submitAndFollow(browser, path, fields)).status, 403, path)
  assert.equal(world.sms.messages.length, before)
  assert.equal(await numberOf(who.sub), undefined)
})

test('a second factor from more than five minutes ago is asked again before a number is added (ASVS 7.5.1)', async () => {
  const { who, browser, page } = await atNumber()
  world.clock.moveBy(6 * MINUTE)
  const answer = await typed(browser, page, newNumber())
  assert.match(answer.url.pathname, /^\/sign-in/u)
  const back = await driveSignIn(browser, world, answer, who)
  assert.equal(back.heading, 'Add your phone number')
})

test('a number is tried out with a code: confirmed once more it changes nothing, and nobody is alarmed (edge case 8)', async () => {
  const number = newNumber()
  const { who, browser, page } = await atNumber({ phone: number })
  const { id } = (await world.identity.phones.findByPerson(who.sub))!
  const before = (await world.identity.phones.findByPerson(who.sub))!.lastUsedAt
  const asked = await fill(browser, page, {}, '/account/phone/test')
  assert.equal(
    (await fill(browser, asked, { code: await codeSentTo(world, number) }, 'code')).heading,
    'Your phone number is confirmed',
  )
  const then = (await world.identity.phones.findByPerson(who.sub))!
  assert.deepEqual([then.id, then.lastUsedAt > before], [id, true])
  assert.deepEqual([await audited('phone-changed', who.sub), await audited('factor-added', who.sub)], [0, 0])
})

test('a number is removed; the last factor stays where one is required, and the page says why (P16)', async () => {
  const { who, browser } = await atNumber({ phone: newNumber() })
  const asked = await navigate(browser, '/account/phone/remove')
  assert.equal(asked.heading, 'Remove your phone number?')
  assert.equal((await numberOf(who.sub)) === undefined, false, 'looking removes nothing')
  assert.match((await fill(browser, asked, {}, '/account/phone/remove')).text, /Your phone number was removed/u)
  assert.equal(await numberOf(who.sub), undefined)

  const number = newNumber()
  const only: TestPerson = await world.person('only-text', ['required'], { phone: number })
  const { browser: theirs, page } = await signInAs(world, only)
  await driveSignIn(
    theirs,
    world,
    await fill(theirs, await pressSend(theirs, page), { code: await codeSentTo(world, number) }, 'code'),
    only,
  )
  const refused = await submitAndFollow(theirs, '/account/phone/remove', {}, '/account')
  assert.equal(refused.status, 409)
  assert.equal(await numberOf(only.sub), number)
})

test('a recovery code neither removes a number nor puts another in its place', async () => {
  const number = newNumber()
  const { who } = await atNumber({ phone: number })
  const browser = world.browser()
  const asked = await signInAs(world, { ...who, secret: undefined as never }, {}, browser)
  const next = asked.page.url.searchParams.get('next')!
  const form = await navigate(browser, `/sign-in/recovery?next=${encodeURIComponent(next)}`)
  const phone = await fill(browser, form, { 'recovery-code': who.recoveryCodes![0]! }, 'recovery-code')
  await fill(browser, phone, { phone: 'elsewhere' }, 'phone')
  for (const [address, fields] of [
    ['/account/phone/remove', {}],
    ['/account/phone', { number: newNumber(), country: 'NL' }],
  ] as const)
    assert.equal((await submitAndFollow(browser, address, fields, '/account')).status, 403, address)
  assert.equal(await numberOf(who.sub), number)
})

test('a number that was not used for a year is asked about at Home, until its owner has shown a code or taken it off (edge case 8)', async () => {
  const number = newNumber()
  const { who } = await atNumber({ phone: number })
  world.clock.moveBy(364 * 24 * 60 * MINUTE)
  const asks = async (browser: CookieBrowser) => /Is it still yours/u.test((await navigate(browser, '/')).text)
  assert.equal(await asks((await openNumber(who)).browser), false)
  world.clock.moveBy(24 * 60 * MINUTE)
  const { browser, page } = await openNumber(who)
  assert.equal(await asks(browser), true)
  await fill(
    browser,
    await fill(browser, page, {}, '/account/phone/test'),
    { code: await codeSentTo(world, number) },
    'code',
  )
  assert.equal(await asks(browser), false)
})
