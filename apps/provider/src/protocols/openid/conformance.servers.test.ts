// What the OpenID Foundation's suite asks of a provider (Basic OP, Config OP, RP-Initiated and Back-Channel Logout OP),
// with an application registered for it (docs/conformance.md), and the claims parameter besides.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { decodeJwt } from 'jose'
import { clientDriver, PKCE } from '#testing/client-driver.ts'
import { answerOf, arrive, begin } from '#testing/openid-driver.ts'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { driveSignIn, enrolledPerson } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const anna = await enrolledPerson(world, 'anna', ['none'])
const bram = await world.person('bram', ['none'])
const browser = world.browser()
const client = clientDriver(world, anna, browser)
/** As docs/conformance.md registers them. */
for (const clientId of ['suite', 'suite-2'])
  await world.identity.applications.upsert(
    {
      clientId,
      name: 'Suite',
      secret: CLIENT.secret,
      redirectUris: [CLIENT.redirect],
      postLogoutRedirectUris: ['http://localhost:9/post_logout_redirect'],
      scope: 'openid profile email offline_access',
      pkce: 'optional',
      idTokenAlgorithm: 'RS256',
    },
    world.clock.now(),
  )
/** Neither PKCE nor anything else that the suite does not send. */
const plain = (more: Record<string, string> = {}, without: readonly string[] = []) =>
  ['suite', { scope: 'openid', ...more }, [...PKCE, 'ui_locales', ...without]] as const
const tokens = async (more: Record<string, string> = {}) => {
  const { status, body } = await client.redeem('suite', { code: (await client.code(...plain(more))).code })
  assert.equal(status, 200, JSON.stringify(body))
  return body as { id_token: string; access_token: string; refresh_token: string }
}
const errorOf = async (more: Record<string, string>, without: readonly string[] = []): Promise<string | null> =>
  answerOf(await browser.get(client.request(...plain(more, without)).address)).get('error')

test('discovery has what Config OP demands, and each of its addresses is one of this issuer', async () => {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`)
  const told = (await answer.json()) as Record<string, unknown>
  assert.match(answer.headers.get('content-type')!, /^application\/json/u)
  for (const [name, value] of Object.entries(told))
    if (/_endpoint$|^jwks_uri$/u.test(name)) assert.ok(String(value).startsWith(`${issuer}/`), name)
  for (const [name, least] of [
    ['response_types_supported', ['code']],
    ['subject_types_supported', ['public']],
    ['id_token_signing_alg_values_supported', ['RS256', 'ES256']],
    ['scopes_supported', ['openid', 'profile', 'email', 'memberships', 'offline_access']],
    ['grant_types_supported', ['authorization_code', 'refresh_token']],
    ['claims_supported', ['sub', 'name', 'given_name', 'email', 'roles']],
    ['token_endpoint_auth_methods_supported', ['client_secret_basic', 'client_secret_post']],
    ['code_challenge_methods_supported', ['S256']],
  ] as const)
    for (const value of least) assert.ok((told[name] as string[]).includes(value), `${name}: ${value}`)
  assert.deepEqual(
    [
      'claims_parameter_supported',
      'request_uri_parameter_supported',
      'backchannel_logout_supported',
      'backchannel_logout_session_supported',
    ].map((name) => told[name]),
    [true, false, true, true],
  )
})

test('oidcc-server: a code without PKCE, an ID token with the nonce, userinfo by GET, by POST with a header and with a field', async () => {
  const { id_token: idToken, access_token: accessToken } = await tokens()
  const claims = decodeJwt(idToken)
  assert.deepEqual([claims.iss, claims.aud, claims.sub, claims['nonce']], [issuer, 'suite', anna.sub, 'n-1'])
  const authorization = `Bearer ${accessToken}`
  for (const init of [
    { headers: { authorization } },
    { method: 'POST', headers: { authorization } },
    { method: 'POST', body: new URLSearchParams({ access_token: accessToken }) },
  ]) {
    const answer = await fetch(`${issuer}/oidc/userinfo`, init)
    assert.deepEqual([answer.status, ((await answer.json()) as { sub: string }).sub], [200, anna.sub])
  }
})
test('without a nonce, with PKCE, with display, claims_locales, unknown parameters, unknown scopes and any order of scopes: answered', async () => {
  assert.ok((await client.answer(...plain({}, ['nonce']))).get('code'))
  for (const more of [
    { display: 'page' },
    { display: 'popup' },
    { claims_locales: 'se', ui_locales: 'se' },
    { extra: 'foobar' },
    { scope: 'openid address phone' },
    { scope: 'email openid' },
    { acr_values: 'urn:sluis:acr:one-factor urn:sluis:acr:two-factor urn:sluis:acr:phishing-resistant' },
    { login_hint: anna.email },
    { max_age: '10000' },
  ] as Record<string, string>[])
    assert.ok((await client.answer(...plain(more))).get('code'), JSON.stringify(more))
  const withPkce = await client.code('suite', { scope: 'openid' })
  assert.equal((await client.redeem('suite', withPkce)).status, 200)
})
test('what is not supported is said by its error: no response_type, request, request_uri, registration, an address that is not registered', async () => {
  assert.equal(await errorOf({}, ['response_type']), 'invalid_request')
  assert.equal(await errorOf({ request: 'e30.e30.' }), 'request_not_supported')
  assert.equal(await errorOf({ request_uri: 'https://app.example/r' }), 'request_uri_not_supported')
  assert.equal(await errorOf({ registration: '{}' }), 'registration_not_supported')
  for (const more of [{}, { request: 'e30.e30.' }]) {
    const page = await browser.get(client.request(...plain({ redirect_uri: 'http://localhost:9/x', ...more })).address)
    assert.deepEqual([page.status, page.location], [400, null])
  }
})
test('prompt=none, max_age and id_token_hint: the same person and moment, auth_time where it was asked for', async () => {
  const first = await tokens()
  const again = decodeJwt((await tokens({ prompt: 'none', id_token_hint: first.id_token, max_age: '10000' })).id_token)
  const { sub, auth_time: authTime } = decodeJwt(first.id_token)
  assert.deepEqual([again.sub, again['auth_time']], [sub, authTime])
  assert.equal(
    answerOf(await world.browser().get(client.request(...plain({ prompt: 'none' })).address)).get('error'),
    'login_required',
  )
})
const OPTIONAL =
  'state nonce prompt max_age acr_values claims login_hint id_token_hint ui_locales display company voucher ' +
  'response_mode code_challenge request request_uri registration'
test('a parameter without a value is treated as omitted, and one that stands there twice is an error (RFC 6749 §3.1, §3.2)', async () => {
  const empty = Object.fromEntries(OPTIONAL.split(' ').map((name) => [name, '']))
  const { status, body } = await client.redeem('suite', {
    code: (await client.code('suite', { scope: 'openid', ...empty }, ['code_challenge_method'])).code,
    verifier: '',
  })
  assert.equal(status, 200, JSON.stringify(body))
  for (const name of ['company', 'voucher', 'state', 'scope', 'client_id', 'acr_values']) {
    const address = new URL(client.request(...plain()).address)
    for (const value of ['a', 'a']) address.searchParams.append(name, value)
    const page = await browser.get(address)
    const told = page.location ? page.location.searchParams.get('error') : page.status === 400 && 'invalid_request'
    assert.equal(told, 'invalid_request', name)
  }
  const token = { grant_type: 'client_credentials' }
  assert.equal(
    (await client.post('token', { ...token, scope: '', client_secret: '', resource: '' }, client.basic('suite')))
      .status,
    200,
  )
  const twice = await fetch(`${issuer}/oidc/token`, {
    method: 'POST',
    headers: client.basic('suite'),
    body: new URLSearchParams([...Object.entries(token), ['scope', ''], ['scope', 'openid']]),
  })
  assert.equal(((await twice.json()) as { error: string }).error, 'invalid_request')
})
test('a code is good once, and what it gave is gone then (RFC 6749 §4.1.2)', async () => {
  const code = { code: (await client.code(...plain())).code }
  const { body } = await client.redeem('suite', code)
  assert.equal((await client.redeem('suite', code)).body['error'], 'invalid_grant')
  assert.equal((await client.userinfo(body['access_token'] as string))['error'], 'invalid_token')
})
test('a refresh token gives an ID token of the same person, and is nobody else’s', async () => {
  const { refresh_token: token, id_token: idToken } = await tokens({
    scope: 'openid offline_access',
    prompt: 'consent',
  })
  const grant = { grant_type: 'refresh_token', refresh_token: token }
  assert.equal((await client.post('token', grant, client.basic('suite-2'))).body['error'], 'invalid_grant')
  const { body } = await client.post('token', grant, client.basic('suite'))
  const [before, now] = [decodeJwt(idToken), decodeJwt(body['id_token'] as string)]
  for (const name of ['iss', 'sub', 'aud', 'auth_time']) assert.equal(now[name], before[name], name)
})

/** A form of another site: without a cookie of ours, which a browser keeps back (SameSite=Lax). */
async function posted(path: string, body: string, type = 'application/x-www-form-urlencoded') {
  const headers = { 'content-type': type, origin: 'https://app.example' }
  const answer = await fetch(`${issuer}${path}`, { method: 'POST', redirect: 'manual', headers, body })
  return { status: answer.status, location: answer.headers.get('location'), text: await answer.text() }
}
test('an authorization request by a form of another site is answered for whoever is signed in, and may be gone back to (OpenID Connect Core §3.1.2.1)', async () => {
  await tokens()
  const fields = new URL(
    client.request(...plain({ state: 'x'.repeat(9_000), scope: 'openid', nonce: 'é\u0000' })).address,
  )
  const { status, location } = await posted('/oidc/auth', fields.search.slice(1))
  assert.deepEqual([status, location!.length < 100], [303, true])
  for (let time = 0; time < 2; time++)
    assert.ok(answerOf(await arrive(browser, await browser.get(location!))).get('code'), 'without a password')
  world.clock.moveBy(61 * 60_000)
  assert.deepEqual([(await browser.get(location!)).heading], ['This page has expired'])
})
test('a form that is none, too large, or names a field twice is refused, and no reference is another one’s', async () => {
  for (const path of ['/oidc/auth', '/oidc/sign-out']) {
    assert.equal((await posted(path, '{}', 'application/json')).status, 415, path)
    assert.equal((await posted(path, '', 'text/plain')).status, 415, path)
    assert.equal((await posted(path, `state=${'x'.repeat(40_000)}`)).status, 413, path)
    assert.equal((await posted(path, 'state=\u00e9')).status, 400, path)
    const { location } = await posted(path, 'client_id=suite&client_id=suite')
    assert.equal((await browser.get(location!)).status, 400, path)
    for (const wrong of ['x', '', `${location!.split('=')[1]}&posted=x`, '%00'])
      assert.equal((await browser.get(`${path}?posted=${wrong}`)).status, 400, `${path} ${wrong}`)
  }
  const { location } = await posted('/oidc/sign-out', 'state=x')
  assert.equal((await browser.get(location!.replace('sign-out', 'auth'))).status, 400)
})

test('oidcc-claims-essential: a claim that is named is told with the access of its scope, in the place that it was asked for (OpenID Connect Core §5.5)', async () => {
  const claims = { userinfo: { name: { essential: true } }, id_token: { email: null, unknown: null } }
  const own = clientDriver(world, bram, world.browser())
  const page = await own.ask(own.request(...plain({ claims: JSON.stringify(claims) })))
  const { body } = await own.redeem('suite', { code: answerOf(page).get('code')! })
  const [idToken, told] = [decodeJwt(body['id_token'] as string), await own.userinfo(body['access_token'] as string)]
  assert.deepEqual(
    [idToken['email'], idToken['name'], told['name'], told['email'], told['locale']],
    [bram.email, undefined, 'Persoon bram', undefined, undefined],
  )
  const { scope } = (await world.identity.applications.grantedBy(bram.sub))[0]!
  assert.deepEqual(scope.split(' ').toSorted(), ['email', 'openid', 'profile'], 'access was asked for as by scope')
})
test('an acr that is requested as a claim is reached or is an error (OpenID Connect Core §5.5.1.1)', async () => {
  const acr = (claim: object) => plain({ claims: JSON.stringify({ id_token: { acr: claim } }) })
  const two = { essential: true, value: 'urn:sluis:acr:two-factor' }
  assert.ok((await client.answer(...acr(two))).get('code'))
  for (const more of [{}, { prompt: 'none' }]) {
    const [id, fields, without] = acr({ essential: true, values: ['gold'] })
    assert.equal(
      (await client.answer(id, { ...fields, ...more }, without)).get('error'),
      'unmet_authentication_requirements',
    )
  }
  const other = world.browser()
  const page = await driveSignIn(other, world, await begin(other, client.request(...acr(two))), bram)
  assert.equal(page.heading, 'First, check that it is you', 'led to set one up')
})
test('what is no request for claims is refused (OpenID Connect Core §5.5)', async () => {
  for (const claims of ['x', '[]', '{"id_token":{"acr":"two"}}', '{"userinfo":{"email":true}}', '{"userinfo":{"\u0000'])
    assert.equal(await errorOf({ claims }), 'invalid_request', claims)
})
test('a request about one person is answered for that person alone, and asks nobody in circles (OpenID Connect Core §3.1.2.2)', async () => {
  const { id_token: hint } = await tokens()
  const within = (sub: unknown) => ({ claims: JSON.stringify({ id_token: { sub } }) })
  const about = (sub: string) => within({ value: sub })
  assert.ok((await client.answer(...plain(about(anna.sub)))).get('code'))
  assert.ok((await client.answer(...plain(within({ values: [bram.sub, anna.sub] })))).get('code'))
  assert.equal((await client.answer(...plain(within({ values: ['x', bram.sub] })))).get('error'), 'login_required')
  assert.ok((await client.answer(...plain({ id_token_hint: hint }))).get('code'))
  assert.equal((await client.answer(...plain(about(bram.sub)))).get('error'), 'login_required')
  const brams = clientDriver(world, bram, world.browser())
  assert.equal((await brams.answer(...plain({ id_token_hint: hint }))).get('error'), 'login_required')
})
