// The text message as second factor: sent when asked for, bound to one sign-in, counted with all other factors, and
// never a dead end (decision 0016, U-9, edge cases 8, 10).
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { runningWorld } from '#testing/running-world.ts'
import { answerOf, fill, redeem } from '#testing/openid-driver.ts'
import {
  anotherCode,
  atSecondFactor,
  smsPagePath,
  codeSentTo,
  newNumber,
  pressSend,
  RECOVERY_CODES,
  setSmsFirst,
  smsTo,
  type PersonWithPhone,
  withPhone as personWithPhone,
} from '#testing/sms-helpers.ts'
import {
  type TestPerson,
  freshCode,
  signInAs,
  postForm,
  submitAndFollow,
  navigate,
  driveSignIn,
  wrongCode,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
await setSmsFirst(world, 'required', true)
beforeEach(() => world.sms.behave('take'))
const TOTP = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const MINUTE = 60_000

const withPhone = (more: Parameters<typeof personWithPhone>[1] = {}, companies = ['required']) =>
  personWithPhone(world, more, companies)
const at = (who: TestPerson) => atSecondFactor(world, who)

test('somebody whose only factor is SMS gets in with it, and the application learns of it (RFC 8176: sms, mfa)', async () => {
  const person = await withPhone()
  const { browser, request, page } = await signInAs(world, person)
  assert.equal(page.heading, 'Log in with a text message')
  const sent = await pressSend(browser, page)
  assert.equal(sent.heading, 'Enter the code from the text')
  const access = await fill(
    browser,
    sent,
    { code: ` ${(await codeSentTo(world, person.number)).replace(/(...)/u, '$1 ')}` },
    'code',
  )
  const { idToken } = await redeem(world.settings.issuer, request, await driveSignIn(browser, world, access, person))
  assert.deepEqual([idToken['amr'], idToken['acr']], [['pwd', 'sms', 'mfa'], 'urn:sluis:acr:two-factor'])
})

test('looking at the page sends no SMS, however often', async () => {
  const person = await withPhone()
  const { browser, next } = await at(person)
  for (let time = 0; time < 3; time++) await navigate(browser, smsPagePath(next))
  assert.equal((await browser.get(smsPagePath(next, '/send'))).status, 303)
  const sent = await pressSend(browser, await navigate(browser, smsPagePath(next)))
  await codeSentTo(world, person.number)
  await navigate(browser, sent.url.href)
  assert.equal(smsTo(world, person.number).length, 1)
})

test('no page before the proof shows more of the number than its last two digits', async () => {
  const person = await withPhone()
  const { browser, page } = await at(person)
  const sent = await pressSend(browser, page)
  for (const each of [page, sent]) {
    assert.match(each.text, new RegExp(`ends in ${person.number.slice(-2)}`, 'u'))
    for (const part of [person.number.slice(-6), person.number.slice(3, 9)])
      assert.ok(!each.body.replaceAll(/\s/gu, '').includes(part), part)
  }
})

test('a right code works once, in the sign-in that asked for it, for five minutes, and not after a newer one (ASVS 6.6.2)', async () => {
  const person = await withPhone()
  const [mine, other] = [await at(person), await at(person)]
  const sent = await pressSend(mine.browser, mine.page)
  const code = await codeSentTo(world, person.number)

  world.clock.moveBy(31_000)
  const sentToOther = await pressSend(other.browser, other.page)
  const codeOfOther = await codeSentTo(world, person.number, 2)
  if (code !== codeOfOther) {
    assert.equal((await fill(other.browser, sentToOther, { code }, 'code')).status, 422, 'of another sign-in')
    assert.equal(
      (await fill(mine.browser, sent, { code: codeOfOther }, 'code')).status,
      422,
      'of another sign-in, the other way round',
    )
  }
  world.clock.moveBy(5 * MINUTE)
  const late = await fill(mine.browser, sent, { code }, 'code')
  assert.deepEqual([late.status, late.heading], [422, 'Log in with a text message'])
  assert.match(late.text, /This code has expired\. Send a new one/u)

  const again = await pressSend(mine.browser, late)
  const fresh = await codeSentTo(world, person.number, 3)
  if (fresh !== code) assert.equal((await fill(mine.browser, again, { code }, 'code')).status, 422, 'the one before')
  assert.notEqual((await fill(mine.browser, again, { code: fresh }, 'code')).url.pathname, '/sign-in/text')
})

test('of thirty presses at the same time with the right code one counts, and the session that it proved goes on', async () => {
  const person = await withPhone()
  const { browser, page } = await at(person)
  const sent = await pressSend(browser, page)
  const code = await codeSentTo(world, person.number)
  const form = sent.forms.find(({ fields }) => fields.some(({ name }) => name === 'code'))
  await Promise.all(Array.from({ length: 30 }, () => browser.submit(sent, { code }, form)))
  assert.equal((await navigate(browser, sent.url.href)).heading, 'Grant access to Kade')
  assert.equal(
    (await world.identity.audit.listByPerson(person.sub, 200)).filter(({ action }) => action === 'second-factor-proved')
      .length,
    1,
  )
})

test('a code of somebody else, or for another purpose, opens nothing', async () => {
  const [mine, other] = [await withPhone(), await withPhone({ totpSecret: TOTP }, ['none'])]
  const there = await at(mine)
  const sent = await pressSend(there.browser, there.page)
  await codeSentTo(world, mine.number)
  const elsewhere = await at(other)
  const theirs = await pressSend(elsewhere.browser, await navigate(elsewhere.browser, smsPagePath(elsewhere.next)))
  const code = await codeSentTo(world, other.number)
  if (code !== (await codeSentTo(world, mine.number)))
    assert.equal((await fill(there.browser, sent, { code }, 'code')).status, 422)

  // A code that confirms a number is no second factor, also in its own session.
  await fill(elsewhere.browser, theirs, { code }, 'code')
  const number = newNumber()
  const asked = await fill(
    elsewhere.browser,
    await navigate(elsewhere.browser, '/account/phone'),
    { country: 'NL', number },
    'number',
  )
  assert.equal(asked.heading, 'Confirm your number')
  const confirming = await codeSentTo(world, number)
  world.clock.moveBy(6 * MINUTE)
  const sudo = await driveSignIn(elsewhere.browser, world, await navigate(elsewhere.browser, '/account/phone'), other)
  assert.equal(sudo.url.pathname, '/sign-in/text')
  assert.equal(
    (await submitAndFollow(elsewhere.browser, smsPagePath('/account/phone'), { code: confirming }, sudo.url.href))
      .status,
    422,
  )
})

test('five wrong codes end the sign-in; a new code does not restart the count (rule 3)', async () => {
  const person = await withPhone()
  const { browser, page, next } = await at(person)
  let here = await pressSend(browser, page)
  let nth = 1
  for (let tries = 1; tries <= 5; tries++) {
    const wrong = anotherCode(await codeSentTo(world, person.number, nth), tries)
    here = await fill(browser, here, { code: wrong }, 'code')
    assert.equal(here.status, 422, `try ${tries}`)
    assert.match(here.text, /That code isn.t right/u)
    if (tries === 2) {
      world.clock.moveBy(31_000)
      here = await pressSend(browser, here)
      nth = 2
    }
  }
  const sixth = await fill(browser, here, { code: await codeSentTo(world, person.number, nth) }, 'code')
  assert.deepEqual([sixth.status, sixth.heading], [429, 'Log in again'])
  assert.equal((await navigate(browser, smsPagePath(next))).url.pathname, '/sign-in')
})

test('guesses by app and SMS share one budget of ten, and recovery codes have their own; then no code is looked at, and none is sent (NIST SP 800-63B-4 §3.2.2)', async () => {
  const person = { ...(await withPhone({ totpSecret: TOTP, recoveryCodes: RECOVERY_CODES })), id: 'x' }
  const guess = async (path: string, fields: Record<string, string>, times: number): Promise<void> => {
    const { browser, next } = await at(person)
    if (path === '/sign-in/text') await pressSend(browser, await navigate(browser, smsPagePath(next)))
    for (let time = 0; time < times; time++)
      assert.equal(
        (
          await submitAndFollow(
            browser,
            `${path}?next=${encodeURIComponent(next)}`,
            fields,
            `${path}?next=${encodeURIComponent(next)}`,
          )
        ).status,
        422,
        path,
      )
  }
  await guess('/sign-in/code', { code: wrongCode(world, { secret: TOTP }) }, 5)
  await guess('/sign-in/text', { code: anotherCode(await codeOf(person)) }, 5)
  await guess('/sign-in/recovery', { 'recovery-code': 'Z'.repeat(20) }, 1)
  const { browser, next } = await at(person)
  const locked = await submitAndFollow(
    browser,
    `/sign-in/code?next=${encodeURIComponent(next)}`,
    { code: freshCode(world, { secret: TOTP }) },
    `/sign-in/code?next=${encodeURIComponent(next)}`,
  )
  assert.equal(locked.status, 429)
  const before = smsTo(world, person.number).length
  world.clock.moveBy(31_000)
  const refused = await submitAndFollow(browser, smsPagePath(next, '/send'), {}, smsPagePath(next))
  assert.equal(refused.status, 429)
  assert.match(refused.text, /Too many wrong codes/u)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.equal(smsTo(world, person.number).length, before)
  // As after a hundred: no code would be looked at any more, so none is sent however long one waits.
  await world.provider.database.db
    .updateTable('attempt')
    .set({ failures: 100 })
    .where('person_id', '=', person.sub)
    .execute()
  world.clock.moveBy(48 * 60 * 60_000)
  const later = await at(person)
  assert.equal(
    (await submitAndFollow(later.browser, smsPagePath(later.next, '/send'), {}, smsPagePath(later.next))).status,
    403,
  )
  assert.equal(smsTo(world, person.number).length, before)

  async function codeOf(who: PersonWithPhone): Promise<string> {
    const there = await at(who)
    await pressSend(there.browser, await navigate(there.browser, smsPagePath(there.next)))
    const code = await codeSentTo(world, who.number)
    world.clock.moveBy(31_000)
    return code
  }
})

test('a code dies with the number that it went to', async () => {
  const person = await withPhone({ totpSecret: TOTP })
  const { browser, next } = await at(person)
  const sent = await pressSend(browser, await navigate(browser, smsPagePath(next)))
  const code = await codeSentTo(world, person.number)
  await world.identity.transaction(async (stores) =>
    stores.phones.replace({ id: crypto.randomUUID(), personId: person.sub, e164: newNumber() }, world.clock.now()),
  )
  const answer = await fill(browser, sent, { code }, 'code')
  assert.deepEqual([answer.status, answer.heading], [422, 'Log in with a text message'])
})

test('a number that is lost or set aside gets no code and opens nothing', async () => {
  const person = await withPhone({ totpSecret: TOTP })
  const { browser, next } = await at(person)
  const sent = await pressSend(browser, await navigate(browser, smsPagePath(next)))
  const code = await codeSentTo(world, person.number)
  await world.identity.factors.markLost(person.sub, ['sms'], world.clock.now())
  assert.equal((await fill(browser, sent, { code }, 'code')).url.pathname, '/sign-in/code')
  assert.equal((await postForm(browser, smsPagePath(next, '/send'), {}, sent.url.href)).status, 303)
  assert.equal(smsTo(world, person.number).length, 1)
})

test('what is no code is recognised, and costs no try', async () => {
  const person = await withPhone()
  const { browser, page, next } = await at(person)
  const sent = await pressSend(browser, page)
  const code = await codeSentTo(world, person.number)
  for (const [typed, expected] of [
    ['', /Enter the code/u],
    ['12 34', /You entered 4/u],
    ['letters', /Use digits only/u],
    ['9'.repeat(9000), /You entered \d+/u],
  ] as const) {
    const answer = await fill(browser, await navigate(browser, sent.url.href), { code: typed }, 'code')
    assert.equal(answer.status, 422)
    assert.match(answer.text, expected)
    assert.ok(!answer.body.includes('99999'), 'no code comes back')
  }
  const broken = await browser.post(smsPagePath(next), {
    code: ['123456', '654321'],
    csrf: sent.form('code').fields.find(({ name }) => name === 'csrf')!.value,
  })
  assert.equal(broken.status, 400)
  assert.notEqual((await fill(browser, sent, { code }, 'code')).url.pathname, '/sign-in/text')
})

test('where all companies allow it, a browser is remembered after a code by SMS; elsewhere the box is not there', async () => {
  const { rows } = await world.provider.database.pool.query<{ id: string }>(
    "select id from company where external_id = 'announce'",
  )
  await world.identity.companies.setPolicy(rows[0]!.id, { remembersBrowsers: true, smsFirst: false })
  const [allowed, refused] = [await withPhone({}, ['announce']), await withPhone()]
  const there = await at(refused)
  assert.ok(!(await pressSend(there.browser, there.page)).body.includes('name="remember"'))

  const { browser, page } = await at(allowed)
  const sent = await pressSend(browser, page)
  await driveSignIn(
    browser,
    world,
    await fill(browser, sent, { code: await codeSentTo(world, allowed.number), remember: 'yes' }, 'code'),
    allowed,
  )
  await postForm(browser, '/sign-out', {}, '/account')
  const again = await signInAs(world, allowed, {}, browser)
  assert.ok(answerOf(await driveSignIn(browser, world, again.page, allowed)).get('code'))
  assert.equal(smsTo(world, allowed.number).length, 1)
})
