// Codes and tokens: once, and for their own application.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { createHash } from 'node:crypto'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { answerOf, arrive, authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import {
  enrolledPerson,
  signInAs,
  postForm,
  refresh,
  signInWithTokens,
  userinfo,
  navigate,
  driveSignIn,
} from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const MINUTE = 60_000
const DAY_MS = 86_400_000
const anna = await enrolledPerson(world, 'anna', ['none'])
const bram = await world.person('bram', ['none'])

const exchange = (code: string, verifier: string, more: Record<string, string> = {}) =>
  world.api.token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: CLIENT.redirect,
    code_verifier: verifier,
    ...more,
  })
async function aCode(who = bram) {
  const { page, request, browser } = await signInAs(world, who)
  return { code: answerOf(page).get('code')!, verifier: request.verifier, browser }
}

test('discovery says what is so, and nothing more: code flow, S256, ES256 and RS256, no grant by password (RFC 9700)', async () => {
  const told = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Record<string, unknown>
  assert.deepEqual(
    [
      told['issuer'],
      told['response_types_supported'],
      told['code_challenge_methods_supported'],
      told['id_token_signing_alg_values_supported'],
    ],
    [issuer, ['code'], ['S256'], ['ES256', 'RS256']],
  )
  assert.deepEqual(told['acr_values_supported'], [
    'urn:sluis:acr:one-factor',
    'urn:sluis:acr:two-factor',
    'urn:sluis:acr:phishing-resistant',
  ])
  assert.deepEqual((told['grant_types_supported'] as string[]).toSorted(), [
    'authorization_code',
    'client_credentials',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ])
  assert.equal(told['authorization_response_iss_parameter_supported'], true)
  assert.deepEqual(told['token_endpoint_auth_methods_supported'], [
    'client_secret_basic',
    'client_secret_post',
    'private_key_jwt',
    'none',
  ])
})
test('answers of the protocol and of the API have no page’s policy, and no answer names an application', async () => {
  const token = await world.api.token({ grant_type: 'client_credentials', scope: 'directory' })
  assert.equal(token.status, 200)
  for (const [path, init] of [
    ['/.well-known/openid-configuration', {}],
    ['/oidc/jwks', {}],
    ['/oidc/token', { method: 'POST' }],
    ['/oidc/userinfo', {}],
    ['/oidc/introspect', { method: 'POST' }],
    ['/api/directory/people', {}],
  ] as const) {
    const { headers } = await fetch(issuer + path, init)
    assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'", path)
  }
  for (const path of ['/sign-in', '/oidc/sign-out/success', '/oidc/auth?client_id=unknown'])
    assert.match((await fetch(issuer + path)).headers.get('content-security-policy')!, /; form-action 'self'; /, path)
})
test('an ID token is signed with a published key, for this application, for ten minutes', async () => {
  const { code, verifier } = await aCode()
  const { body } = await exchange(code, verifier)
  const { payload, protectedHeader } = await jwtVerify(
    body['id_token'] as string,
    createRemoteJWKSet(new URL(`${issuer}/oidc/jwks`)),
    { issuer, audience: CLIENT.id },
  )
  assert.deepEqual([protectedHeader.alg, payload.exp! - payload.iat!], ['ES256', 600])
  assert.ok(Number(body['expires_in']) <= 600)
})
test('the published keys hold no private part', async () => {
  const { keys } = (await (await fetch(`${issuer}/oidc/jwks`)).json()) as { keys: Record<string, unknown>[] }
  for (const key of keys) assert.equal(key['d'], undefined)
})

test('a code works once: the second exchange revokes what the first gave (RFC 6749 §4.1.2)', async () => {
  const { code, verifier } = await aCode()
  const first = await exchange(code, verifier)
  assert.equal(first.status, 200)
  const second = await exchange(code, verifier)
  assert.deepEqual([second.status, second.body['error']], [400, 'invalid_grant'])
  assert.equal((await refresh(world, first.body['refresh_token'] as string)).body['error'], 'invalid_grant')
  assert.equal((await userinfo(world, first.body['access_token'] as string)).status, 401)
})
test('of twenty exchanges of one code at once, one wins at the most (GHSA-7w99-5wm4-3g79)', async () => {
  const { code, verifier } = await aCode()
  const all = await Promise.all(Array.from({ length: 20 }, () => exchange(code, verifier)))
  assert.ok(all.filter(({ status }) => status === 200).length <= 1)
  assert.deepEqual(
    new Set(all.filter(({ status }) => status !== 200).map(({ body }) => body['error'])),
    new Set(['invalid_grant']),
  )
})
test('a refresh token that is used again within ten seconds gives the same successor, also when that was used already', async () => {
  const { refreshToken } = await signInWithTokens(world, bram)
  const next = (await refresh(world, refreshToken)).body['refresh_token'] as string
  assert.notEqual(next, refreshToken)
  const third = (await refresh(world, next)).body['refresh_token'] as string
  world.clock.moveBy(2_000)
  const again = await refresh(world, refreshToken)
  assert.deepEqual([again.body['refresh_token'], typeof again.body['id_token']], [next, 'string'])
  assert.equal((await userinfo(world, again.body['access_token'] as string)).status, 200)
  assert.equal((await refresh(world, next)).body['refresh_token'], third)
  world.clock.moveBy(MINUTE)
  assert.equal((await refresh(world, third)).status, 200, 'and nobody was logged out')
})
test('a refresh may name offline_access, as programs that repeat what they asked for do, and no scope that was not given (RFC 6749 §6)', async () => {
  let { refreshToken } = await signInWithTokens(world, bram, { scope: 'openid email offline_access' })
  const ask = (scope: string) => world.api.token({ grant_type: 'refresh_token', refresh_token: refreshToken, scope })
  for (const [scope, given] of [
    ['openid email offline_access', 'openid email'],
    ['openid offline_access', 'openid'],
  ] as const) {
    const { status, body } = await ask(scope)
    assert.deepEqual([status, body['scope']], [200, given], scope)
    refreshToken = body['refresh_token'] as string
  }
  assert.equal((await ask('openid profile offline_access')).body['error'], 'invalid_scope')
})
test('the grace is the application’s own: it authenticates as before, and another one has none', async () => {
  const { refreshToken } = await signInWithTokens(world, bram)
  const next = (await refresh(world, refreshToken)).body['refresh_token']
  const answer = await fetch(`${issuer}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${CLIENT.id}:wrong`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refreshToken }),
  })
  assert.equal(answer.status, 401)
  assert.equal((await refresh(world, refreshToken)).body['refresh_token'], next)
})
test('a refresh token that was used more than ten seconds ago is dead, and using it ends the whole family (RFC 9700 §4.14)', async () => {
  const { refreshToken } = await signInWithTokens(world, bram)
  const next = (await refresh(world, refreshToken)).body['refresh_token'] as string
  world.clock.moveBy(10_000)
  assert.equal((await refresh(world, refreshToken)).body['error'], 'invalid_grant')
  assert.equal((await refresh(world, next)).body['error'], 'invalid_grant')
})
test('a code is over after a minute', async () => {
  const { code, verifier } = await aCode()
  world.clock.moveBy(MINUTE)
  assert.equal((await exchange(code, verifier)).body['error'], 'invalid_grant')
})

test('PKCE: a request without it, or with the plain method, is refused (CVE-2024-23647)', async () => {
  for (const change of [
    (query: URLSearchParams) => {
      query.delete('code_challenge')
      query.delete('code_challenge_method')
    },
    (query: URLSearchParams) => query.set('code_challenge_method', 'plain'),
    (query: URLSearchParams) => query.delete('code_challenge_method'),
    (query: URLSearchParams) => query.set('code_challenge', 'short'),
  ]) {
    const address = new URL(authorizationRequest(issuer).address)
    change(address.searchParams)
    const page = await world.browser().get(address)
    assert.equal(page.location?.searchParams.get('error'), 'invalid_request', address.search)
  }
})
test('PKCE: a wrong or missing verifier is refused, and kills the code', async () => {
  for (const wrong of ['x'.repeat(43), '', 'short']) {
    const { code, verifier } = await aCode()
    const { status } = await exchange(code, wrong)
    assert.equal(status, 400, wrong)
    assert.notEqual(createHash('sha256').update(wrong).digest('base64url'), verifier)
  }
})

for (const uri of [
  'http://localhost:9/signed-in/',
  'http://localhost:9/signed-in?x=y',
  'http://localhost:9/signed-in/../evil',
  'http://localhost:9@evil.example/signed-in',
  'http://localhost:10/signed-in',
  'https://evil.example/signed-in',
  'HTTP://LOCALHOST:9/SIGNED-IN',
  'http://localhost:9/signed-in%2f',
  '//evil.example',
]) {
  test(`redirect_uri is compared whole: ${JSON.stringify(uri)} gets a page here, and nobody is sent there (CVE-2024-52289)`, async () => {
    const page = await world.browser().get(authorizationRequest(issuer, { redirect_uri: uri }).address)
    assert.equal(page.status, 400)
    assert.equal(page.location, null)
    assert.match(page.text, /Reference: \S+/u)
  })
}
test('the code is bound to its redirect_uri', async () => {
  const { code, verifier } = await aCode()
  assert.equal((await exchange(code, verifier, { redirect_uri: 'http://localhost:9/' })).status, 400)
})
for (const [rule, more] of [
  ['the implicit flow', { response_type: 'id_token' }],
  ['a token at once', { response_type: 'code id_token' }],
  ['an unknown application', { client_id: 'unknown' }],
  ['an application whose name has NUL', { client_id: 'ka\0de' }],
  ['a request without a scope of ours', { scope: 'profile' }],
] as [string, Record<string, string>][]) {
  test(`${rule} is refused`, async () => {
    const page = await world.browser().get(authorizationRequest(issuer, more).address)
    const error = page.location?.searchParams.get('error') ?? page.location?.hash
    assert.ok(page.status === 400 || (error !== undefined && error !== ''), `${page.status}`)
    assert.ok(!`${page.location?.href}`.includes('code='))
  })
}
test('the password grant does not exist', async () =>
  assert.equal(
    (await world.api.token({ grant_type: 'password', username: bram.email, password: 'x' })).body['error'],
    'unsupported_grant_type',
  ))
test('a wrong client secret is refused', async () => {
  const { code, verifier } = await aCode()
  const answer = await fetch(`${issuer}/oidc/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${CLIENT.id}:wrong`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: CLIENT.redirect,
    }),
  })
  assert.equal(answer.status, 401)
})

test('a request belongs to its browser: nobody goes on with somebody else’s (CVE-2026-7507)', async () => {
  const browser = world.browser()
  const page = await begin(browser, authorizationRequest(issuer))
  const next = page.url.searchParams.get('next')!
  const thief = (await signInWithTokens(world, anna)).browser
  for (const address of [next, `${next}/access`, `/sign-in?next=${encodeURIComponent(next)}`]) {
    const answer = await navigate(thief, address)
    assert.deepEqual([answer.status, answer.heading], [410, 'You are logged in already'], address)
  }
  for (const form of ['access', 'leave'])
    assert.equal((await thief.follow(await postForm(thief, `${next}/${form}`, {}, '/account'))).status, 410, form)
  assert.equal(
    (await fill(browser, page, { username: bram.email }, 'username')).heading,
    'Enter your password',
    'and its owner still goes on',
  )
})
test('a request that was answered cannot be answered again, and a made-up or expired one says so', async () => {
  const browser = world.browser()
  const first = await begin(browser, authorizationRequest(issuer))
  const next = first.url.searchParams.get('next')!
  assert.ok(answerOf(await driveSignIn(browser, world, first, bram)).get('code'))
  for (const address of [
    next,
    `${next}/access`,
    '/continue/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '/continue/%00',
    '/continue/..%2f..',
  ]) {
    const answer = await navigate(browser, address)
    assert.ok([404, 410].includes(answer.status), `${address}: ${answer.status}`)
  }
  const late = await begin(browser, authorizationRequest(issuer, { prompt: 'login' }))
  world.clock.moveBy(61 * MINUTE)
  assert.equal((await navigate(browser, late.url.href)).status, 410)
})

test('machines: a token by client credentials covers what it was asked for, and a person’s token is none (CVE-2026-56256)', async () => {
  const { accessToken } = await signInWithTokens(world, bram)
  const ask = (token: string) =>
    fetch(`${issuer}/api/obligations/bram`, { headers: { authorization: `Bearer ${token}` } })
  assert.equal((await ask(accessToken)).status, 401)
  const { body } = await world.api.token({ grant_type: 'client_credentials', scope: 'directory' })
  assert.equal((await ask(body['access_token'] as string)).status, 403)
  assert.equal((await userinfo(world, body['access_token'] as string)).status, 401)
})
test('a person cannot be made to grant an application its machine’s scopes and use them', async () => {
  const { page, request } = await signInAs(world, bram, { scope: 'openid directory obligation' })
  const code = page.location?.searchParams.get('code')
  if (!code) return
  const { body } = await exchange(code, request.verifier)
  assert.equal(
    (
      await fetch(`${issuer}/api/obligations/bram`, {
        headers: { authorization: `Bearer ${body['access_token'] as string}` },
      })
    ).status,
    401,
  )
})

test('prompt=consent asks for access again though it was granted (OpenID Connect Core §3.1.2.1)', async () => {
  const { browser } = await signInAs(world, bram)
  const again = await begin(browser, authorizationRequest(issuer, { prompt: 'consent' }))
  assert.equal(again.heading, 'Grant access to Kade')
  const back = await arrive(browser, await browser.submit(again, {}, again.form()))
  assert.ok(answerOf(back).get('code'))
  assert.ok(answerOf(await begin(browser, authorizationRequest(issuer))).get('code'))
})
test('wrong secrets of an application get slower answers from their network; a right one is always taken, and costs nothing', async () => {
  const post = (secret: string, clientId = CLIENT.id) =>
    fetch(`${issuer}/oidc/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString('base64')}`,
      },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    })
  for (let right = 0; right < 12; right++) assert.equal((await post(CLIENT.secret)).status, 200)
  const wrong = []
  for (let time = 0; time < 20; time++) wrong.push(await post(`wrong ${time}`))
  assert.deepEqual(
    wrong.map(({ status }) => status),
    [...Array<number>(10).fill(401), ...Array<number>(10).fill(429)],
  )
  assert.equal(((await wrong.at(-1)!.json()) as { error: string }).error, 'invalid_client')
  assert.ok(Number(wrong.at(-1)!.headers.get('retry-after')) <= 60)
  assert.equal((await post(CLIENT.secret)).status, 200, 'nobody shuts an application out')
  for (let time = 0; time < 10; time++) assert.equal((await post('wrong', `nobody-${time}`)).status, 401)
  assert.equal((await post('wrong', 'nobody-else')).status, 429, 'inventing names buys no tries')
  world.clock.moveBy(MINUTE)
  assert.equal((await post('wrong')).status, 401, 'the count runs out by itself')
})

test('refresh tokens end thirty days after the first of them, however often they were rotated (RFC 9700 §4.14.2)', async () => {
  let { refreshToken } = await signInWithTokens(world, anna)
  const rotate = async () => {
    const { status, body } = await refresh(world, refreshToken)
    if (status === 200) refreshToken = body['refresh_token'] as string
    return [status, body['error']]
  }
  for (const days of [14, 15]) {
    world.clock.moveBy(days * DAY_MS)
    assert.deepEqual(await rotate(), [200, undefined])
  }
  world.clock.moveBy(DAY_MS)
  assert.deepEqual(await rotate(), [400, 'invalid_grant'])
})
