// What an application may demand of a sign-in, and how it is told that it did not get it: acr_values, max_age, prompt,
// login_hint, ui_locales, company.
import assert from 'node:assert/strict'
import { after, test, type TestContext } from 'node:test'
import { decodeJwt } from 'jose'
import { CLIENT, PASSWORD, runningWorld } from '#testing/running-world.ts'
import {
  answerOf,
  type AuthorizationRequest,
  authorizationRequest,
  begin,
  enrol,
  fill,
  redeem,
} from '#testing/openid-driver.ts'
import {
  codeNow,
  enrolledPerson,
  freshCode,
  signInAs,
  refresh,
  signInWithTokens,
  type TestPerson,
  userinfo,
  navigate,
  voucherFor,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const ONE_FACTOR = 'urn:sluis:acr:one-factor'
const TWO_FACTOR = 'urn:sluis:acr:two-factor'
const UNMET = 'unmet_authentication_requirements'

const anna = await enrolledPerson(world, 'anna', ['prompt'])
const bram = await world.person('bram', ['none'])
const seconds = (): number => Math.floor(world.clock.now().getTime() / 1000)

test('two factors demanded of somebody enrolled: told in acr and amr', async () => {
  const { idToken } = await signInWithTokens(world, anna, { acr_values: TWO_FACTOR })
  assert.deepEqual([idToken['acr'], idToken['amr']], [TWO_FACTOR, ['pwd', 'otp', 'mfa']])
})
test('a factor once enrolled is asked for though nobody demands it (E5)', async () =>
  assert.equal((await signInWithTokens(world, anna)).idToken['acr'], TWO_FACTOR))
test('one factor, where nobody demands more', async () => {
  const { idToken } = await signInWithTokens(world, bram, { acr_values: ONE_FACTOR })
  assert.deepEqual([idToken['acr'], idToken['amr']], [ONE_FACTOR, ['pwd']])
})
test('of several acr_values each would do: somebody without a second factor is not made to set one up', async () => {
  assert.equal(
    (await signInWithTokens(world, bram, { acr_values: `${TWO_FACTOR} ${ONE_FACTOR}` })).idToken['acr'],
    ONE_FACTOR,
  )
})

for (const acr of ['urn:example:gold', 'gold', 'urn:sluis:acr:none']) {
  test(`a word that is none of ours (${acr}): refused at once, before anybody is troubled (RFC 9470 §5)`, async () => {
    for (const more of [{}, { prompt: 'none' }] as Record<string, string>[]) {
      const { page } = await signInAs(world, anna, { acr_values: acr, ...more })
      assert.deepEqual([answerOf(page).get('error'), answerOf(page).get('code')], [UNMET, null], JSON.stringify(more))
    }
    const { browser } = await signInWithTokens(world, anna)
    assert.equal(
      answerOf((await signInAs(world, anna, { acr_values: acr, prompt: 'none' }, browser)).page).get('error'),
      UNMET,
      'signed in',
    )
  })
}
test('prompt=none with nobody signed in ends in login_required', async () => {
  for (const more of [{}, { acr_values: TWO_FACTOR }] as Record<string, string>[])
    assert.equal(
      answerOf((await signInAs(world, anna, { prompt: 'none', ...more })).page).get('error'),
      'login_required',
    )
})
test('prompt=none with two factors demanded of a session with one ends in unmet_authentication_requirements (RFC 9470 §5)', async () => {
  const { browser } = await signInWithTokens(world, bram)
  assert.equal(
    answerOf((await signInAs(world, bram, { prompt: 'none', acr_values: TWO_FACTOR }, browser)).page).get('error'),
    UNMET,
  )
})
test('prompt=none for access that was never granted ends in consent_required', async () => {
  const person = await world.person('no-consent', ['none'])
  const { browser } = await signInWithTokens(world, person, { scope: 'openid' })
  assert.equal(
    answerOf((await signInAs(world, person, { prompt: 'none', scope: 'openid email' }, browser)).page).get('error'),
    'consent_required',
  )
})
test('prompt=none gives a code where everything holds', async () => {
  const { browser, idToken } = await signInWithTokens(world, anna)
  const silent = await signInWithTokens(world, anna, { prompt: 'none' }, browser)
  assert.deepEqual(
    [silent.idToken.sub, silent.idToken['sid'], silent.idToken['acr']],
    [idToken.sub, idToken['sid'], TWO_FACTOR],
  )
})

test('whoever has signed in at Home is answered as anybody who is signed in, prompt=none or not, also after somebody else', async () => {
  await signInWithTokens(world, bram)
  for (const [before, more] of [
    [null, { prompt: 'none' }],
    [anna, { prompt: 'none' }],
    [anna, {}],
  ] as [TestPerson | null, Record<string, string>][]) {
    const browser = world.browser()
    if (before !== null) {
      await signInWithTokens(world, before, {}, browser)
      await fill(browser, await navigate(browser, '/sign-out'), {}, '/sign-out')
    }
    await driveSignIn(browser, world, await navigate(browser, '/'), bram)
    const { idToken, refreshToken } = await signInWithTokens(world, bram, more, browser)
    assert.deepEqual([idToken.sub, (await refresh(world, refreshToken)).status], [bram.sub, 200])
  }
  const browser = world.browser()
  const atHome = await world.person('only-at-home', ['none'])
  await driveSignIn(browser, world, await navigate(browser, '/'), atHome)
  const asked = await signInAs(world, atHome, { prompt: 'none' }, browser)
  assert.equal(answerOf(asked.page).get('error'), 'consent_required')
})

test('stepping up: a session with one factor sets up the second, and the next token says so', async () => {
  const person = await world.person('steps-up', ['none'])
  const { browser, idToken } = await signInWithTokens(world, person)
  assert.equal(idToken['acr'], ONE_FACTOR)
  const { request, page } = await signInAs(
    world,
    person,
    { acr_values: TWO_FACTOR, voucher: await voucherFor(world, 'steps-up') },
    browser,
  )
  const { page: done } = await enrol(world, browser, page)
  const raised = await redeem(
    issuer,
    request,
    await navigate(browser, done.links.find(({ href }) => href.startsWith('/continue'))!.href),
  )
  assert.deepEqual(
    [raised.idToken['acr'], raised.idToken['amr'], raised.idToken['sid']],
    [TWO_FACTOR, ['pwd', 'otp', 'mfa'], idToken['sid']],
  )
})
test('a second factor set up at “My details” counts at the application’s next request, without another sign-in', async () => {
  const person = await world.person('raised', ['none'])
  const { browser } = await signInWithTokens(world, person)
  const guard = await navigate(browser, '/account/two-step')
  const sent = await fill(
    browser,
    guard,
    {},
    guard.forms.find(({ action }) => action.startsWith('/enrol/email/send'))!.action,
  )
  const code = /\d{6}/u.exec(
    (await world.mail.waitFor((mail) => mail.to.includes(person.email) && /is your code/u.test(mail.subject))).subject,
  )![0]
  await enrol(world, browser, await fill(browser, sent, { code }, 'code'))
  for (const more of [{}, { acr_values: TWO_FACTOR }, { acr_values: TWO_FACTOR, prompt: 'none' }] as Record<
    string,
    string
  >[]) {
    const { idToken } = await signInWithTokens(world, person, more, browser)
    assert.deepEqual([idToken['acr'], idToken['amr']], [TWO_FACTOR, ['pwd', 'otp', 'mfa']], JSON.stringify(more))
  }
})
test('acr and auth_time of a refreshed token are those of its sign-in (RFC 9470 §6)', async () => {
  const { idToken, refreshToken } = await signInWithTokens(world, anna)
  world.clock.moveBy(60_000)
  const { body } = await refresh(world, refreshToken)
  const refreshed = decodeJwt(body['id_token'] as string)
  assert.deepEqual(
    [refreshed['acr'], refreshed['auth_time'], refreshed['sid']],
    [idToken['acr'], idToken['auth_time'], idToken['sid']],
  )
})

test('prompt=login asks for password and code again, once, and tells the new auth_time', async () => {
  const { browser, idToken } = await signInWithTokens(world, anna)
  world.clock.moveBy(60_000)
  const request = authorizationRequest(issuer, { prompt: 'login' })
  const page = await begin(browser, request)
  assert.equal(page.heading, 'Enter your password')
  const atCode = await fill(browser, page, { password: PASSWORD }, 'password')
  assert.equal(atCode.heading, 'Enter the code')
  const again = await redeem(issuer, request, await fill(browser, atCode, { code: freshCode(world, anna) }, 'code'))
  assert.ok(Number(again.idToken['auth_time']) >= Number(idToken['auth_time']) + 60)
  assert.equal(again.idToken['sid'], idToken['sid'])
})
test('prompt=login cannot be answered by going back or by another tab: the password is still asked (CVE-2023-6787)', async () => {
  const { browser } = await signInWithTokens(world, anna)
  world.clock.moveBy(1_000)
  const page = await begin(browser, authorizationRequest(issuer, { prompt: 'login' }))
  const next = page.url.searchParams.get('next')!
  for (const address of [
    next,
    `/sign-in/code?next=${encodeURIComponent(next)}`,
    `${next}/access`,
    `/enrol/done?next=${encodeURIComponent(next)}`,
  ])
    assert.equal((await navigate(browser, address)).heading, 'Enter your password', address)
  await navigate(browser, '/account')
  assert.equal((await navigate(browser, next)).heading, 'Enter your password')
})
test('max_age: an older sign-in is asked again, a younger one is not, and 0 asks once', async () => {
  const { browser } = await signInWithTokens(world, anna)
  world.clock.moveBy(120_000)
  assert.ok(answerOf((await signInAs(world, anna, { max_age: '3600', prompt: 'none' }, browser)).page).get('code'))
  assert.equal(
    answerOf((await signInAs(world, anna, { max_age: '60', prompt: 'none' }, browser)).page).get('error'),
    'login_required',
  )
  const { idToken } = await signInWithTokens(world, anna, { max_age: '60' }, browser)
  assert.ok(seconds() - Number(idToken['auth_time']) <= 60)
  world.clock.moveBy(1_000)
  const request = authorizationRequest(issuer, { max_age: '0' })
  const page = await begin(browser, request)
  assert.equal(page.heading, 'Enter your password')
  assert.ok((await redeem(issuer, request, await driveSignIn(browser, world, page, anna))).idToken['auth_time'])
})
for (const max of ['-1', 'abc', '1e3', '99999999999999999999', '1.5', ' ']) {
  test(`max_age=${JSON.stringify(max)} is refused`, async () => {
    const page = await begin(world.browser(), authorizationRequest(issuer, { max_age: max }))
    assert.equal(answerOf(page).get('error'), 'invalid_request')
  })
}

test('login_hint: its owner is asked the password at once; the session of somebody else does not count', async () => {
  const { browser } = await signInWithTokens(world, anna)
  world.clock.moveBy(1_000)
  const page = await begin(browser, authorizationRequest(issuer, { login_hint: bram.email }))
  assert.equal(page.heading, 'Enter your password')
  assert.match(page.text, /bram@example\.org/u)
  assert.equal(
    answerOf((await signInAs(world, anna, { login_hint: bram.email, prompt: 'none' }, browser)).page).get('error'),
    'login_required',
  )
  assert.ok(
    answerOf((await signInAs(world, anna, { login_hint: 'ANNA@example.org', prompt: 'none' }, browser)).page).get(
      'code',
    ),
    'her own address in any case',
  )
})
test('login_hint is a hint: whoever signs in with another address goes on, and is not asked for ever', async () => {
  const browser = world.browser()
  const request = authorizationRequest(issuer, { login_hint: bram.email })
  const atHint = await begin(browser, request)
  const other = await navigate(browser, atHint.links.find(({ text }) => text === 'Another address')!.href)
  const { idToken } = await redeem(issuer, request, await driveSignIn(browser, world, other, anna))
  assert.equal(idToken.sub, anna.sub)
})
for (const hint of [
  'not an address',
  'a@b.example,c@d.example',
  '<script>',
  'x'.repeat(3000),
  'sanne\0@example.org',
  '%00',
]) {
  test(`login_hint=${JSON.stringify(hint.slice(0, 24))} says nothing, and is no fault`, async () => {
    const page = await begin(world.browser(), authorizationRequest(issuer, { login_hint: hint }))
    assert.ok(page.status < 500, `${page.status}`)
    assert.ok(!page.body.includes('<script>'))
  })
}

test('ui_locales decides the language, past what the browser accepts', async () => {
  for (const [locales, heading] of [
    ['nl', 'Inloggen'],
    ['nl-NL en', 'Inloggen'],
    ['pl nl', 'Inloggen'],
    ['en nl', 'Log in'],
  ] as const)
    assert.equal(
      (await begin(world.browser({ 'accept-language': 'en' }), authorizationRequest(issuer, { ui_locales: locales })))
        .heading,
      heading,
      locales,
    )
})
test('a language that is chosen on the way stays chosen', async () => {
  const browser = world.browser()
  const page = await begin(browser, authorizationRequest(issuer, { ui_locales: 'en' }))
  const switched = await navigate(browser, page.links.find(({ href }) => href.startsWith('/language/nl'))!.href)
  assert.equal(switched.heading, 'Inloggen')
})

test('a company that was asked for stands in the token as company_id', async () => {
  const both = await enrolledPerson(world, 'both', ['none', 'prompt'])
  const { browser, idToken } = await signInWithTokens(world, both, { company: 'none' })
  assert.equal(idToken['company_id'], 'none')
  assert.equal(
    (await signInWithTokens(world, both, { company: 'prompt' }, browser)).idToken['company_id'],
    'prompt',
    'the next one, in the same session',
  )
  assert.equal(
    (await signInWithTokens(world, both, {}, browser)).idToken['company_id'],
    undefined,
    'none where none was asked for',
  )
})
test('a company where the person does not work ends in access_denied, signed in or not', async () => {
  const { browser } = await signInWithTokens(world, anna)
  for (const company of ['required', 'nowhere', 'x\0y', 'x'.repeat(500)]) {
    assert.equal(
      answerOf((await signInAs(world, anna, { company }, browser)).page).get('error'),
      'access_denied',
      company,
    )
    assert.equal(answerOf((await signInAs(world, anna, { company })).page).get('error'), 'access_denied', company)
  }
})
const kade = { ...(await world.identity.applications.findByClientId(CLIENT.id))!, secret: CLIENT.secret }
/** Registers Kade so until the test ends. */
async function registered(t: TestContext, more: Partial<typeof kade>): Promise<void> {
  await world.identity.applications.upsert({ ...kade, ...more }, world.clock.now())
  t.after(() => world.identity.applications.upsert(kade, world.clock.now()))
}
/** A pushed request (RFC 9126), and what stands in the address bar besides its reference. */
async function pushed(more: Record<string, string>, beside: Record<string, string> = {}, headers = SECRET) {
  const request = authorizationRequest(issuer, more)
  const body = new URL(request.address).searchParams
  const answer = await fetch(`${issuer}/oidc/par`, { method: 'POST', headers, body })
  assert.equal(answer.status, 201)
  const { request_uri: uri } = (await answer.json()) as { request_uri: string }
  const query = new URLSearchParams({ client_id: CLIENT.id, request_uri: uri, ...beside })
  return { ...request, address: `${issuer}/oidc/auth?${query}` }
}
const SECRET: Record<string, string> = { authorization: world.api.basic }
async function follows(request: AuthorizationRequest, who: TestPerson) {
  const browser = world.browser()
  return { browser, request, page: await driveSignIn(browser, world, await begin(browser, request), who) }
}
const SET_UP = 'First, check that it is you'

test('a company in the address bar takes nothing away: the strictest of all employers decides (C7, rule 7)', async (t) => {
  const two = await world.person('two-employers', ['none', 'required'])
  for (const more of [{ company: 'none' }, { company: 'required' }, {}] as Record<string, string>[])
    assert.equal((await signInAs(world, two, more)).page.heading, SET_UP, JSON.stringify(more))
  await registered(t, { separatesCompanies: true })
  assert.equal((await signInAs(world, two, { company: 'none' })).page.heading, SET_UP, 'nor where companies are apart')
})
test('an application that keeps companies apart has one decide alone by pushing it, and only so', async (t) => {
  const two = await world.person('kept-apart', ['none', 'required'])
  assert.equal((await follows(await pushed({ company: 'none' }), two)).page.heading, SET_UP, 'not registered so')
  await registered(t, { separatesCompanies: true })
  const alone = await follows(await pushed({ company: 'none' }), two)
  const { accessToken, idToken } = await redeem(issuer, alone.request, alone.page)
  assert.deepEqual([idToken['company_id'], (await userinfo(world, accessToken)).status], ['none', 200])
  for (const [what, request] of [
    ['the other company', await pushed({ company: 'required' })],
    ['none', await pushed({})],
    ['none, and one in the address bar', await pushed({}, { company: 'none' })],
    ['the strict one, and another in the address bar', await pushed({ company: 'required' }, { company: 'none' })],
  ] as const)
    assert.equal((await follows(request, two)).page.heading, SET_UP, what)
  const again = await signInAs(world, two, { company: 'none' }, alone.browser)
  assert.equal(again.page.heading, SET_UP, 'what was given to a pushed request is not another one’s')
  await registered(t, { separatesCompanies: false })
  assert.equal((await userinfo(world, accessToken)).status, 401, 'its tokens end with the registration')
})
test('a company that was pushed by nobody in particular narrows nothing', async (t) => {
  await registered(t, { separatesCompanies: true, authentication: 'none' })
  const two = await world.person('pushed-by-nobody', ['none', 'required'])
  assert.equal((await follows(await pushed({ company: 'none' }, {}, {}), two)).page.heading, SET_UP)
})

test('somebody else who signs in in the same browser gets their own tokens, and the session before ends (CVE-2025-12390)', async () => {
  const first = await signInWithTokens(world, bram)
  const other = await begin(first.browser, authorizationRequest(issuer, { login_hint: anna.email }))
  assert.equal(other.heading, 'Enter your password')
  const second = await signInWithTokens(world, anna, { prompt: 'login', login_hint: anna.email }, first.browser)
  assert.deepEqual([second.idToken.sub, second.idToken.sub === bram.sub], [anna.sub, false])
  assert.notEqual(second.idToken['sid'], first.idToken['sid'])
  assert.equal((await refresh(world, first.refreshToken)).body['error'], 'invalid_grant')
  assert.equal((await signInWithTokens(world, anna, { prompt: 'none' }, first.browser)).idToken.sub, anna.sub)
  assert.match((await navigate(first.browser, '/account')).text, /anna@example\.org/u)
})
test('an id_token_hint of somebody else does not let the one who is here through', async () => {
  const { browser, page, request } = await signInAs(world, bram)
  const { body } = await world.api.token({
    grant_type: 'authorization_code',
    code: answerOf(page).get('code')!,
    redirect_uri: 'http://localhost:9/signed-in',
    code_verifier: request.verifier,
  })
  const own = body['id_token'] as string
  assert.ok(answerOf((await signInAs(world, bram, { prompt: 'none', id_token_hint: own }, browser)).page).get('code'))
  const { browser: annas } = await signInWithTokens(world, anna)
  assert.equal(
    answerOf((await signInAs(world, anna, { prompt: 'none', id_token_hint: own }, annas)).page).get('error'),
    'login_required',
  )
})
test('the phone that is used shows a code of this world', () => assert.match(codeNow(world, anna), /^\d{6}$/u))
