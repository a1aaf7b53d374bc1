// How many tries there are: per sign-in, per person across everything, per password; counted before anything is looked
// at (rule 3).
import { BROWSER_MAILS_PER_ADDRESS, PASSWORD_PER_NETWORK } from '#identity/attempts/rate-limits.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createSealer } from '@sluis/server-kit/sealing'
import { type CookieBrowser, type Page, softPhone } from '@sluis/test-kit'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { issueBrowserPass } from '#use-cases/sign-in/browser-pass.ts'
import { answerOf, arrive, authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import {
  codeNow,
  type EnrolledPerson,
  enrolledPerson,
  freshCode,
  signInAs,
  signInWithTokens,
  navigate,
  driveSignIn,
  wrongCode,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const MINUTE = 60_000

async function atCode(who: EnrolledPerson, browser = world.browser()): Promise<{ browser: CookieBrowser; page: Page }> {
  const page = await driveSignIn(browser, world, await begin(browser, authorizationRequest(issuer)), {
    ...who,
    secret: undefined as never,
  })
  assert.equal(page.heading, 'Enter the code')
  return { browser, page }
}
/** Wrong codes, five a sign-in, each sign-in anew. */
async function guess(who: EnrolledPerson, times: number): Promise<void> {
  for (let done = 0; done < times;) {
    const { browser, page } = await atCode(who)
    for (let at = 0; at < 5 && done < times; at++, done++)
      assert.equal(
        (await fill(browser, page, { code: wrongCode(world, who) }, 'code')).status,
        422,
        `guess ${done + 1}`,
      )
  }
}

test('five wrong codes end the sign-in: even the right one is not looked at any more, and the person starts again with the password', async () => {
  const who = await enrolledPerson(world, 'five', ['none'])
  const { browser, page } = await atCode(who)
  for (let time = 0; time < 5; time++)
    assert.equal((await fill(browser, page, { code: wrongCode(world, who) }, 'code')).status, 422)
  const over = await fill(browser, page, { code: codeNow(world, who) }, 'code')
  assert.deepEqual([over.status, over.heading], [429, 'Log in again'])
  const again = await navigate(browser, over.links.find(({ text }) => text === 'Start again')!.href)
  assert.match(again.heading, /^(?:Log in|Enter your password)$/u)
  assert.ok(answerOf(await driveSignIn(browser, world, again, who)).get('code'), 'and from there it goes on')
})
test('of thirty right codes at the same time from one browser one is taken, and the session that it proved goes on', async () => {
  const who = await enrolledPerson(world, 'thirty', ['none'])
  const { browser, page } = await atCode(who)
  const code = freshCode(world, who)
  const answers = await Promise.all(
    Array.from({ length: 30 }, () =>
      browser.submit(
        page,
        { code },
        page.forms.find(({ action }) => action.startsWith('/sign-in/code')),
      ),
    ),
  )
  assert.equal(answers.filter(({ status }) => status === 429).length, 0, 'nobody is sent away from a right code')
  const then = await navigate(browser, page.url.href)
  assert.equal(then.heading, 'Grant access to Kade')
  const proofs = (await world.identity.audit.listByPerson(who.sub, 200)).filter(
    ({ action }) => action === 'second-factor-proved',
  )
  assert.equal(proofs.length, 1)
})
test('what is no code costs no try, and says what is wrong with it', async () => {
  const who = await enrolledPerson(world, 'typing', ['none'])
  const { browser, page } = await atCode(who)
  const typed: [string, RegExp][] = [
    ['', /Enter the code/u],
    ['12345', /You entered 5/u],
    ['1234567', /You entered 7/u],
    ['12345a', /Use digits only/u],
    ['123 45', /You entered 5/u],
  ]
  for (let round = 0; round < 3; round++)
    for (const [code, sentence] of typed) {
      const answer = await fill(browser, page, { code }, 'code')
      assert.equal(answer.status, 422)
      assert.match(answer.text, sentence)
    }
  assert.equal((await fill(browser, page, { code: freshCode(world, who) }, 'code')).heading, 'Grant access to Kade')
})
test('a phone whose clock is off: the page says so in minutes, and still not let in (U-7)', async () => {
  const who = await enrolledPerson(world, 'clock', ['none'])
  const { browser, page } = await atCode(who)
  const ahead = softPhone(who.secret).codeAt(new Date(world.clock.phoneTime().getTime() + 5 * MINUTE))
  const answer = await fill(browser, page, { code: ahead }, 'code')
  assert.equal(answer.status, 422)
  assert.match(answer.text, /your phone's clock is 5 minutes ahead of ours/u)
})
test('ten wrong codes in a row lock codes for 15 minutes, across sign-ins; the right one is not looked at, a recovery code is', async () => {
  const who = await enrolledPerson(world, 'ten', ['none'])
  await guess(who, 10)
  const { browser, page } = await atCode(who)
  const locked = await fill(browser, page, { code: freshCode(world, who) }, 'code')
  assert.equal(locked.status, 429)
  assert.match(locked.text, /Too many wrong codes\. Try again at \d\d:\d\d/u)
  assert.ok(Number(locked.headers.get('retry-after')) > 13 * 60 && Number(locked.headers.get('retry-after')) <= 15 * 60)
  const recovery = await atCode(who)
  const attempts = await navigate(
    recovery.browser,
    recovery.page.links.find(({ text }) => text.startsWith('Try another way'))!.href,
  )
  const form = await navigate(
    recovery.browser,
    attempts.links.find(({ text }) => text.startsWith('A recovery code'))!.href,
  )
  const wrong = await fill(recovery.browser, form, { 'recovery-code': '0'.repeat(20) }, 'recovery-code')
  assert.equal(wrong.status, 422, 'looked at')
  world.clock.moveBy(15 * MINUTE)
  assert.equal(
    (await fill(browser, page, { code: freshCode(world, who) }, 'code')).heading,
    'Grant access to Kade',
    'the sign-in still lives, and goes on',
  )
})
test('the second lock is twice as long, and one success resets it all', async () => {
  const who = await enrolledPerson(world, 'double', ['none'])
  await guess(who, 10)
  world.clock.moveBy(15 * MINUTE)
  await guess(who, 10)
  const { browser, page } = await atCode(who)
  const locked = await fill(browser, page, { code: freshCode(world, who) }, 'code')
  assert.ok(Number(locked.headers.get('retry-after')) > 28 * 60, `${locked.headers.get('retry-after')}`)
  world.clock.moveBy(30 * MINUTE)
  assert.ok(answerOf((await signInAs(world, who)).page).get('code'))
  await guess(who, 9)
  assert.ok(answerOf((await signInAs(world, who)).page).get('code'), 'nine more do not lock')
})
test('of fifty guesses at the same time no more than five are looked at (CVE-2024-4629)', async () => {
  const who = await enrolledPerson(world, 'burst', ['none'])
  const { browser, page } = await atCode(who)
  const wrong = wrongCode(world, who)
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => browser.submit(page, { code: wrong }, page.form('code'))),
  )
  // The others are told to log in again.
  assert.equal(answers.filter(({ location }) => location?.pathname === '/sign-in/code').length, 5)
  assert.ok(answers.every(({ status }) => status === 303))
})
test('of ten uses of one right code at the same time, one wins (CVE-2026-107276)', async () => {
  const who = await enrolledPerson(world, 'parallel', ['none'])
  const all = await Promise.all(Array.from({ length: 5 }, () => atCode(who)))
  const code = freshCode(world, who)
  const answers = await Promise.all(all.map(({ browser, page }) => fill(browser, page, { code }, 'code')))
  const won = answers.filter((answer) => answer.status !== 422 && answer.status !== 429)
  assert.equal(won.length, 1, answers.map(({ status }) => status).join())
  for (const lost of answers.filter(({ status }) => status === 422))
    assert.match(lost.text, /This code was already used/u)
})
test('a session that is asked for its code and gets it wrong five times can go on (rule 5)', async () => {
  const who = await enrolledPerson(world, 'stuck', ['none'])
  const early = world.browser()
  const rows = world.provider.database.db
  const { page } = await signInAs(world, who, {}, early)
  assert.ok(answerOf(page).get('code'))
  // As if it had been signed in before the factor was set up.
  await rows
    .updateTable('session')
    .set({ factor_at: null, factor_kind: null })
    .where('person_id', '=', who.sub)
    .execute()
  const asks = await navigate(early, '/account')
  assert.equal(asks.heading, 'Enter the code')
  for (let time = 0; time < 5; time++) await fill(early, asks, { code: wrongCode(world, who) }, 'code')
  const over = await fill(early, asks, { code: wrongCode(world, who) }, 'code')
  assert.equal(over.status, 429)
  const again = await navigate(early, over.links.find(({ text }) => text === 'Start again')!.href)
  assert.equal((await driveSignIn(early, world, again, who)).heading, 'My details')
})

const PASSWORD_PAGE = 'Enter your password'
async function tryPassword(email: string, password: string, headers: Record<string, string> = {}): Promise<Page> {
  const browser = world.browser(headers)
  return fill(
    browser,
    await fill(browser, await begin(browser, authorizationRequest(issuer)), { username: email }, 'username'),
    { password },
    'password',
  )
}
test('five wrong passwords for one address from one place lock it for a minute, the right one too; others are not kept out', async () => {
  const who = await world.person('locked', ['none'])
  const other = await world.person('not-locked', ['none'])
  for (let time = 0; time < 5; time++) assert.equal((await tryPassword(who.email, 'wrong')).status, 422)
  const locked = await tryPassword(who.email, PASSWORD)
  assert.deepEqual([locked.status, locked.heading], [429, PASSWORD_PAGE])
  assert.match(locked.text, /Too many tries\. Try again at \d\d:\d\d/u)
  assert.notEqual((await tryPassword(other.email, PASSWORD)).status, 429)
  world.clock.moveBy(MINUTE)
  assert.equal((await tryPassword(who.email, PASSWORD)).heading, 'Grant access to Kade')
})
test('an address that nobody has is locked just the same (no oracle)', async () => {
  for (let time = 0; time < 5; time++) assert.equal((await tryPassword('nobody@example.org', 'wrong')).status, 422)
  assert.equal((await tryPassword('nobody@example.org', 'wrong')).status, 429)
})
test('writing the address otherwise, or a forwarded address, starts no new count (CVE-2026-45364, CVE-2025-69615)', async () => {
  const who = await world.person('spelled', ['none'])
  const attempts = [
    'spelled@example.org',
    'SPELLED@example.org',
    ' Spelled@Example.org',
    'ｓｐｅｌｌｅｄ@example.org',
    'spelled@EXAMPLE.ORG',
  ]
  for (const [at, email] of attempts.entries())
    assert.equal(
      (
        await tryPassword(email, 'wrong', {
          'x-forwarded-for': `198.51.100.${at}`,
          forwarded: `for=198.51.100.${at}`,
          'x-real-ip': `198.51.100.${at}`,
        })
      ).status,
      422,
    )
  assert.equal((await tryPassword(who.email, PASSWORD, { 'x-forwarded-for': '203.0.113.9' })).status, 429)
})
/** As somebody leaves the network behind who has typed wrong passwords for many addresses. */
async function fillNetwork(left = 0): Promise<void> {
  const { attempts } = world.identity
  await attempts.reset('password-network:127.0.0.1')
  const tries = PASSWORD_PER_NETWORK.capacity - left
  const inOneDrop = { capacity: PASSWORD_PER_NETWORK.capacity / tries, perHour: PASSWORD_PER_NETWORK.perHour / tries }
  await attempts.fill('password-network:127.0.0.1', inOneDrop, world.clock.now())
}
test('a success of one’s own does not buy more tries at other people’s passwords from the same place', async () => {
  const own = await world.person('insider', ['none'])
  await fillNetwork(2)
  assert.equal((await tryPassword(own.email, PASSWORD)).heading, 'Grant access to Kade')
  for (let time = 0; time < 3; time++) await tryPassword(`victim-${time}@example.org`, 'wrong')
  assert.equal((await tryPassword('victim-9@example.org', 'wrong')).status, 429)
  await world.identity.attempts.reset('password-network:127.0.0.1')
})
test('from a network that others have used up one gets in by a browser that one has used, and by a mailed link in a new one', async () => {
  const who = await world.person('colleague', ['none'])
  const used = world.browser()
  assert.ok(answerOf((await signInAs(world, who, {}, used)).page).get('code'))
  await fillNetwork()
  await world.identity.sessions.endAll(who.sub, world.clock.now())
  const fresh = world.browser()
  const atPassword = await fill(
    fresh,
    await begin(fresh, authorizationRequest(issuer)),
    { username: who.email },
    'username',
  )
  const refused = await fill(fresh, atPassword, { password: PASSWORD }, 'password')
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) <= 12)
  const sent = await fill(
    fresh,
    refused,
    {},
    refused.forms.find(({ action }) => action.startsWith('/sign-in/browser'))!.action,
  )
  assert.equal(sent.heading, 'Look in your mail')
  const mail = await world.mail.waitFor(({ to, subject }) => to.includes(who.email) && subject === 'Go on logging in')
  const link = /http\S+(\/sign-in\/browser\/[\w-]+)/u.exec(mail.text)![1]!
  const page = await fresh.get(link)
  assert.equal(page.heading, 'Go on in this browser')
  const again = await fill(fresh, page, {}, link)
  assert.equal(again.heading, PASSWORD_PAGE)
  assert.ok(answerOf(await fill(fresh, again, { password: PASSWORD }, 'password')).get('code'))

  const known = await fill(
    used,
    await navigate(used, '/sign-in?next=%2Faccount&other'),
    { username: who.email },
    'username',
  )
  assert.equal((await fill(used, known, { password: PASSWORD }, 'password')).heading, 'My details')
  await world.identity.attempts.reset('password-network:127.0.0.1')
})
test('of the mails with that link an address gets a few, known or not, and all of them work', async () => {
  const known = await world.person('flooded', ['none'])
  for (const email of [known.email, 'nobody-flooded@example.org']) {
    const browser = world.browser()
    for (let time = 0; time < 5; time++) {
      const answer = await arrive(
        browser,
        await browser.post('/sign-in/browser', { csrf: await csrfOf(browser), username: email }),
      )
      assert.deepEqual([answer.status, answer.heading], [200, 'Look in your mail'])
    }
  }
  const mails = () =>
    world.mail.messages.filter(({ to, subject }) => to.includes(known.email) && subject === 'Go on logging in')
  await world.mail.waitFor(() => mails().length === BROWSER_MAILS_PER_ADDRESS.capacity)
  for (const { text } of mails())
    assert.equal((await world.browser().get(/http\S+(\/sign-in\/browser\/\S+)/u.exec(text)![1]!)).status, 200)
  assert.ok(!world.mail.messages.some(({ to }) => to.includes('nobody-flooded@example.org')))
})
test('such a link is over after a day, and one that is not ours is none', async () => {
  const browser = world.browser()
  const token = issueBrowserPass(createSealer(world.settings.sealingKeys), 'a@example.org', '/', world.clock.now())
  assert.equal((await browser.get(`/sign-in/browser/${token}`)).status, 200)
  for (const wrong of [token.slice(1), `${token.slice(0, -2)}AA`, 'x', 'A'.repeat(43), '%00', '%ff', 'A'.repeat(5000)])
    assert.ok([400, 404, 410, 414].includes((await browser.get(`/sign-in/browser/${wrong}`)).status), wrong)
  world.clock.moveBy(24 * 60 * MINUTE)
  assert.equal((await browser.get(`/sign-in/browser/${token}`)).status, 410)
  const form = { csrf: await csrfOf(browser) }
  assert.equal((await arrive(browser, await browser.post(`/sign-in/browser/${token}`, form))).status, 410)
})
const csrfOf = async (browser: CookieBrowser): Promise<string> =>
  (await browser.get('/forgotten')).form('/forgotten').fields.find(({ name }) => name === 'csrf')!.value
test('twenty people who sign in at the same time from one office all get in (Keycloak #48272)', async () => {
  const people = await Promise.all(Array.from({ length: 20 }, (_, at) => world.person(`office-${at}`, ['none'])))
  const pages = await Promise.all(people.map(({ email }) => tryPassword(email, PASSWORD)))
  assert.deepEqual(
    pages
      .filter(({ heading }) => heading !== 'Grant access to Kade')
      .map(({ status, heading }) => `${status} ${heading}`),
    [],
  )
})
test('a password of 257 characters is refused, one of 256 is read whole, and neither is a fault', async () => {
  const who = await world.person('long', ['none'])
  for (const password of ['x'.repeat(256), 'x'.repeat(257), `${PASSWORD}${' '.repeat(300)}`, '\u{1f600}'.repeat(100)])
    assert.equal((await tryPassword(who.email, password)).status, 422, `${password.length}`)
})
test('a password imported as bcrypt is hashed again at the first sign-in and works on', async () => {
  const who = await world.person('legacy', ['none'])
  assert.equal((await world.identity.passwords.findByPerson(who.sub))?.format, 'bcrypt')
  await signInWithTokens(world, who)
  assert.equal((await world.identity.passwords.findByPerson(who.sub))?.format, 'argon2id')
  await signInWithTokens(world, who)
})
