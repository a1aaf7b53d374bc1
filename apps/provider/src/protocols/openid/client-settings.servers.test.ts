// What an application may be registered for on purpose, as its own program meets it: how it proves itself, what its
// codes are bound to, what its tokens are, and whom it lets in.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { clientDriver, PKCE } from '#testing/client-driver.ts'
import { answerOf, arrive, begin, fill } from '#testing/openid-driver.ts'
import { enrolledPerson, navigate, userinfo } from '#testing/sign-in-driver.ts'
import { OPERATOR } from '#use-cases/administer/registrar.ts'
import { removeApplication } from '#use-cases/administer/remove-application.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const anna = await enrolledPerson(world, 'anna', ['none', 'prompt'])
const browser = world.browser()
const now = (): Date => world.clock.now()

const base = {
  secret: CLIENT.secret,
  redirectUris: [CLIENT.redirect],
  scope: 'openid profile email memberships offline_access',
}
const { secret: _, ...withoutSecret } = base
for (const each of [
  { ...base, clientId: 'post', authentication: 'client_secret_post' },
  { ...base, clientId: 'nonce', pkce: 'nonce-instead', idTokenAlgorithm: 'RS256' },
  { ...base, clientId: 'optional', pkce: 'optional' },
  { ...base, clientId: 'jwt', accessTokenFormat: 'jwt', idTokenAlgorithm: 'RS256' },
  { ...base, clientId: 'short', accessTokenSeconds: 60, refreshTokenDays: 1 },
  { ...base, clientId: 'resource', introspects: ['short'] as string[] },
  { ...base, clientId: 'known', knownPeopleOnly: true },
  { ...withoutSecret, clientId: 'in-a-page', authentication: 'none' },
  {
    ...withoutSecret,
    clientId: 'native',
    kind: 'native',
    authentication: 'none',
    redirectUris: ['http://127.0.0.1/cb', 'com.example.app:/cb', 'https://app.example/cb'],
  },
] as const)
  await world.identity.applications.upsert(
    { ...each, redirectUris: [...each.redirectUris], name: each.clientId },
    now(),
  )

const client = clientDriver(world, anna, browser)

test('of two secrets each is right until it expires, and none after that', async () => {
  const { id } = (await world.identity.applications.findByClientId('post'))!
  const ask = async (secret: string) =>
    (await client.post('token', { grant_type: 'client_credentials', client_id: 'post', client_secret: secret })).status
  const next = {
    secret: 'another secret, quite long',
    expiresAt: null,
    othersUntil: new Date(now().getTime() + 60_000),
  }
  await world.identity.transaction(async (stores) => void (await stores.applicationSecrets.add(id, next, now())))
  assert.deepEqual([await ask(CLIENT.secret), await ask(next.secret)], [200, 200])
  world.clock.moveBy(60_000)
  assert.deepEqual([await ask(CLIENT.secret), await ask(next.secret)], [401, 200])
})

test('where PKCE cannot be done the nonce is demanded, and a challenge that is sent holds all the same (RFC 9700 §2.1.1)', async () => {
  const { status, body } = await client.post(
    'token',
    client.exchangeOf({ code: (await client.code('nonce', {}, PKCE)).code }),
    client.basic('nonce'),
  )
  assert.deepEqual([status, decodeJwt(body['id_token'] as string)['nonce']], [200, 'n-1'])
  const refused = answerOf(await client.ask(client.request('nonce', {}, [...PKCE, 'nonce'])))
  assert.equal(refused.get('error'), 'invalid_request')
  assert.match(refused.get('error_description')!, /nonce is required/u)
  const { code } = await client.code('nonce')
  assert.equal(
    (await client.post('token', client.exchangeOf({ code }), client.basic('nonce'))).body['error'],
    'invalid_grant',
  )
  assert.equal(
    answerOf(await client.ask(client.request('post', {}, PKCE))).get('error'),
    'invalid_request',
    'as everybody',
  )
})
test('an application that sends neither is answered where that was registered, and nowhere else', async () => {
  const { code } = await client.code('optional', {}, [...PKCE, 'nonce'])
  const { status, body } = await client.post('token', client.exchangeOf({ code }), client.basic('optional'))
  assert.deepEqual([status, decodeJwt(body['id_token'] as string)['nonce']], [200, undefined])
})
test('an ID token says which access token came with it, and RS256 signs where it was chosen (OpenID Connect Core §3.1.3.6)', async () => {
  const { raw, idToken, accessToken } = await client.tokens('nonce')
  const { protectedHeader } = await jwtVerify(raw, createRemoteJWKSet(new URL(`${issuer}/oidc/jwks`)), { issuer })
  const hash = createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url')
  assert.deepEqual([protectedHeader.alg, idToken['at_hash']], ['RS256', hash])
  assert.equal(decodeProtectedHeader((await client.tokens('short')).raw).alg, 'ES256')
})

test('a program on somebody’s device has no secret, any port of the device, its own scheme or a claimed address (RFC 8252 §7)', async () => {
  for (const redirect of ['http://127.0.0.1:51004/cb', 'com.example.app:/cb', 'https://app.example/cb']) {
    const request = client.request('native', { redirect_uri: redirect })
    const page = await client.ask(request)
    // A browser may want a press before it opens a program.
    assert.equal(
      page.links.some(({ href }) => href.startsWith(redirect)),
      !redirect.startsWith('http'),
      redirect,
    )
    assert.ok(page.location?.href.startsWith(redirect), `${redirect}: ${page.location?.href ?? page.heading}`)
    const grant = client.exchangeOf(
      { code: page.location!.searchParams.get('code')!, verifier: request.verifier },
      redirect,
    )
    assert.equal((await client.post('token', { ...grant, client_id: 'native' })).status, 200, redirect)
  }
  for (const redirect of [
    'http://127.0.0.1:1/other',
    'http://localhost/cb',
    'com.example.app:/x',
    'https://app.example:1/cb',
  ])
    assert.equal(
      (await browser.get(client.request('native', { redirect_uri: redirect }).address)).status,
      400,
      redirect,
    )
  assert.equal(
    (
      await arrive(
        browser,
        await browser.get(client.request('native', { redirect_uri: 'https://app.example/cb' }, PKCE).address),
      )
    ).location?.searchParams.get('error'),
    'invalid_request',
  )
})
test('what any program of a device could ask is asked of the person each time; a claimed address is one application’s (RFC 8252 §8.6)', async () => {
  const ask = async (redirect: string, more: Record<string, string> = {}) =>
    begin(browser, client.request('native', { redirect_uri: redirect, ...more }))
  for (const redirect of ['http://127.0.0.1:8080/cb', 'com.example.app:/cb']) {
    assert.equal((await ask(redirect)).heading, 'Grant access to native', redirect)
    assert.equal((await ask(redirect, { prompt: 'none' })).location?.searchParams.get('error'), 'interaction_required')
  }
  for (const more of [{}, { prompt: 'none' }] as Record<string, string>[])
    assert.ok((await ask('https://app.example/cb', more)).location?.searchParams.get('code'))
})
test('a public application runs in a page of its own origin, and one with a secret in none (Fetch Standard, CORS)', async () => {
  const from = async (origin: string, clientId: string, headers: Record<string, string> = {}) => {
    const { code, verifier } = await client.code(clientId)
    const fields = { ...client.exchangeOf({ code, verifier }), client_id: clientId }
    return client.post('token', fields, { origin, ...headers })
  }
  const { origin } = new URL(CLIENT.redirect)
  const { status, body } = await from(origin, 'in-a-page')
  assert.deepEqual([status, typeof body['id_token']], [200, 'string'])
  for (const other of ['https://evil.example', 'null']) assert.equal((await from(other, 'in-a-page')).status, 400)
  assert.equal((await from(origin, 'short', client.basic('short'))).status, 400)
})
test('a public application asks about no token, nor for one of its own', async () => {
  const { accessToken } = await client.tokens('short')
  assert.deepEqual((await client.post('introspect', { token: accessToken, client_id: 'native' })).body, {
    active: false,
  })
  assert.equal((await client.post('token', { grant_type: 'client_credentials', client_id: 'native' })).status, 400)
})

test('tokens live as long as their application chose', async () => {
  const { accessToken, refreshToken } = await client.tokens('short', { scope: 'openid offline_access' })
  const { exp, iat } = await client.introspect('short', accessToken)
  const life = await client.introspect('short', refreshToken)
  const day = Number(life['exp']) - Number(life['iat'])
  // The engine's clock is the machine's, which does not move with ours.
  assert.deepEqual([Number(exp) - Number(iat), day <= 86_400 && day > 86_000], [60, true])
})
test('a resource server asks about the tokens of those it is registered for, and about nobody else’s (RFC 7662 §2.2)', async () => {
  const { accessToken, refreshToken } = await client.tokens('short', { scope: 'openid email offline_access' })
  const told = await client.introspect('resource', accessToken)
  assert.deepEqual(
    [told['active'], told['client_id'], told['sub'], told['scope'], told['acr']],
    [true, 'short', anna.sub, 'openid email', 'urn:sluis:acr:two-factor'],
  )
  assert.ok(Number(told['auth_time']) > 0 && Number(told['exp']) > 0)
  assert.deepEqual(
    await client.introspect('resource', refreshToken),
    { active: false },
    'that is for its application alone',
  )
  assert.deepEqual(await client.introspect('resource', (await client.tokens('nonce')).accessToken), { active: false })
  assert.deepEqual(await client.introspect('nonce', accessToken), { active: false })
  assert.equal((await client.introspect('short', refreshToken))['active'], true)
})
/** A directory of the application's own, in which anna has these employee logins at a company each. */
async function employ(clientId: string, logins: Record<string, string>): Promise<void> {
  const { id } = (await world.identity.applications.findByClientId(clientId))!
  await world.identity.companies.upsertPerson(id, 'anna', anna.sub, null)
  const memberships = []
  for (const [employeeLogin, externalId] of Object.entries(logins)) {
    const company = { externalId, name: externalId, timezone: 'Europe/Brussels' }
    const companyId = await world.identity.companies.upsert(id, company)
    memberships.push({ employeeLogin, companyId, role: 'employee' as const, endedAt: null })
  }
  await world.identity.companies.replaceMemberships(id, anna.sub, memberships, now())
}
test('a JWT as access token is read alone for five minutes at the most, and userinfo takes it (RFC 9068)', async () => {
  await employ('jwt', { a1: 'c', a2: 'd' })
  const { accessToken, idToken } = await client.tokens('jwt', { scope: 'openid email memberships', company: 'c' })
  const jwks = createRemoteJWKSet(new URL(`${issuer}/oidc/jwks`))
  const { payload } = await jwtVerify(accessToken, jwks, { issuer, audience: 'jwt', typ: 'at+jwt' })
  const { iat, exp, jti, auth_time: authTime, sid, ...rest } = payload
  assert.deepEqual(rest, {
    iss: issuer,
    sub: anna.sub,
    aud: 'jwt',
    client_id: 'jwt',
    scope: 'openid email memberships',
    acr: 'urn:sluis:acr:two-factor',
    amr: ['pwd', 'otp', 'mfa'],
    company_id: 'c',
    roles: ['employee'],
  })
  assert.deepEqual([exp! - iat!, sid, authTime, typeof jti], [300, idToken['sid'], idToken['auth_time'], 'string'])
  assert.equal((await userinfo(world, accessToken)).status, 200)
  assert.equal((await userinfo(world, `${accessToken.slice(0, -4)}AAAA`)).status, 401)
  assert.notEqual(decodeProtectedHeader(accessToken).typ, decodeProtectedHeader((await client.tokens('jwt')).raw).typ)
})

test('names in parts, the login and the time zone are told where the application’s own directory says them', async () => {
  const record = {
    name: 'Anna de Vries',
    given_name: 'Anna',
    family_name: 'de Vries',
    email: anna.email,
    language: 'nl',
    active: true,
    memberships: [{ employee_login: 'a1', company: 'none', role: 'hr', active: true }],
  }
  await world.identity.applications.upsert(
    { ...(await world.identity.applications.findByClientId(CLIENT.id))!, secret: CLIENT.secret, scope: base.scope },
    now(),
  )
  assert.equal((await world.api.call('PUT', '/api/directory/people/anna', record)).status, 200)
  const { accessToken, idToken } = await client.tokens(CLIENT.id, { scope: 'openid profile memberships' })
  const told = (await (await userinfo(world, accessToken)).json()) as Record<string, unknown>
  const { sub: _sub, sid: _sid, ...claims } = told
  assert.deepEqual(claims, {
    name: 'Anna de Vries',
    given_name: 'Anna',
    family_name: 'de Vries',
    preferred_username: 'a1',
    locale: 'nl',
    zoneinfo: 'Europe/Amsterdam',
    roles: ['hr'],
    memberships: [{ company: 'none', role: 'hr', employee_login: 'a1' }],
  })
  assert.deepEqual([idToken['roles'], idToken['memberships']], [['hr'], undefined], 'a long list travels in no address')
  const of = (await (
    await userinfo(world, (await client.tokens('short', { scope: 'openid profile memberships' })).accessToken)
  ).json()) as Record<string, unknown>
  assert.deepEqual(
    [of['roles'], of['memberships'], of['preferred_username']],
    [[], [], undefined],
    'of no other directory',
  )
  assert.equal((await world.api.call('PUT', '/api/directory/people/anna', { ...record, given_name: '' })).status, 422)
})
test('an application that lets in only people whom its directory names shows others a page, and their tokens end', async () => {
  const { id } = (await world.identity.applications.findByClientId('known'))!
  const page = await begin(browser, client.request('known'))
  assert.deepEqual([page.status, page.heading], [403, 'You cannot use known with this account'])
  assert.match(page.text, new RegExp(`logged in as ${anna.email}`, 'u'))
  const silent = answerOf(await begin(browser, client.request('known', { prompt: 'none' })))
  assert.equal(silent.get('error'), 'access_denied')
  const next = page.url.pathname
  assert.equal((await navigate(browser, `${next}/access`)).status, 403, 'and access is not asked for nothing')
  const back = answerOf(await arrive(browser, await browser.submit(page, {}, page.form(`${next}/leave`))))
  assert.equal(back.get('error'), 'access_denied')
  assert.match(back.get('error_description')!, /^[ -~]+$/u, 'RFC 6749 §4.1.2.1')

  await world.identity.companies.upsertPerson(id, 'a', anna.sub, null)
  const { accessToken } = await client.tokens('known')
  assert.equal((await userinfo(world, accessToken)).status, 200)
  await world.identity.companies.removePerson(id, anna.sub, now())
  assert.equal((await userinfo(world, accessToken)).status, 401)
  assert.deepEqual(await client.introspect('known', accessToken), { active: false })
})

test('an address that is taken out while somebody is asked gets no code, nor does another application with that id', async () => {
  const put = (more: object = {}) =>
    world.identity.applications.upsert({ ...base, clientId: 'moving', name: 'Moving', ...more }, now())
  await put()
  await client.code('moving')
  const asking = () => begin(browser, client.request('moving', { prompt: 'consent' }))
  const moved = await asking()
  await put({ redirectUris: ['https://app.example/new'] })
  const answer = await browser.follow(await fill(browser, moved, {}, moved.url.pathname))
  assert.deepEqual([answer.status, answer.heading], [410, 'You are logged in already'])

  await put()
  const old = await asking()
  await world.identity.transaction(async (stores) => {
    const application = (await stores.applications.lock('moving', 'to-remove'))!
    assert.ok((await removeApplication(stores, application, OPERATOR, now())).ok)
  })
  await put({ name: 'Another' })
  const answerOfOld = await browser.follow(await fill(browser, old, {}, old.url.pathname))
  assert.equal(answerOfOld.status, 410)
})

test('what the registration may no longer ask for is not told or named any more, also with a token from before (RFC 6749 §5.1)', async () => {
  const put = (scope: string) =>
    world.identity.applications.upsert({ ...base, clientId: 'modest', name: 'Modest', scope }, now())
  await put('openid profile email offline_access')
  const { accessToken: token, refreshToken } = await client.tokens('modest', { scope: 'openid profile email' })
  const told = async () =>
    Object.keys((await (await userinfo(world, token)).json()) as object).toSorted((one, other) =>
      one < other ? -1 : 1,
    )
  assert.ok((await told()).includes('name'))
  await put('openid offline_access')
  assert.deepEqual(await told(), ['sid', 'sub'])
  assert.equal((await client.introspect('modest', token))['scope'], 'openid')
  const asked = { grant_type: 'refresh_token', refresh_token: refreshToken, scope: 'openid email' }
  const { status, body } = await client.post('token', asked, client.basic('modest'))
  assert.deepEqual([status, body['scope'], 'email' in decodeJwt(String(body['id_token']))], [200, 'openid', false])
})
