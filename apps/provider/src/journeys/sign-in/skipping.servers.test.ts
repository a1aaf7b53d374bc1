// Nobody gets around a step: not by restarting, by another tab, by an address, by an empty form, nor with the cookie of
// a half-finished sign-in (rule 1).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { CookieBrowser } from '@sluis/test-kit'
import { PASSWORD, runningWorld } from '#testing/running-world.ts'
import { answerOf, arrive, authorizationRequest, begin, fill, redeem } from '#testing/openid-driver.ts'
import {
  codeNow,
  enrolledPerson,
  freshCode,
  signInAs,
  postForm,
  signInWithTokens,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const GUARD = 'First, check that it is you'
const TWO_FACTOR = 'urn:sluis:acr:two-factor'

const late = await world.person('late', ['required'])
const anna = await enrolledPerson(world, 'anna', ['required'])
const admin = await enrolledPerson(world, 'admin', ['none'], { administrator: true })

test('after the date no second request, tab, prompt or acr_values gets by without a factor (CVE-2026-94218)', async () => {
  const { browser } = await signInAs(world, late)
  for (const more of [
    {},
    { prompt: 'login' },
    { prompt: 'consent' },
    { acr_values: 'urn:sluis:acr:one-factor' },
    { max_age: '86400' },
    { scope: 'openid' },
    { company: 'required' },
    { login_hint: late.email },
  ] as Record<string, string>[]) {
    const { page } = await signInAs(world, late, more, browser)
    assert.equal(page.heading, GUARD, JSON.stringify(more))
  }
  assert.equal(answerOf((await signInAs(world, late, { prompt: 'none' }, browser)).page).get('error'), 'login_required')
})
test('after the date the restart address leads back to the step that is missing', async () => {
  const { browser, page } = await signInAs(world, late)
  const next = page.url.searchParams.get('next')!
  for (let time = 0; time < 3; time++) assert.equal((await navigate(browser, next)).heading, GUARD)
  for (const address of [
    '/',
    '/account',
    '/sign-in',
    '/sign-in/password',
    '/sign-in/code',
    '/sign-in/recovery',
    '/sign-in/phone',
    '/enrol',
    '/enrol/key',
    '/enrol/code',
    '/enrol/recovery-codes',
    '/enrol/done',
  ])
    for (const target of [next, '/', '/account', '/account/two-step'])
      assert.equal(
        (await navigate(browser, `${address}?next=${encodeURIComponent(target)}`)).heading,
        GUARD,
        `${address} → ${target}`,
      )
})
test('after the date an empty form, or a form of another step, moves nobody on (CVE-2026-49443)', async () => {
  const { browser, page } = await signInAs(world, late)
  const next = page.url.searchParams.get('next')!
  for (const path of [
    '/enrol/email',
    '/enrol',
    '/enrol/code',
    '/enrol/recovery-codes',
    '/sign-in/code',
    '/sign-in/recovery',
    '/sign-in/phone',
    '/sign-in/password',
    '/sign-in',
  ])
    for (const fields of [
      {},
      { code: '' },
      { kept: 'yes' },
      { phone: 'elsewhere' },
      { phone: 'gone' },
      { app: 'have' },
    ] as Record<string, string>[]) {
      const answer = await arrive(
        browser,
        await postForm(browser, `${path}?next=${encodeURIComponent(next)}`, fields, page.url.href),
      )
      assert.equal(answer.heading, GUARD, `${path} ${JSON.stringify(fields)}: ${answer.heading}`)
    }
  assert.equal((await postForm(browser, `${next}/access`, {}, page.url.href)).location?.pathname, '/enrol/email')
})
test('after the date leaving the wizard ends without a code', async () => {
  const { browser, page } = await signInAs(world, late)
  const back = await arrive(
    browser,
    await postForm(browser, `${page.url.searchParams.get('next')!}/leave`, {}, page.url.href),
  )
  assert.equal(answerOf(back).get('code'), null)
})
test('after the date Home and “My details” are behind the guard too, and can be signed out of', async () => {
  const browser = world.browser()
  const page = await driveSignIn(browser, world, await navigate(browser, '/account'), late)
  assert.equal(page.heading, GUARD)
  assert.equal((await navigate(browser, '/')).heading, GUARD)
  const out = await fill(browser, page, {}, '/sign-out')
  assert.equal(out.heading, 'You are logged out')
})

/** Every page and form of routes.ts, with what a full session would send. */
const GETS = [
  '/',
  '/account',
  '/account/two-step',
  '/account/recovery-codes',
  '/admin',
  '/enrol',
  '/enrol/email',
  '/enrol/key',
  '/enrol/code',
  '/enrol/recovery-codes',
  '/enrol/recovery-codes/download',
  '/enrol/done',
  '/sign-in',
  '/sign-in/password',
  '/sign-in/phone',
]
const POSTS: [string, Record<string, string>][] = [
  ['/account/recovery-codes', {}],
  ['/account/sign-out-elsewhere', {}],
  ['/admin/rollouts/00000000-0000-4000-8000-000000000000', { date: '2030-01-01', reason: 'x', seen: 'x' }],
  ['/admin/people/00000000-0000-4000-8000-000000000000/open', { reason: 'x' }],
  ['/enrol', { code: '123456' }],
  ['/enrol/code', { code: '123456' }],
  ['/enrol/email', { code: '123456' }],
  ['/enrol/email/send', {}],
  ['/enrol/recovery-codes', { kept: 'yes' }],
  ['/sign-in/phone', { phone: 'gone' }],
  ['/sign-in/password', { username: 'anna@example.org', password: PASSWORD }],
]
/** Where ways in are changed: refused, where other pages lead to the step that is needed. */
const isForFactors = (address: string): boolean => address === '/account/recovery-codes'
async function halfway(who = anna): Promise<{ browser: CookieBrowser; next: string; form: string }> {
  const browser = world.browser()
  const page = await driveSignIn(browser, world, await begin(browser, authorizationRequest(issuer)), {
    ...who,
    secret: undefined as never,
  })
  assert.equal(page.heading, 'Enter the code')
  return { browser, next: page.url.searchParams.get('next')!, form: page.url.href }
}
test('the cookie of a sign-in without its second factor opens no page (GHSA-xg6x-h9c9-2m83, CVE-2024-37313)', async () => {
  const { browser, next } = await halfway()
  for (const address of GETS)
    for (const target of [
      '',
      `?next=${encodeURIComponent(next)}`,
      '?next=%2F',
      '?next=%2Faccount',
      '?next=%2Faccount%2Ftwo-step',
      '?next=%2Fadmin',
    ]) {
      const page = await navigate(browser, address + target)
      if (isForFactors(address))
        assert.deepEqual([page.status, page.heading], [403, 'First the extra step'], `${address}${target}`)
      else assert.equal(page.heading, 'Enter the code', `${address}${target}: ${page.status} ${page.heading}`)
    }
  for (const address of [next, `${next}/access`])
    assert.equal((await navigate(browser, address)).heading, 'Enter the code', address)
})
test('the cookie of a sign-in without its second factor moves nothing (CVE-2026-111949, GHSA-7mgc-c7pq-3rr3)', async () => {
  const elsewhere = await signInWithTokens(world, anna)
  const { browser, next, form } = await halfway()
  const before = JSON.stringify([
    await world.identity.totp.listByPerson(anna.sub),
    (await world.identity.recovery.findByPerson(anna.sub))?.id,
  ])
  for (const [address, fields] of [...POSTS, [`${next}/access`, {}] as [string, Record<string, string>]]) {
    const answer = await arrive(
      browser,
      await postForm(
        browser,
        `${address}${address.startsWith('/enrol') || address.startsWith('/sign-in') ? `?next=${encodeURIComponent(next)}` : ''}`,
        fields,
        form,
      ),
    )
    if (isForFactors(address)) assert.deepEqual([answer.status, answer.heading], [403, 'First the extra step'], address)
    else assert.equal(answer.heading, 'Enter the code', `${address}: ${answer.status}`)
  }
  assert.equal(
    JSON.stringify([
      await world.identity.totp.listByPerson(anna.sub),
      (await world.identity.recovery.findByPerson(anna.sub))?.id,
    ]),
    before,
  )
  assert.equal(
    (await world.api.token({ grant_type: 'refresh_token', refresh_token: elsewhere.refreshToken })).status,
    200,
    'other sessions were not signed out',
  )
  assert.equal(
    answerOf((await signInAs(world, { ...anna, secret: undefined as never }, { prompt: 'none' }, browser)).page).get(
      'error',
    ),
    'login_required',
  )
})
test('a code replaces no password (CVE-2025-66489, CVE-2025-64103)', async () => {
  const browser = world.browser()
  const page = await begin(browser, authorizationRequest(issuer))
  const answer = await arrive(
    browser,
    await postForm(
      browser,
      `/sign-in/code?next=${encodeURIComponent(page.url.searchParams.get('next')!)}`,
      { code: codeNow(world, anna) },
      page.url.href,
    ),
  )
  assert.match(answer.heading, /^(?:Log in|Enter your password)$/u)
})
test('password and code in one form: the code is not taken along', async () => {
  const browser = world.browser()
  const page = await begin(browser, authorizationRequest(issuer))
  const answer = await arrive(
    browser,
    await postForm(
      browser,
      `/sign-in/password?next=${encodeURIComponent(page.url.searchParams.get('next')!)}`,
      { username: anna.email, password: PASSWORD, code: codeNow(world, anna) },
      page.url.href,
    ),
  )
  assert.equal(answer.heading, 'Enter the code')
})

test('the token of a session is another one after each proof, and the one before is dead (ASVS 7.2.4, CVE-2024-13279)', async () => {
  const cookieOf = (browser: CookieBrowser) =>
    browser.cookies().find(({ name }) => name === 'sluis-session')?.value ?? ''
  const { browser, next } = await halfway()
  const before = cookieOf(browser)
  const page = await navigate(browser, `/sign-in/code?next=${encodeURIComponent(next)}`)
  await fill(browser, page, { code: freshCode(world, anna) }, 'code')
  assert.notEqual(cookieOf(browser), before)
  const old = await fetch(`${issuer}/account`, {
    headers: { cookie: `sluis-session=${before}` },
    redirect: 'manual',
  })
  assert.match(old.headers.get('location') ?? '', /^\/sign-in/u)
  assert.equal((await navigate(browser, '/account')).heading, 'My details')
})
test('a session that somebody put into the browser beforehand is not the one that is signed in (session fixation)', async () => {
  const attacker = await halfway()
  const planted = attacker.browser.cookies().find(({ name }) => name === 'sluis-session')!.value
  const { browser, page } = await signInAs(world, anna)
  assert.ok(answerOf(page).get('code'))
  assert.notEqual(browser.cookies().find(({ name }) => name === 'sluis-session')!.value, planted)
})
test('on http://localhost cookies are such that Safari takes them, and no script reads them', async () => {
  const { browser } = await signInWithTokens(world, anna)
  for (const { name, isHttpOnly, isSecure, path, sameSite } of browser
    .cookies()
    .filter((cookie) => !cookie.name.includes('interaction') && !cookie.name.includes('resume')))
    assert.deepEqual(
      [name.startsWith('sluis'), isHttpOnly, isSecure, path, sameSite?.toLowerCase()],
      [true, true, false, '/', 'lax'],
      name,
    )
})
test('an hour of silence, and a day, end a session: the password is asked again', async () => {
  const { browser } = await signInWithTokens(world, anna)
  for (let half = 0; half < 3; half++) {
    world.clock.moveBy(50 * 60_000)
    assert.equal((await navigate(browser, '/account')).heading, 'My details')
  }
  world.clock.moveBy(61 * 60_000)
  assert.notEqual((await navigate(browser, '/account')).heading, 'My details')
})
test('the page of administrators is not there for anybody else, and asks two factors of them', async () => {
  const { browser } = await signInWithTokens(world, anna)
  assert.equal((await navigate(browser, '/admin')).status, 404)
  assert.equal((await signInWithTokens(world, admin)).idToken['acr'], TWO_FACTOR)
  const browserOfAdmin = world.browser()
  assert.equal(
    (await driveSignIn(browserOfAdmin, world, await navigate(browserOfAdmin, '/admin'), admin)).heading,
    'Roll-outs',
  )
})
test('who is enrolled goes on after the date as before it', async () => {
  const { request, page } = await signInAs(world, anna, { acr_values: TWO_FACTOR })
  assert.equal((await redeem(issuer, request, page)).idToken['acr'], TWO_FACTOR)
})
