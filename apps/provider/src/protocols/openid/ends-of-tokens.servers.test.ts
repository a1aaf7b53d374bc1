// What ends tokens: refresh, userinfo and introspection say the same (docs/ends-of-rights.md), and the date (E6, E12).
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { clientDriver } from '#testing/client-driver.ts'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { answerOf, authorizationRequest, begin } from '#testing/openid-driver.ts'
import {
  companyWith,
  enrolledPerson,
  signInAs,
  postForm,
  refresh,
  signInWithTokens,
  userinfo,
  navigate,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const MINUTE = 60_000
const bram = await world.person('bram', ['none'])

test('signing out here ends the tokens of that session, and of no other (ASVS 7.4.1)', async () => {
  const [here, elsewhere] = [await signInWithTokens(world, bram), await signInWithTokens(world, bram)]
  await postForm(here.browser, '/sign-out', {}, '/account')
  assert.equal((await refresh(world, here.refreshToken)).body['error'], 'invalid_grant')
  assert.equal((await userinfo(world, here.accessToken)).status, 401)
  assert.equal((await refresh(world, elsewhere.refreshToken)).status, 200)
  assert.equal((await begin(here.browser, authorizationRequest(issuer))).heading, 'Log in')
})
test('signing out at an application’s wish ends the session too: the password is asked again', async () => {
  const { browser, page, request } = await signInAs(world, bram)
  const { body } = await world.api.token({
    grant_type: 'authorization_code',
    code: answerOf(page).get('code')!,
    redirect_uri: CLIENT.redirect,
    code_verifier: request.verifier,
  })
  const ask = await navigate(
    browser,
    `/oidc/sign-out?id_token_hint=${body['id_token'] as string}&post_logout_redirect_uri=${encodeURIComponent('http://localhost:9/')}`,
  )
  assert.equal(ask.heading, 'Log out of Sluis too?')
  const out = await browser.submit(ask, { logout: 'yes' })
  assert.ok(out.status < 400)
  assert.equal((await refresh(world, body['refresh_token'] as string)).body['error'], 'invalid_grant')
  assert.notEqual((await navigate(browser, '/account')).heading, 'My details')
  assert.match((await begin(browser, authorizationRequest(issuer))).heading, /^(?:Log in|Enter your password)$/u)
})
test('“log out everywhere else” ends the tokens of every other session', async () => {
  const [here, elsewhere] = [await signInWithTokens(world, bram), await signInWithTokens(world, bram)]
  await postForm(here.browser, '/account/sign-out-elsewhere', {}, '/account')
  assert.equal((await refresh(world, elsewhere.refreshToken)).body['error'], 'invalid_grant')
  assert.equal((await refresh(world, here.refreshToken)).status, 200)
})

test('one-factor tokens end once the person has a second factor, which is asked for from then on (E5, CVE-2023-31140)', async () => {
  const dora = await world.person('dora', ['none'])
  const { refreshToken, accessToken } = await signInWithTokens(world, dora)
  const refreshed = await refresh(world, refreshToken)
  assert.equal(refreshed.status, 200)
  await world.person('dora', ['none'], { totpSecret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  assert.equal((await refresh(world, refreshed.body['refresh_token'] as string)).body['error'], 'invalid_grant')
  assert.equal((await userinfo(world, accessToken)).status, 401)
})
/** Whether userinfo, introspection of both tokens, and the refresh (the last) still take them. */
async function stillGood({ accessToken, refreshToken }: { accessToken: string; refreshToken: string }) {
  const active = await Promise.all([accessToken, refreshToken].map((token) => introspect(token)))
  return [(await userinfo(world, accessToken)).status, ...active, (await refresh(world, refreshToken)).status]
}
const GOOD = [200, true, true, 200]
const ENDED = [401, false, false, 400]
async function introspect(token: string): Promise<unknown> {
  const answer = await fetch(`${issuer}/oidc/introspect`, {
    method: 'POST',
    headers: { authorization: world.api.basic },
    body: new URLSearchParams({ token }),
  })
  const body = (await answer.json()) as Record<string, unknown>
  assert.equal(answer.status, 200)
  if (body['active'] === false) assert.deepEqual(Object.keys(body), ['active'], 'an ended token tells nothing')
  return body['active']
}
test('introspection says active wherever userinfo and refresh go on, and nowhere else (RFC 7662 §2.2)', async () => {
  const dirk = await enrolledPerson(world, 'dirk', ['none'])
  const [out, left, locked] = [
    await signInWithTokens(world, dirk),
    await signInWithTokens(world, bram),
    await signInWithTokens(world, dirk),
  ]
  await postForm(out.browser, '/sign-out', {}, '/account')
  assert.deepEqual([await stillGood(out), await stillGood(left)], [ENDED, GOOD])
  await world.identity.people.lock(dirk.sub, world.clock.now())
  assert.deepEqual(await stillGood(locked), ENDED)
  const { body } = await world.api.token({ grant_type: 'client_credentials', scope: 'directory' })
  assert.equal(
    await introspect(body['access_token'] as string),
    true,
    'an application’s own token has no person to end',
  )
})
test('tokens of a company end with the membership there, at once; those of another company and of none go on', async () => {
  const works = (...companies: string[]) => world.person('works', companies)
  const who = await works('none', 'announce')
  const browser = world.browser()
  const here = await signInWithTokens(world, who, { company: 'none' }, browser)
  const [there, whole] = [
    await signInWithTokens(world, who, { company: 'announce' }, browser),
    await signInWithTokens(world, who, {}, browser),
  ]
  await works('announce')
  assert.deepEqual([await stillGood(here), await stillGood(there), await stillGood(whole)], [ENDED, GOOD, GOOD])
  assert.equal(
    answerOf((await signInAs(world, who, { company: 'none', prompt: 'none' }, browser)).page).get('error'),
    'access_denied',
  )
})
test('what a directory has ended stays ended: whoever comes back signs in, and old tokens are worth nothing', async () => {
  const works = (...companies: string[]) => world.person('returns', companies)
  const put = (active: boolean) =>
    world.api.call('PUT', '/api/directory/people/returns', {
      name: 'Returns',
      email: who.email,
      language: 'en',
      active,
      memberships: [{ employee_login: 'returns-none', company: 'none', role: 'employee', active }],
    })
  const who = await works('none', 'announce')
  const browser = world.browser()
  const [left, stays] = [
    await signInWithTokens(world, who, { company: 'announce' }, browser),
    await signInWithTokens(world, who, { company: 'none' }, browser),
  ]
  await works('none')
  await works('none', 'announce')
  assert.deepEqual([await stillGood(left), await stillGood(stays)], [ENDED, GOOD])
  const again = await signInWithTokens(world, who, { company: 'announce' }, browser)
  assert.deepEqual(await stillGood(again), GOOD)
  const whole = await signInWithTokens(world, who, {}, browser)
  for (const active of [false, true]) assert.equal((await put(active)).status, 200)
  assert.deepEqual(await stillGood(whole), ENDED)
  assert.deepEqual(await stillGood(await signInWithTokens(world, who, {}, browser)), GOOD)
})
test('an application that is registered for refresh tokens no longer refreshes none', async () => {
  const { identity, clock } = world
  const settings = { clientId: 'narrowed', name: 'Narrowed', secret: CLIENT.secret, redirectUris: [CLIENT.redirect] }
  const put = (scope: string) => identity.applications.upsert({ ...settings, scope }, clock.now())
  await put('openid offline_access')
  const his = clientDriver(world, bram, world.browser())
  const { accessToken, refreshToken } = await his.tokens('narrowed', { scope: 'openid offline_access' })
  await put('openid')
  const fields = { grant_type: 'refresh_token', refresh_token: refreshToken }
  assert.deepEqual((await his.introspect('narrowed', refreshToken))['active'], false)
  assert.equal((await his.post('token', fields, his.basic('narrowed'))).body['error'], 'invalid_grant')
  assert.equal((await his.introspect('narrowed', accessToken))['active'], true, 'the access token is no refresh token')
  await identity.applications.upsert({ ...settings, redirectUris: [], hasDeviceGrant: true }, clock.now())
  assert.equal((await his.introspect('narrowed', accessToken))['active'], false, 'it came of a code')
})
test('a token never says two factors of a session that has one left', async () => {
  const tokens = await signInWithTokens(world, await enrolledPerson(world, 'ella', ['none']))
  await world.identity.factors.removeAll(tokens.idToken.sub!)
  await world.identity.sessions.clearFactor(tokens.idToken['sid'] as string)
  assert.deepEqual(await stillGood(tokens), ENDED)
})
test('a grant that was written while its access was being withdrawn gives nothing', async () => {
  const tokens = await signInWithTokens(world, await world.person('floor', ['none']))
  const { id } = (await world.identity.applications.findByClientId(CLIENT.id))!
  await world.identity.applications.withdrawAccess(tokens.idToken.sub!, id)
  assert.deepEqual(await stillGood(tokens), ENDED)
})
test('at the instant one-factor tokens end at refresh and at userinfo; two factors and machines go on (E6, E12)', async () => {
  const { requiredAt } = await companyWith(world, 'soon', [-10 * MINUTE, -5 * MINUTE, 5 * MINUTE])
  const one = await world.person('one-factor', ['soon'])
  const two = await enrolledPerson(world, 'two-factor', ['soon'])
  const [plain, strong] = [await signInWithTokens(world, one), await signInWithTokens(world, two)]
  world.clock.moveBy(requiredAt.getTime() - world.clock.now().getTime() - 2_000)
  assert.equal((await userinfo(world, plain.accessToken)).status, 200, 'a moment before')
  world.clock.moveBy(2_000)
  assert.ok(world.clock.now() >= requiredAt)
  assert.equal((await userinfo(world, plain.accessToken)).status, 401)
  assert.deepEqual(
    [
      (await refresh(world, plain.refreshToken)).body['error'],
      (await userinfo(world, strong.accessToken)).status,
      (await refresh(world, strong.refreshToken)).status,
    ],
    ['invalid_grant', 200, 200],
  )
  assert.equal(
    answerOf((await signInAs(world, one, { prompt: 'none' }, plain.browser)).page).get('error'),
    'login_required',
  )
  assert.equal(
    (await signInAs(world, one, {}, plain.browser)).page.heading,
    'First, check that it is you',
    'and the way leads into enrolment (E3)',
  )
  world.api.forget()
  assert.equal((await world.api.call('GET', '/api/obligations/one-factor')).status, 200)
})

test('an application whose access tokens another one takes is held to that one’s dates, at the sign-in and at every token (decision 0044)', async () => {
  const { db } = world.provider.database
  const thea = await world.person('thea', ['required'])
  const settings = { clientId: 'beside', name: 'Beside', secret: CLIENT.secret, redirectUris: [CLIENT.redirect] }
  const beside = await world.identity.applications.upsert(settings, world.clock.now())
  const hers = clientDriver(world, thea, world.browser())
  const scope = { scope: 'openid offline_access' }
  const alone = await hers.tokens('beside', scope)
  assert.equal(alone.idToken['acr'], 'urn:sluis:acr:one-factor', 'an application of its own has dates of its own')
  assert.deepEqual(await hers.introspect(CLIENT.id, alone.accessToken), { active: false })

  const kade = (await world.identity.applications.findByClientId(CLIENT.id))!
  const takes = { application_id: kade.id, of_application_id: beside }
  await db.insertInto('application_introspection').values(takes).execute()
  assert.deepEqual(
    await hers.introspect(CLIENT.id, alone.accessToken),
    { active: false },
    'of one factor, after the date',
  )
  const { status, body } = await hers.post(
    'token',
    { grant_type: 'refresh_token', refresh_token: alone.refreshToken },
    hers.basic('beside'),
  )
  assert.deepEqual([status, body['error']], [400, 'invalid_grant'])
  const page = await hers.ask(hers.request('beside', scope))
  assert.deepEqual(
    [page.url.pathname, page.status < 400],
    ['/enrol/email', true],
    'a password alone leads into setting up',
  )

  await db.deleteFrom('application_introspection').where('of_application_id', '=', beside).execute()
  assert.ok((await hers.code('beside', scope)).code)
})
