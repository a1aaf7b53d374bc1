// "Forgot your password?": a mailed link, once, that signs nobody in and takes nothing off. Its threats stand in
// docs/threats.md.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { answerOf, authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import {
  requestReset,
  chooseNewPassword,
  linkIn,
  mailsTo,
  mailTo,
  NEW_PASSWORD,
  RESET,
  resetLink,
} from '#testing/recovery-driver.ts'
import {
  enrolledPerson,
  signInAs,
  submitAndFollow,
  refresh,
  signInWithTokens,
  userinfo,
  navigate,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const DAY = 86_400_000
const HOUR = 3_600_000
/** Each test has tries of its own. */
const resetAttempts = () => world.provider.database.db.deleteFrom('attempt').execute()
const cookieNames = (browser: ReturnType<typeof world.browser>) => browser.cookies().map(({ name }) => name)

test('a person with a second factor chooses a new password by the mailed link: everybody is out, and the second factor is asked for as before (Keycloak #12759)', async () => {
  const who = await enrolledPerson(world, 'forgets', ['none'])
  const guest = await signInWithTokens(world, who)
  const link = await resetLink(world, who.email)
  const browser = world.browser()
  const done = await chooseNewPassword(browser, link)
  assert.deepEqual([done.status, done.heading], [200, 'Log in with your new password'])
  const afterReset = await browser.get(done.links.find(({ text }) => text === 'Log in')!.href)
  assert.equal(
    afterReset.form('password').fields.find(({ name }) => name === 'username')?.value,
    who.email,
    'and knows whose',
  )
  assert.doesNotMatch(afterReset.text, /same password as for|a new one here/u)
  assert.ok(!cookieNames(browser).some((name) => /session/u.test(name)), 'no session comes of it (CVE-2026-128333)')
  assert.ok((await navigate(browser, '/account')).url.pathname.startsWith('/sign-in'))
  assert.equal((await userinfo(world, guest.accessToken)).status, 401)
  assert.equal((await refresh(world, guest.refreshToken)).body['error'], 'invalid_grant')
  assert.ok((await navigate(guest.browser, '/account')).url.pathname.startsWith('/sign-in'))

  assert.equal((await signInAs(world, who)).page.heading, 'Enter your password', 'the old one is over')
  const onlyPassword = await signInAs(world, { ...who, password: NEW_PASSWORD, secret: undefined as never })
  assert.equal(onlyPassword.page.heading, 'Enter the code')
  assert.equal(
    (await signInWithTokens(world, { ...who, password: NEW_PASSWORD })).idToken['acr'],
    'urn:sluis:acr:two-factor',
  )
  assert.deepEqual(
    [
      (await world.identity.totp.listByPerson(who.sub)).length,
      (await world.identity.recovery.findByPerson(who.sub))?.left,
    ],
    [1, 10],
  )
  const notice = await mailTo(world, who.email, /^You have a new password$/u)
  assert.match(notice.text, /\/not-me\//u)
  assert.ok(!notice.text.includes(NEW_PASSWORD))
})

test('somebody without a second factor gets in with the new password, and with nothing less', async () => {
  const who = await world.person('plain', ['none'])
  await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  assert.equal((await signInAs(world, who)).page.heading, 'Enter your password')
  assert.ok(answerOf((await signInAs(world, { ...who, password: NEW_PASSWORD })).page).get('code'))
})

test('looking consumes nothing, also for HEAD and for mail scanners; the button consumes it once', async () => {
  const who = await world.person('looks', ['none'])
  const link = await resetLink(world, who.email)
  const scanner = world.browser()
  for (let time = 0; time < 3; time++) assert.equal((await scanner.get(link)).heading, 'Choose a new password')
  assert.equal((await scanner.ask(link, { method: 'HEAD' })).status, 200)
  assert.equal(
    (
      await scanner.ask(link, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `new-password=${NEW_PASSWORD}`,
      })
    ).status,
    403,
    'not without the page’s token',
  )
  const browser = world.browser()
  assert.equal((await chooseNewPassword(browser, link)).status, 200)
  assert.deepEqual(
    [
      (await browser.get(link)).status,
      (await submitAndFollow(browser, link, { 'new-password': 'een andere lange zin' }, '/forgotten')).status,
    ],
    [410, 410],
  )
  assert.ok(answerOf((await signInAs(world, { ...who, password: NEW_PASSWORD })).page).get('code'))
})

test('asked again within an hour the link is the same; a newer one kills it; a day is the longest that one lives', async () => {
  const who = await world.person('twice', ['none'])
  const older = await resetLink(world, who.email)
  assert.equal(await resetLink(world, who.email), older)
  world.clock.moveBy(HOUR)
  const newer = await resetLink(world, who.email)
  assert.notEqual(newer, older)
  assert.equal((await world.browser().get(older)).status, 410)
  assert.equal((await world.browser().get(newer)).status, 200)
  world.clock.moveBy(DAY - 60_000)
  assert.equal((await world.browser().get(newer)).status, 200)
  world.clock.moveBy(60_000)
  const browser = world.browser()
  assert.deepEqual(
    [
      (await browser.get(newer)).status,
      (await submitAndFollow(browser, newer, { 'new-password': NEW_PASSWORD }, '/forgotten')).status,
    ],
    [410, 410],
  )
  assert.ok(answerOf((await signInAs(world, who)).page).get('code'), 'the old password is still the password')
})

for (const [rule, password, sentence, id] of [
  ['nothing', '', /Enter a new password/u],
  ['14 characters without a second factor', 'paars-fietsbel', /at least 15 characters/u],
  ['a common word', 'Wachtwoord123456', /many people use/u],
  ['the own address', 'chooser-3@example.org', /your name, your address/u],
  ['257 characters', 'een lange zin '.repeat(20), /at most 256/u],
  ['the password of before', PASSWORD, /the password that you had/u],
].map((each, at) => [...each, `chooser-${at}`] as [string, string, RegExp, string])) {
  test(`refused as a new password: ${rule}. The link still works after it`, async () => {
    const who = await world.person(id, ['none'])
    await resetAttempts()
    const link = await resetLink(world, who.email)
    const browser = world.browser()
    const refused = await chooseNewPassword(browser, link, password)
    assert.equal(refused.status, 422)
    assert.match(refused.text, sentence)
    assert.equal(
      refused.form(link).fields.find(({ name }) => name === 'new-password')?.value ?? '',
      '',
      'it is not shown again',
    )
    assert.equal((await chooseNewPassword(browser, link)).status, 200)
  })
}
test('with a second factor 8 characters will do, since the password is not alone (NIST SP 800-63B-4 §3.1.1.2)', async () => {
  const who = await enrolledPerson(world, 'eight', ['none'])
  const browser = world.browser()
  const link = await resetLink(world, who.email)
  assert.match((await browser.get(link)).text, /At least 8 characters/u)
  assert.equal((await chooseNewPassword(browser, link, 'fi8tsbl')).status, 422)
  assert.equal((await chooseNewPassword(browser, link, 'fi8tsb!l')).status, 200)
})

test('known and unknown addresses get the same answer, cookies and headers; only the known one gets a mail (ASVS 6.3.8)', async () => {
  await resetAttempts()
  const known = await world.person('known', ['none'])
  const answers = await Promise.all(
    [known.email, 'nobody@example.org'].map(async (email) => {
      const browser = world.browser()
      const page = await requestReset(world, email, browser)
      return {
        status: page.status,
        said: page.body.replaceAll(email, 'EMAIL').replaceAll(/name="csrf" value="[^"]+"|note%3D[\w-]+/gu, ''),
        cookies: cookieNames(browser).toSorted().join(),
        headers: [...page.headers.keys()].toSorted().join(),
      }
    }),
  )
  assert.deepEqual(answers[0], answers[1])
  await mailTo(world, known.email, RESET)
  assert.equal(mailsTo(world, 'nobody@example.org', /./u), 0)
})
test('known and unknown addresses are answered at even moments, so that the time says nothing', async () => {
  const known = await world.person('timed', ['none'])
  for (const email of [known.email, 'untimed@example.org']) {
    await resetAttempts()
    const browser = world.browser()
    const page = await browser.get('/forgotten')
    const begun = performance.now()
    await browser.submit(page, { username: email }, page.form('/forgotten'))
    assert.ok(performance.now() - begun >= 249)
  }
})
test('the fourth mail to one address from one network waits; known and unknown alike, and an address is not locked for other networks', async () => {
  for (const email of [(await world.person('many', ['none'])).email, 'none-many@example.org']) {
    await resetAttempts()
    for (let time = 0; time < 3; time++) assert.equal((await requestReset(world, email)).status, 200)
    const refused = await requestReset(world, email)
    assert.equal(refused.status, 429)
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
  }
  assert.equal(mailsTo(world, 'many@example.org', RESET), 3)
})

for (const typed of [
  'known@example.org,evil@example.com',
  'known@example.org;evil@example.com',
  'known@example.org\r\nbcc: evil@example.com',
  'known＠example.org@evil.example',
  '',
  'x',
  `${'a'.repeat(300)}@example.org`,
  'known@example.org\0',
]) {
  test(`no mail goes out for ${JSON.stringify(typed.slice(0, 40))} (CVE-2023-7028)`, async () => {
    const before = world.mail.messages.length
    const answer = await requestReset(world, typed)
    assert.ok([400, 422].includes(answer.status), String(answer.status))
    assert.equal(world.mail.messages.length, before)
  })
}
test('of a list of fields called username nothing is made (CVE-2023-7028)', async () => {
  await resetAttempts()
  const who = await world.person('listed', ['none'])
  const browser = world.browser()
  const page = await browser.get('/forgotten')
  const csrf = page.form('/forgotten').fields.find(({ name }) => name === 'csrf')!.value
  const answer = await browser.post('/forgotten', { csrf, username: [who.email, 'evil@example.com'] })
  assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status))
  assert.equal(mailsTo(world, 'evil@example.com', /./u), 0)
})
test('the link has the address of the settings, whatever the request says of its host (GHSA-2wmj-46rj-qm2w)', async () => {
  await resetAttempts()
  const who = await world.person('hosted', ['none'])
  const browser = world.browser()
  const page = await browser.get('/forgotten')
  const csrf = page.form('/forgotten').fields.find(({ name }) => name === 'csrf')!.value
  await browser.post(
    '/forgotten',
    { csrf, username: who.email },
    { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
  )
  const mail = await mailTo(world, who.email, RESET)
  assert.ok(linkIn(world, mail, 'forgotten'))
  assert.ok(!`${mail.text}${mail.html}`.includes('evil.example'))
})
for (const token of ['x', 'A'.repeat(43), '%00', '..%2f..%2faccount', 'A'.repeat(2000)]) {
  test(`the link /forgotten/${token.slice(0, 12)} is none: 4xx, and nothing happens`, async () => {
    const browser = world.browser()
    assert.ok([404, 410, 414].includes((await browser.get(`/forgotten/${token}`)).status))
    assert.ok(
      [400, 404, 410, 414].includes(
        (await submitAndFollow(browser, `/forgotten/${token}`, { 'new-password': NEW_PASSWORD }, '/forgotten')).status,
      ),
    )
  })
}
/** The mail's link, asked for on this page by its form. */
async function askedOn(page: Page, browser: CookieBrowser, email: string): Promise<{ sent: Page; link: string }> {
  const before = mailsTo(world, email, RESET)
  const sent = await fill(browser, page, { username: email }, 'username')
  return { sent, link: linkIn(world, await mailTo(world, email, RESET, before), 'forgotten') }
}
const linkOf = (page: Page, text: string): string | undefined => page.links.find((link) => link.text === text)?.href

test('a password that was forgotten on the way to an application leads on to it, in its browser and in any other', async () => {
  await resetAttempts()
  const who = await world.person('on-the-way', ['none'])
  const browser = world.browser()
  const request = authorizationRequest(world.settings.issuer)
  const at = await fill(browser, await begin(browser, request), { username: who.email }, 'username')
  const first = await askedOn(await browser.get(linkOf(at, 'Forgot your password?')!), browser, who.email)
  assert.match(linkOf(first.sent, 'Back to log in')!, /^\/sign-in\?next=%2Fcontinue/u)
  const done = await chooseNewPassword(browser, first.link)
  const again = await fill(browser, await browser.get(linkOf(done, 'Log in')!), { password: NEW_PASSWORD }, 'password')
  const answered = again.location ? again : await fill(browser, again, {}, again.url.pathname)
  assert.ok(answerOf(answered).get('code'))

  await resetAttempts()
  world.clock.moveBy(2 * HOUR)
  const another = await askedOn(await browser.get('/forgotten?client_id=kade'), browser, who.email)
  const elsewhere = await chooseNewPassword(world.browser(), another.link, `${NEW_PASSWORD} snel`)
  assert.equal(linkOf(elsewhere, 'On to Kade'), 'http://localhost:9/')
  assert.match(elsewhere.body, /href="http:\/\/localhost:9\/" referrerpolicy="origin"/u, 'logs in here, at once')
  assert.equal(linkOf(elsewhere, 'Log in to Sluis'), '/sign-in/password?next=%2F&new')
  const over = await world.browser().get(another.link)
  assert.deepEqual([over.status, linkOf(over, 'Ask for a new link')], [410, '/forgotten?client_id=kade'])
})
test('an application’s own page leads here and is led back to; what no application is called leads nowhere else', async () => {
  await resetAttempts()
  const who = await world.person('from-kade', ['none'])
  const browser = world.browser()
  const page = await browser.get('/forgotten?client_id=kade')
  assert.equal(linkOf(page, 'Back to Kade'), 'http://localhost:9/')
  assert.doesNotMatch(page.body, /referrerpolicy/u, 'back only leads to its page')
  const { sent, link } = await askedOn(page, browser, who.email)
  assert.deepEqual(
    [linkOf(sent, 'Back to Kade'), linkOf(sent, 'Use another address')],
    ['http://localhost:9/', '/forgotten?client_id=kade'],
  )
  const dutch = world.browser({ 'accept-language': 'nl' })
  assert.equal((await dutch.get(link)).heading, 'Choose a new password', 'in the language of whose it is')
  const done = await chooseNewPassword(dutch, link)
  assert.deepEqual([done.heading, linkOf(done, 'On to Kade')], ['Log in with your new password', 'http://localhost:9/'])
  for (const query of [
    'client_id=nobody',
    'client_id=',
    'client_id=%00',
    'client_id=a&client_id=b',
    `client_id=${'x'.repeat(9_000)}`,
    'next=https://evil.example/&client_id=https://evil.example/',
    `next=/continue/${'x'.repeat(60)}`,
  ]) {
    const other = await browser.get(`/forgotten?${query}`)
    assert.deepEqual([other.status, linkOf(other, 'Back to log in')], [200, '/sign-in'], query.slice(0, 60))
    assert.ok(
      other.links.every(({ href }) => /^[/#]/u.test(href)),
      'and nowhere else',
    )
  }
})
test('the password page leads here, and the field holds the address that was typed', async () => {
  const who = await world.person('links', ['none'])
  const browser = world.browser()
  const atPassword = await fill(
    browser,
    await navigate(browser, '/sign-in?next=%2F'),
    { username: who.email },
    'username',
  )
  const link = atPassword.links.find(({ href }) => href === '/forgotten')
  assert.equal(link?.text, 'Forgot your password?')
  const page = await browser.get(link.href)
  assert.equal(page.form('/forgotten').fields.find(({ name }) => name === 'username')?.value, who.email)
})
test('a session that began on the old password while it was being changed is over too (CVE-2025-57766)', async () => {
  const who = await world.person('racing', ['none'])
  const before = (await world.identity.passwords.findByPerson(who.sub))!
  await chooseNewPassword(world.browser(), await resetLink(world, who.email))
  const at = { before: null, browser: 'Firefox, Linux', origin: '203.0.113.9', remembered: null, counters: [] }
  assert.equal(
    await world.identity.proofs.provePassword({ personId: who.sub, password: before, ...at }, world.clock.now()),
    null,
    'whoever verified the old one begins no session any more',
  )
})
