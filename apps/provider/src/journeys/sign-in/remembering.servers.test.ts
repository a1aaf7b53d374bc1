// "Don't ask for the extra step here for 30 days": where it is offered, what it is bound to, when it ends, and what it
// never opens (I9, edge cases 42, 43).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser } from '@sluis/test-kit'
import { removeFactor } from '#use-cases/manage-factors/remove-factor.ts'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { addApp, openAccountPage } from '#testing/account-driver.ts'
import { answerOf, authorizationRequest, begin, fill, redeem } from '#testing/openid-driver.ts'
import {
  companyWith,
  type EnrolledPerson,
  enrolledPerson,
  freshCode,
  signInAs,
  refresh,
  userinfo,
  postForm,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world
const DAY_MS = 86_400_000
const COOKIE = 'sluis-remembered'
const LABEL = /Don.t ask for the extra step in this browser for 30 days/u
const ONLY_PASSWORD = undefined as never

const application = (await identity.applications.findByClientId(CLIENT.id))!
const setRemembering = async (company: string, remembersBrowsers: boolean) =>
  identity.companies.setPolicy((await identity.companies.idsOf(application.id, [company])).get(company)!, {
    remembersBrowsers,
    smsFirst: false,
  })
for (const company of ['easy', 'strict']) await companyWith(world, company, [-60 * DAY_MS, -30 * DAY_MS, -DAY_MS])
await setRemembering('easy', true)

let people = 0
const somebody = (companies = ['easy'], more: { administrator?: boolean } = {}) =>
  enrolledPerson(world, `remembers-${++people}`, companies, more)
const isRemembered = (browser: CookieBrowser) => browser.cookies().some(({ name }) => name === COOKIE)
/** Signs in at the application, with the box ticked or not. */
async function signIn(who: EnrolledPerson, remember: boolean, browser = world.browser()): Promise<CookieBrowser> {
  const { page } = await signInAs(world, { ...who, secret: ONLY_PASSWORD }, {}, browser)
  assert.equal(page.heading, 'Enter the code')
  const then = await fill(browser, page, { code: freshCode(world, who), ...(remember && { remember: 'yes' }) }, 'code')
  assert.ok(answerOf(await driveSignIn(browser, world, then, who)).get('code'))
  return browser
}
/** Signs out and comes again with the password: where that leads. */
async function comesAgain(who: EnrolledPerson, browser: CookieBrowser, more: Record<string, string> = {}) {
  await postForm(browser, '/sign-out', {}, '/help/change')
  return signInAs(world, { ...who, secret: ONLY_PASSWORD }, more, browser)
}

test('off by default: no box, and a form that says so anyway gets no cookie', async () => {
  const who = await somebody(['none'])
  const { browser, page } = await signInAs(world, { ...who, secret: ONLY_PASSWORD })
  assert.doesNotMatch(page.text, LABEL)
  await browser.post(page.url.href, {
    csrf: page.form('code').fields.find(({ name }) => name === 'csrf')!.value,
    code: freshCode(world, who),
    remember: 'yes',
  })
  assert.equal(isRemembered(browser), false)
})

test('all of a person’s companies must allow it: one that does not is enough (rule 7)', async () => {
  assert.doesNotMatch(
    (await signInAs(world, { ...(await somebody(['easy', 'strict'])), secret: ONLY_PASSWORD })).page.text,
    LABEL,
  )
  const { page } = await signInAs(world, { ...(await somebody()), secret: ONLY_PASSWORD })
  assert.match(page.text, LABEL)
  assert.doesNotMatch(page.body, /id="remember"[^>]*checked/u)
})

test('without the tick no cookie is set (edge case 42)', async () => {
  const who = await somebody()
  const browser = await signIn(who, false)
  assert.deepEqual([isRemembered(browser), await identity.remembered.listByPerson(who.sub, clock.now())], [false, []])
  assert.equal((await comesAgain(who, browser)).page.heading, 'Enter the code')
})

test('with it the next sign-in in this browser asks for the password alone; the claims say rmb and not mfa, and auth_time is no fresher than the code was', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  const proved = Math.ceil(clock.now().getTime() / 1000)
  clock.moveBy(DAY_MS)
  const { page, request } = await comesAgain(who, browser)
  const { idToken } = await redeem(world.settings.issuer, request, page)
  assert.deepEqual([idToken['acr'], idToken['amr']], ['urn:sluis:acr:two-factor', ['pwd', 'otp', 'rmb']])
  assert.ok(Number(idToken['auth_time']) <= proved)
})

test('it is bound to the person: somebody else at the same browser is asked for the code', async () => {
  const [who, other] = [await somebody(), await somebody()]
  const browser = await signIn(who, true)
  assert.equal((await comesAgain(other, browser)).page.heading, 'Enter the code')
})

test('it is bound to the browser, by a token of which only a hash is kept; a made-up one is worth nothing', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  const { value } = browser.cookies().find(({ name }) => name === COOKIE)!
  const { rows } = await world.provider.database.pool.query<{ row: string }>(
    'select t::text as row from remembered_browser t',
  )
  assert.ok(rows.every(({ row }) => !row.includes(value)))
  assert.equal((await signInAs(world, { ...who, secret: ONLY_PASSWORD })).page.heading, 'Enter the code')
  const forger = world.browser({ cookie: `${COOKIE}=${'A'.repeat(43)}` })
  assert.equal((await signInAs(world, { ...who, secret: ONLY_PASSWORD }, {}, forger)).page.heading, 'Enter the code')
})

test('it ends 30 days after the code, however often it was used', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  for (const days of [15, 14.9]) {
    clock.moveBy(days * DAY_MS)
    assert.ok(answerOf((await comesAgain(who, browser)).page).get('code'), `after ${days} more`)
  }
  clock.moveBy(0.2 * DAY_MS)
  assert.equal((await comesAgain(who, browser)).page.heading, 'Enter the code')
})

for (const [what, more] of [
  ['acr_values', { acr_values: 'urn:sluis:acr:two-factor' }],
  ['max_age', { max_age: '60' }],
  ['prompt=login', { prompt: 'login' }],
] as const)
  test(`it never answers ${what} (NIST SP 800-63B-4 §5.1)`, async () => {
    const who = await somebody()
    const browser = await signIn(who, true)
    clock.moveBy(DAY_MS)
    assert.equal((await comesAgain(who, browser, more)).page.heading, 'Enter the code')
  })

test('it never opens what changes a factor or password', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  await comesAgain(who, browser)
  assert.equal((await navigate(browser, '/account')).heading, 'My details')
  for (const address of [
    '/account/authenticators/add',
    '/account/two-step/off',
    '/account/recovery-codes',
    '/account/phone',
    '/account/passkeys',
    '/account/email',
  ])
    assert.equal((await navigate(browser, address)).heading, 'Enter the code', address)
})

test('administrators are not remembered: no box, and a browser of before serves no more', async () => {
  const admin = await somebody(['easy'], { administrator: true })
  const { page } = await signInAs(world, { ...admin, secret: ONLY_PASSWORD })
  assert.deepEqual([page.heading, LABEL.test(page.text)], ['Enter the code', false])
  const who = await somebody()
  const browser = await signIn(who, true)
  await identity.people.makeAdministrator(who.sub, clock.now())
  assert.equal((await comesAgain(who, browser)).page.heading, 'Enter the code')
})

test('a company that forbids it again ends it at once, also in sessions that go on', async () => {
  await companyWith(world, 'changes', [-60 * DAY_MS, -30 * DAY_MS, -DAY_MS])
  await setRemembering('changes', true)
  const who = await somebody(['changes'])
  const browser = await signIn(who, true)
  assert.ok(answerOf((await comesAgain(who, browser)).page).get('code'))
  await setRemembering('changes', false)
  assert.equal((await navigate(browser, '/account')).heading, 'Enter the code')
  assert.equal((await comesAgain(who, browser)).page.heading, 'Enter the code')
})

/** Somebody comes again in a remembered browser, and the application holds tokens of that. */
async function remembersWithTokens(company: string) {
  const who = await somebody([company])
  const browser = await signIn(who, true)
  const { page, request } = await comesAgain(who, browser)
  const tokens = await redeem(world.settings.issuer, request, page)
  assert.equal((await userinfo(world, tokens.accessToken)).status, 200)
  return { who, browser, tokens }
}
for (const [what, withdraw] of [
  ['its company forbids it', () => setRemembering('withdraws', false)],
  ['its owner becomes an administrator', ({ sub }) => identity.people.makeAdministrator(sub, clock.now())],
  ['its owner forgets it elsewhere', (who) => forgetElsewhere(who)],
] as [string, (who: EnrolledPerson) => Promise<unknown>][])
  test(`sessions and tokens that rest on a remembered browser end at once when ${what} (decision 0013)`, async () => {
    await companyWith(world, 'withdraws', [-60 * DAY_MS, -30 * DAY_MS, -DAY_MS]).catch(() => undefined)
    await setRemembering('withdraws', true)
    const { who, browser, tokens } = await remembersWithTokens('withdraws')
    await withdraw(who)
    assert.deepEqual(
      [(await userinfo(world, tokens.accessToken)).status, (await refresh(world, tokens.refreshToken)).body['error']],
      [401, 'invalid_grant'],
    )
    assert.match((await navigate(browser, '/account')).heading, /^(?:Enter the code|Log in|Enter your password)$/u)
  })
test('tokens of a remembered browser end with its thirty days, and get no thirty of their own', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  clock.moveBy(30 * DAY_MS - 10 * MINUTE_MS)
  const { page, request } = await comesAgain(who, browser)
  const { refreshToken } = await redeem(world.settings.issuer, request, page)
  const { status, body } = await refresh(world, refreshToken)
  assert.equal(status, 200)
  clock.moveBy(11 * MINUTE_MS)
  assert.equal((await refresh(world, body['refresh_token'] as string)).body['error'], 'invalid_grant')
  assert.equal((await navigate(browser, '/account')).heading, 'Enter the code')
})
async function forgetElsewhere(who: EnrolledPerson): Promise<void> {
  const other = await openAccountPage(world, who, '/account')
  const forget = other.page.forms.find(({ action }) => action.endsWith('/forget'))!
  await fill(other.browser, other.page, {}, forget.action)
}

test('it ends when a factor is removed', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  const own = (await openAccountPage(world, who, '/account/authenticators/add')).browser
  await addApp(world, own)
  const first = (await identity.totp.listByPerson(who.sub))[1]!
  const session = (await identity.activeSessions.listByPerson(who.sub, clock.now()))[0]!
  const notify = { notice: async () => undefined } as never
  assert.ok(
    (
      await removeFactor(
        { identity, notify },
        (await identity.sessions.findById(session.id))!,
        (await identity.people.findById(who.sub))!,
        first.id,
        clock.now(),
      )
    ).ok,
  )
  assert.equal((await comesAgain(who, browser)).page.heading, 'Enter the code')
})

test('it ends at "This was not me"', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  const token = await identity.notMe.create(who.sub, 'enrolled', clock.now())
  const link = await navigate(world.browser(), `/not-me/${token}`)
  const stranger = world.browser()
  await fill(stranger, await navigate(stranger, link.url.href), {}, link.url.pathname)
  assert.deepEqual(await identity.remembered.listByPerson(who.sub, clock.now()), [])
  assert.notEqual((await comesAgain(who, browser)).page.status, 200)
})

test('it ends with a change of the password', async () => {
  const who = await somebody()
  await signIn(who, true)
  const { browser, page } = await openAccountPage(world, who, '/account/password')
  await fill(browser, page, { 'new-password': 'nog een lange zin voor thuis' }, 'new-password')
  assert.deepEqual(await identity.remembered.listByPerson(who.sub, clock.now()), [])
})

test('it is forgotten from My details, elsewhere, and from then on asks again', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  await forgetElsewhere(who)
  assert.equal((await comesAgain(who, browser)).page.heading, 'Enter the code')
})

test('the tick is a notice: a mail goes out to the owner', async () => {
  const who = await somebody()
  await signIn(who, true)
  await world.mail.waitFor((each) => each.to.includes(who.email) && /remember|extra step/iu.test(each.subject))
})

test('the request of an application after a remembered sign-in is answered without asking, and one that demands two factors is not', async () => {
  const who = await somebody()
  const browser = await signIn(who, true)
  await comesAgain(who, browser)
  assert.ok(answerOf(await begin(browser, authorizationRequest(world.settings.issuer, { prompt: 'none' }))).get('code'))
  assert.equal(
    answerOf(
      await begin(
        browser,
        authorizationRequest(world.settings.issuer, { prompt: 'none', acr_values: 'urn:sluis:acr:two-factor' }),
      ),
    ).get('error'),
    'unmet_authentication_requirements',
  )
})
