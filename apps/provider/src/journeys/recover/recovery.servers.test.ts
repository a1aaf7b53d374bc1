// Without the phone: recovery codes, a phone that is gone, "this was not me", and an account that is opened again.
// Its threats stand in docs/threats.md.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { unlockAccount } from '#use-cases/recover-account/lock-account.ts'
import type { CookieBrowser, Page } from '@sluis/test-kit'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { answerOf, arrive, authorizationRequest, begin, enrol, fill, redeem } from '#testing/openid-driver.ts'
import {
  codeNow,
  type EnrolledPerson,
  enrolledPerson,
  freshCode,
  signInAs,
  postForm,
  submitAndFollow,
  refresh,
  signInWithTokens,
  statusOf,
  userinfo,
  navigate,
  voucherFor,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const TWO_FACTOR = 'urn:sluis:acr:two-factor'

/** At the page of the recovery code, by "Try another way". */
async function atRecovery(who: EnrolledPerson, browser = world.browser()) {
  const request = authorizationRequest(issuer, { acr_values: TWO_FACTOR })
  const atCode = await driveSignIn(browser, world, await begin(browser, request), {
    ...who,
    secret: undefined as never,
  })
  assert.equal(atCode.heading, 'Enter the code')
  const proofs = await navigate(browser, atCode.links.find(({ text }) => text.startsWith('Try another way'))!.href)
  return {
    browser,
    request,
    page: await navigate(browser, proofs.links.find(({ text }) => text.startsWith('A recovery code'))!.href),
  }
}
async function recovered(
  who: EnrolledPerson,
  code = who.recoveryCodes[0]!,
): Promise<{ browser: CookieBrowser; request: ReturnType<typeof authorizationRequest>; page: Page }> {
  const { browser, request, page } = await atRecovery(who)
  return { browser, request, page: await fill(browser, page, { 'recovery-code': code }, 'recovery-code') }
}
const noticeLink = async (email: string, subject: RegExp): Promise<string> =>
  /http\S+\/not-me\/\S+/u.exec(
    (await world.mail.waitFor((mail) => mail.to.includes(email) && subject.test(mail.subject))).text,
  )![0]

test('a recovery code replaces the 6 digits, once, and the token says so (rcv)', async () => {
  const who = await enrolledPerson(world, 'once', ['required'])
  const { browser, request, page } = await recovered(who)
  assert.equal(page.heading, 'Where is your phone?')
  assert.match(page.text, /9 recovery codes left/u)
  const { idToken } = await redeem(
    issuer,
    request,
    await driveSignIn(browser, world, await fill(browser, page, { phone: 'elsewhere' }, 'phone'), who),
  )
  assert.deepEqual([idToken['acr'], idToken['amr']], [TWO_FACTOR, ['pwd', 'rcv', 'mfa']])
  const again = await recovered(who)
  assert.equal(again.page.status, 422)
  assert.match(again.page.text, /isn't right or was used before\. You have 9 recovery codes left/u)
  assert.equal(
    (await signInWithTokens(world, who)).idToken['acr'],
    TWO_FACTOR,
    'the phone goes on, since it is only elsewhere',
  )
})
test('a recovery code is taken as it is printed, in lower case, with o and l', async () => {
  const who = await enrolledPerson(world, 'typed', ['none'])
  const typed = who.recoveryCodes[1]!.match(/.{4}/gu)!.join('-').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
  assert.equal((await recovered(who, ` ${typed} `)).page.heading, 'Where is your phone?')
})
test('codes of somebody else, of another length or made up open nothing (CVE-2022-45174)', async () => {
  const [who, other] = [await enrolledPerson(world, 'mine', ['none']), await enrolledPerson(world, 'theirs', ['none'])]
  const { browser, page } = await atRecovery(who)
  for (const code of [other.recoveryCodes[0]!, '', 'x', '0'.repeat(20), '123456', '%', "' or 1=1 --"])
    assert.equal((await fill(browser, page, { 'recovery-code': code }, 'recovery-code')).status, 422, code)
  assert.equal((await world.identity.recovery.findByPerson(other.sub))?.left, 10)
})
test('of ten uses of one recovery code at the same time, one wins (CVE-2026-31875)', async () => {
  const who = await enrolledPerson(world, 'race', ['none'])
  const all = await Promise.all(Array.from({ length: 4 }, async () => atRecovery(who)))
  const answers = await Promise.all(
    all.map(({ browser, page }) => fill(browser, page, { 'recovery-code': who.recoveryCodes[0]! }, 'recovery-code')),
  )
  assert.equal(answers.filter(({ heading }) => heading === 'Where is your phone?').length, 1)
  assert.equal((await world.identity.recovery.findByPerson(who.sub))?.left, 9)
})
test('somebody who used one is notified by mail, with a link to close the account (I10)', async () => {
  const who = await enrolledPerson(world, 'told', ['none'])
  await recovered(who)
  const mail = await world.mail.waitFor(
    (each) => each.to.includes(who.email) && /recovery code was used/u.test(each.subject),
  )
  assert.match(mail.text, /There are 9 left/u)
  assert.match(mail.text, /\/not-me\//u)
  assert.ok(!mail.text.includes(who.recoveryCodes[0]!))
})

test('a phone that is gone: the old one stops working, and the sign-in leads to a new one and on to the application (edge case 1)', async () => {
  const who = await enrolledPerson(world, 'gone', ['required'])
  const { browser, request, page } = await recovered(who)
  const wizard = await fill(browser, page, { phone: 'gone' }, 'phone')
  const before = world.browser()
  const atCode = await driveSignIn(before, world, await begin(before, authorizationRequest(issuer)), {
    ...who,
    secret: undefined as never,
  })
  assert.equal(atCode.heading, 'Use a recovery code', 'its codes are not even asked for')
  assert.equal(
    (
      await arrive(
        before,
        await postForm(before, `/sign-in/code?next=%2F`, { code: freshCode(world, who) }, atCode.url.href),
      )
    ).url.pathname.startsWith('/sign-in'),
    true,
  )
  assert.deepEqual(
    (await world.identity.totp.listByPerson(who.sub)).map(({ lostAt }) => lostAt === null),
    [false],
  )
  const granted = await driveSignIn(browser, world, wizard, who)
  assert.equal(granted.heading, 'Connect your app', 'no mail is asked for: a factor was proved')
  const { secret, codes, page: done } = await enrol(world, browser, granted)
  assert.notEqual(secret, who.secret)
  const { idToken } = await redeem(
    issuer,
    request,
    await navigate(browser, done.links.find(({ href }) => href.startsWith('/continue'))!.href),
  )
  assert.equal(idToken['acr'], TWO_FACTOR)
  assert.equal((await world.identity.totp.listByPerson(who.sub)).length, 1)
  assert.equal((await recovered(who, who.recoveryCodes[1])).page.status, 422, 'the old recovery codes are dead too')
  assert.equal(
    (await recovered({ ...who, secret, recoveryCodes: codes })).page.heading,
    'Where is your phone?',
    'the new ones work',
  )
})
test('a phone that is gone lowers nothing: until the new one is there a password opens nothing (CVE-2026-3429)', async () => {
  const who = await enrolledPerson(world, 'no-downgrade', ['none'])
  const { browser, page } = await recovered(who)
  await fill(browser, page, { phone: 'gone' }, 'phone')
  for (const more of [{}, { voucher: await voucherFor(world, who.id) }] as Record<string, string>[])
    assert.equal(
      (await signInAs(world, { ...who, secret: undefined as never }, more)).page.heading,
      'Use a recovery code',
    )
  assert.equal((await statusOf(world, who.id))['enrolled'], true)
})
test('a phone that is gone takes every other session with it: its finder is out, and cannot set up their own (edge cases 4, 57)', async () => {
  const who = await enrolledPerson(world, 'stolen', ['none'])
  const thief = await signInWithTokens(world, who)
  const { browser, page } = await recovered(who)
  const wizard = await fill(browser, page, { phone: 'gone' }, 'phone')
  assert.ok(wizard.heading)
  for (const address of ['/enrol/key?next=%2F', '/enrol?next=%2Faccount', '/account', '/account/two-step']) {
    const answer = await navigate(thief.browser, address)
    assert.ok(answer.url.pathname.startsWith('/sign-in'), `${address}: ${answer.heading}`)
  }
  assert.equal((await refresh(world, thief.refreshToken)).body['error'], 'invalid_grant')
  assert.equal((await driveSignIn(browser, world, wizard, who)).heading, 'Connect your app', 'its owner goes on')
})
test('new recovery codes need the app’s code, fresh, and kill the old ones at once', async () => {
  const who = await enrolledPerson(world, 'renews', ['none'])
  const { browser } = await signInWithTokens(world, who)
  world.clock.moveBy(6 * 60_000)
  const stale = await arrive(browser, await postForm(browser, '/account/recovery-codes', {}, '/account'))
  assert.equal(stale.heading, 'Enter your password')
  const atCode = await fill(browser, stale, { password: PASSWORD }, 'password')
  const renew = await fill(browser, atCode, { code: freshCode(world, who) }, 'code')
  assert.equal(renew.heading, 'Make new recovery codes?')
  const shown = await arrive(browser, await browser.submit(renew, {}, renew.form('/account/recovery-codes')))
  const codes = [...shown.body.matchAll(/[0-9A-Z]{4}(?:-[0-9A-Z]{4}){5}/gu)].map(([code]) => code)
  assert.equal(new Set(codes).size, 10)
  assert.equal((await recovered(who)).page.status, 422, 'an old one')
})
test('a recovery code makes no new recovery codes: that needs the app', async () => {
  const who = await enrolledPerson(world, 'no-chain', ['none'])
  const { browser, page } = await recovered(who)
  await driveSignIn(browser, world, await fill(browser, page, { phone: 'elsewhere' }, 'phone'), who)
  const before = (await world.identity.recovery.findByPerson(who.sub))?.id
  await arrive(browser, await postForm(browser, '/account/recovery-codes', {}, '/account'))
  assert.equal((await world.identity.recovery.findByPerson(who.sub))?.id, before)
})

test('“This was not me”: looking changes nothing, the button closes the account once, everybody is out, and its owner learns why', async () => {
  const who = await enrolledPerson(world, 'not-me', ['none'])
  const guest = await signInWithTokens(world, who)
  await recovered(who, who.recoveryCodes[5])
  const link = await noticeLink(who.email, /recovery code was used/u)
  const stranger = world.browser()
  for (let time = 0; time < 3; time++) assert.equal((await stranger.get(link)).heading, 'Was this not you?')
  assert.equal((await userinfo(world, guest.accessToken)).status, 200, 'mail scanners look too')
  assert.equal((await stranger.ask(link, { method: 'HEAD' })).status, 200)
  assert.equal(
    (
      await stranger.ask(link, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: '',
      })
    ).status,
    403,
    'nor does a post without the page’s token',
  )
  const page = await stranger.get(link)
  const done = await fill(stranger, page, {}, new URL(link).pathname)
  assert.equal(done.heading, 'Your account is locked')
  assert.equal((await userinfo(world, guest.accessToken)).status, 401)
  assert.equal((await refresh(world, guest.refreshToken)).body['error'], 'invalid_grant')
  assert.ok((await navigate(guest.browser, '/account')).url.pathname.startsWith('/sign-in'))
  assert.deepEqual(
    [(await stranger.get(link)).status, (await fill(stranger, page, {}, new URL(link).pathname)).status],
    [410, 410],
    'the second use',
  )

  const locked = await signInAs(world, who)
  assert.deepEqual([locked.page.status, locked.page.heading], [403, 'Your account is locked'])
  const browser = world.browser()
  const wrong = await fill(
    browser,
    await fill(browser, await begin(browser, authorizationRequest(issuer)), { username: who.email }, 'username'),
    { password: 'wrong' },
    'password',
  )
  assert.deepEqual(
    [wrong.status, wrong.heading],
    [422, 'Enter your password'],
    'without the password nobody learns of it',
  )
  assert.deepEqual(
    [(await statusOf(world, 'not-me'))['reason'], (await statusOf(world, 'not-me'))['may_postpone']],
    ['locked', false],
  )
  await world.mail.waitFor((mail) => mail.to.includes(who.email) && mail.subject === 'Your account is locked')

  const admin = await enrolledPerson(world, 'opener', ['none'], { administrator: true })
  const adminBrowser = world.browser()
  const rollouts = await driveSignIn(adminBrowser, world, await navigate(adminBrowser, '/admin'), admin)
  const opening = `/admin/people/${who.sub}/open`
  assert.equal((await fill(adminBrowser, rollouts, { reason: '' }, opening)).status, 422, 'not without a reason')
  await fill(adminBrowser, rollouts, { reason: 'called back on the known number' }, opening)
  const unlocked = await signInAs(world, { ...who, secret: undefined as never })
  assert.ok(answerOf(unlocked.page).get('code'), 'there was no second factor left to ask for')
  assert.deepEqual(
    [await world.identity.totp.listByPerson(who.sub), await world.identity.recovery.findByPerson(who.sub)],
    [[], undefined],
  )
  assert.equal(
    (await signInAs(world, { ...who, secret: undefined as never }, { acr_values: TWO_FACTOR }, unlocked.browser)).page
      .heading,
    'First, check that it is you',
    'a new one, behind the guard of a first enrolment',
  )
  await world.mail.waitFor((mail) => mail.to.includes(who.email) && mail.subject === 'Your account is open again')
})
test('an administrator opens no account of their own', async () => {
  const admin = await enrolledPerson(world, 'self', ['none'], { administrator: true })
  const browser = world.browser()
  const page = await driveSignIn(browser, world, await navigate(browser, '/admin'), admin)
  assert.equal(page.heading, 'Roll-outs')
  await postForm(browser, `/admin/people/${admin.sub}/open`, { reason: 'x' }, page.url.href)
  assert.equal((await world.identity.totp.listByPerson(admin.sub)).length, 1)
})
test('nothing is opened that is not locked', async () => {
  const who = await enrolledPerson(world, 'open', ['none'])
  const notify = { notice: () => assert.fail('no mail') }
  assert.deepEqual(
    await unlockAccount({ identity: world.identity, notify }, who.sub, who.sub, 'x', world.clock.now()),
    {
      ok: false,
      refusal: 'not-locked',
    },
  )
  assert.equal((await world.identity.totp.listByPerson(who.sub)).length, 1)
})
for (const token of ['x', 'A'.repeat(43), '%00', '..%2f..%2faccount', 'A'.repeat(2000)]) {
  test(`the link /not-me/${token.slice(0, 12)} is none: 410 or 404, and nothing happens`, async () => {
    const browser = world.browser()
    assert.ok([404, 410].includes((await browser.get(`/not-me/${token}`)).status))
    assert.ok([404, 410].includes((await submitAndFollow(browser, `/not-me/${token}`, {}, '/sign-in?next=%2F')).status))
  })
}
test('the mail of an enrolment has a link that freezes too, and comes in the person’s language', async () => {
  const person = await world.person('mailed', ['prompt'])
  const { browser, page } = await signInAs(world, person, {
    acr_values: TWO_FACTOR,
    voucher: await voucherFor(world, 'mailed'),
  })
  const { secret } = await enrol(world, browser, page)
  const mail = await world.mail.waitFor(
    (each) => each.to.includes(person.email) && each.subject === 'Two-step verification is on',
  )
  assert.equal(mail.header('content-language'), 'en')
  assert.ok(!mail.text.includes(secret) && !mail.html.includes(secret))
  const link = /http\S+\/not-me\/\S+/u.exec(mail.text)![0]
  assert.ok(link.startsWith(issuer), 'from the settings, never from a Host header (GHSA-2wmj-46rj-qm2w)')
  const stranger = world.browser()
  const shown = await stranger.get(link)
  await stranger.submit(shown, {}, shown.form(new URL(link).pathname))
  assert.equal((await signInAs(world, { ...person, secret })).page.heading, 'Your account is locked')
  assert.match(codeNow(world, { secret }), /^\d{6}$/u)
})
