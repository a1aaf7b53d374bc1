// How applications prove to be themselves: in the way that they are registered for, by keys that they register or
// publish; and one that is taken out while its own request is at work.
import { listen } from '@sluis/server-kit/server'
import { freePort } from '@sluis/test-kit'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, test } from 'node:test'
import { personRecord } from '#testing/api-driver.ts'
import { clientDriver } from '#testing/client-driver.ts'
import { registerTerminal, TERMINAL } from '#testing/device-driver.ts'
import { authorizationRequest } from '#testing/openid-driver.ts'
import { apiClient, CLIENT, runningWorld } from '#testing/running-world.ts'
import { driveSignIn, navigate, signInAs } from '#testing/sign-in-driver.ts'
import { until } from '#testing/until.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, provider, clock } = world
const { issuer } = world.settings
const { pool } = provider.database
await registerTerminal(world)
const client = clientDriver(world, { email: '', secret: null } as never, world.browser())

// What stands at the jwks_uri of an application, and how often it was asked for.
let published: () => { status: number; headers?: Record<string, string>; body: string } = () => ({
  status: 500,
  body: '',
})
let fetched = 0
const publisher = await listen(
  (_incoming, outgoing) => {
    fetched++
    const { status, headers, body } = published()
    outgoing.writeHead(status, headers).end(body)
  },
  '127.0.0.1',
  await freePort(),
)
after(() => publisher.stop())

const keyOf = async (kid: string, alg: 'ES256' | 'RS256' = 'ES256') => {
  const { publicKey, privateKey } = await generateKeyPair(alg)
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } }
}
const ec = await keyOf('k1')
const rsa = await keyOf('k2', 'RS256')
const jwks = { keys: [ec.jwk, rsa.jwk] }
const keyUri = (host: string) => `http://${host}:${publisher.port}/keys`
const common = { authentication: 'private_key_jwt' } as const
for (const each of [
  { clientId: 'basic', secret: CLIENT.secret, authentication: 'client_secret_basic' },
  { clientId: 'post', secret: CLIENT.secret, authentication: 'client_secret_post' },
  { ...common, clientId: 'key', jwks },
  { ...common, clientId: 'rs256', jwks, idTokenAlgorithm: 'RS256' },
  { ...common, clientId: 'published', jwksUri: keyUri('localhost') },
  { ...common, clientId: 'inside', jwksUri: keyUri('127.0.0.2') },
] as const)
  await identity.applications.upsert(
    { redirectUris: [], scope: 'openid', hasDeviceGrant: true, ...each, name: each.clientId },
    clock.now(),
  )

test('a secret is right in the way that its application is registered for, and in no other (OpenID Connect Core §9)', async () => {
  const token = { grant_type: 'client_credentials' }
  const inForm = (clientId: string, secret = CLIENT.secret) => ({ client_id: clientId, client_secret: secret })
  assert.equal((await client.post('token', token, client.basic('basic'))).status, 200)
  assert.equal((await client.post('token', { ...token, ...inForm('post') })).status, 200)
  const wrong = await client.post('token', { ...token, ...inForm('post', 'wrong') })
  for (const [path, fields] of [
    ['token', token],
    ['introspect', { token: 't' }],
    ['revoke', { token: 't' }],
    ['par', { response_type: 'code' }],
    ['device', { scope: 'openid' }],
  ] as const) {
    const answers = [
      await client.post(path, { ...fields, ...inForm('basic') }),
      await client.post(path, fields, client.basic('post')),
    ]
    assert.deepEqual(answers, [wrong, wrong], path)
  }
  const more = []
  for (let time = 0; time < 6; time++) more.push((await client.post('token', token, client.basic('post'))).status)
  assert.deepEqual(more, [401, 401, 401, 401, 429, 429], 'counted as a wrong one is')
})

type Proof = {
  key?: Awaited<ReturnType<typeof keyOf>>
  iss?: string
  claims?: Record<string, unknown>
  header?: Record<string, unknown>
}
/** What an application signs to prove itself (RFC 7523 §3). */
async function assertion({ key = ec, iss = 'key', claims = {}, header = {} }: Proof = {}) {
  const now = Math.floor(Date.now() / 1000)
  const jti = randomBytes(8).toString('hex')
  const token = await new SignJWT({ iss, sub: iss, aud: issuer, jti, iat: now, exp: now + 60, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey, { crit: { b64: true } })
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: token,
  }
}
const prove = (proof: Record<string, string>) => client.post('token', { grant_type: 'client_credentials', ...proof })
const ask = async (proof?: Proof) => (await prove(await assertion(proof))).body['error'] ?? 'taken'
test('an application with a key of its own proves itself by it, and each proof is good once, also of two at the same moment', async () => {
  for (let round = 0; round < 5; round++) {
    const proof = await assertion()
    const all = await Promise.all(Array.from({ length: 4 }, () => prove(proof)))
    const refused = all.filter(({ status }) => status !== 200)
    assert.equal(refused.length, 3)
    assert.ok(refused.every(({ body }) => body['error'] === 'invalid_client'))
  }
})
test('a proof is for this issuer alone, of now, and says nothing that is not understood (RFC 7523 §3)', async () => {
  const now = Math.floor(Date.now() / 1000)
  const wrong: [what: string, proof: Proof][] = [
    ['for the token endpoint', { claims: { aud: `${issuer}/oidc/token` } }],
    ['for several', { claims: { aud: [issuer, 'https://evil.example'] } }],
    ['good for two hours', { claims: { exp: now + 7_200 } }],
    ['expired', { claims: { exp: now - 60 } }],
    ['of tomorrow', { claims: { iat: now + 86_400 } }],
    ['with a header to be understood', { header: { crit: ['b64'], b64: true } }],
    ['by an unknown key', { key: { ...ec, kid: 'k9' } }],
    ['by RS256', { key: rsa }],
  ]
  for (const [what, proof] of wrong) assert.equal(await ask(proof), 'invalid_client', what)
  assert.deepEqual([await ask(), await ask({ iss: 'rs256', key: rsa })], ['taken', 'taken'])
})
test('keys that an application publishes are fetched, held to the same rule, and a key that it turns counts within a minute', async (t) => {
  const next = await keyOf('k3')
  const day = { 'cache-control': 'max-age=86400', expires: new Date(Date.now() + 86_400_000).toUTCString() }
  const weak = { kty: 'RSA', n: 'AQAB', e: 'Aw', kid: 'k4' }
  published = () => ({ status: 200, headers: day, body: JSON.stringify({ keys: [weak, 7, ec.jwk] }) })
  const begun = Date.now()
  const of = (key: typeof ec): Proof => ({ iss: 'published', key })
  assert.deepEqual([await ask(of(ec)), await ask(of(ec)), fetched], ['taken', 'taken', 1])
  published = () => ({ status: 200, body: JSON.stringify({ keys: [next.jwk] }) })
  t.mock.timers.enable({ apis: ['Date'], now: begun + 62_000 })
  clock.moveBy(62_000)
  assert.deepEqual([await ask(of(next)), await ask(of(ec)), fetched], ['taken', 'invalid_client', 2])
})
test('what is no key set proves nothing, and is no fault', async (t) => {
  const answers = [
    { status: 302, headers: { location: keyUri('localhost') }, body: '' },
    { status: 200, body: JSON.stringify({ keys: [ec.jwk], more: 'x'.repeat(70_000) }) },
    { status: 200, body: 'no' },
    { status: 200, body: '{"keys":"no"}' },
    { status: 204, body: '' },
  ]
  const begun = Date.now()
  for (const [at, answer] of answers.entries()) {
    published = () => answer
    t.mock.timers.enable({ apis: ['Date'], now: begun + (at + 3) * 62_000 })
    clock.moveBy(62_000)
    assert.equal(await ask({ iss: 'published' }), 'invalid_client', JSON.stringify(answer).slice(0, 60))
    t.mock.timers.reset()
  }
})
test('keys are not fetched from an address inside, whatever is registered (SSRF), and wrong proofs are counted as wrong secrets are', async () => {
  const before = fetched
  const tries = []
  for (let time = 0; time < 12; time++) tries.push((await prove(await assertion({ iss: 'inside' }))).status)
  assert.deepEqual(tries, [...Array<number>(10).fill(401), 429, 429])
  assert.equal(fetched, before)
})

/** Has it removed while the request is at work: it knows the application still, and waits for what it cannot get. */
async function whileRemoved<Answer>(clientId: string, send: () => Promise<Answer>): Promise<Answer> {
  const begun: { answer?: Promise<Answer>; isAnswered?: boolean } = {}
  await identity.transaction(async (stores) => {
    const { id } = (await stores.applications.lock(clientId, 'to-remove'))!
    await stores.grants.deleteOfApplication(id)
    await stores.logouts.deleteOfApplication(id)
    await stores.rollouts.deleteOfApplication(id)
    await stores.companies.deleteOfApplication(id)
    await stores.applications.delete(id)
    begun.answer = send().finally(() => (begun.isAnswered = true))
    await until(pool, `a request of ${clientId} waits or is answered`, async () => {
      if (begun.isAnswered) return true
      const { rows } = await pool.query(
        "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      )
      return rows.length > 0
    })
  })
  return begun.answer!
}

const SCOPES = 'directory obligation applications'
/** An application that may do everything by itself, its token, and a person of its directory. */
async function machine() {
  const clientId = `machine-${randomBytes(4).toString('hex')}`
  await identity.applications.upsert(
    {
      clientId,
      name: 'Machine',
      secret: CLIENT.secret,
      redirectUris: [CLIENT.redirect],
      scope: 'openid email offline_access',
      apiClientScope: SCOPES,
    },
    clock.now(),
  )
  const own = apiClient(issuer, clientId)
  const { body } = await own.token({ grant_type: 'client_credentials', scope: SCOPES })
  const token = String(body['access_token'])
  const api = (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) =>
    fetch(issuer + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
  const put = await api(
    'PUT',
    '/api/directory/people/kim',
    personRecord(`${clientId}@example.org`, { memberships: [] }),
  )
  assert.equal(put.status, 200)
  const { sub } = (await put.json()) as { sub: string }
  const form = (path: string, fields: Record<string, string>) =>
    fetch(`${issuer}/oidc/${path}`, {
      method: 'POST',
      headers: { authorization: own.basic },
      body: new URLSearchParams(fields),
    })
  return { clientId, token, sub, api, form }
}
type Machine = Awaited<ReturnType<typeof machine>>

const challenge = createHash('sha256').update('verifier').digest('base64url')
const REQUESTS: [what: string, send: (machine: Machine) => Promise<Response>][] = [
  ['a token', ({ form }) => form('token', { grant_type: 'client_credentials', scope: 'directory' })],
  [
    'a pushed request',
    ({ form }) =>
      form('par', {
        response_type: 'code',
        redirect_uri: CLIENT.redirect,
        scope: 'openid',
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }),
  ],
  ['introspection', ({ form, token }) => form('introspect', { token })],
  ['revocation', ({ form, token }) => form('revoke', { token })],
  [
    'a record of a person',
    ({ api }) => api('PUT', '/api/directory/people/new', personRecord('new@example.org', { memberships: [] })),
  ],
  ['a company', ({ api }) => api('PUT', '/api/directory/companies/new', { name: 'New', timezone: 'Europe/Amsterdam' })],
  ['an obligation', ({ api, sub }) => api('GET', `/api/obligations/${sub}`)],
  ['a postponement', ({ api, sub }) => api('POST', `/api/obligations/${sub}/snooze`, {})],
  ['a reminder', ({ api, sub }) => api('POST', `/api/obligations/${sub}/reminders`, {})],
  ['a voucher', ({ api, sub }) => api('POST', '/api/vouchers', { person: sub })],
  [
    'a registration',
    ({ api, clientId }) =>
      api(
        'POST',
        '/api/admin/applications',
        { client_id: `of-${clientId}`, name: 'Of it', redirect_uris: ['https://a.example/'] },
        { 'idempotency-key': 'k' },
      ),
  ],
]

test('a device of an application that is being removed is told that it is none (RFC 6749 §5.2)', async () => {
  const answer = await whileRemoved(TERMINAL, () =>
    fetch(`${issuer}/oidc/device`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: TERMINAL, scope: 'openid' }),
    }),
  )
  assert.deepEqual([answer.status, ((await answer.json()) as { error: string }).error], [401, 'invalid_client'])
})
test('a browser that comes while its application is being removed gets a page, and is sent nowhere', async () => {
  const { clientId } = await machine()
  const who = await world.person('comes', ['none'])
  const asked = { client_id: clientId, scope: 'openid email' }
  await signInAs(world, who, asked)
  const browser = world.browser()
  await driveSignIn(browser, world, await navigate(browser, '/'), who)
  const request = authorizationRequest(issuer, { ...asked, prompt: 'none' })
  const page = await whileRemoved(clientId, () => browser.get(request.address))
  assert.deepEqual([page.status, page.location, /invalid_client/u.test(page.text)], [401, null, true], page.text)
})
test('every request of a machine whose application is being removed is answered, and is no fault', async () => {
  for (const [what, send] of REQUESTS) {
    const one = await machine()
    const { status } = await whileRemoved(one.clientId, () => send(one))
    assert.ok(status < 500, `${what}: ${status}`)
    assert.equal((await send(one)).status, 401, `${what}, afterwards`)
  }
})
test('a key that made an application which was removed since makes and tells nothing any more, under its name neither', async () => {
  const { api, clientId } = await machine()
  const body = { client_id: `made-${clientId}`, name: 'Made', redirect_uris: ['https://a.example/'] }
  const register = (key: string) => api('POST', '/api/admin/applications', body, { 'idempotency-key': key })
  const path = `/api/admin/applications/${body.client_id}`
  const rotate = () => api('POST', `${path}/secrets`, {}, { 'idempotency-key': 'secret' })
  assert.deepEqual(
    [(await register('one')).status, (await register('one')).status, (await rotate()).status],
    [201, 201, 201],
  )
  assert.equal(
    (await api('DELETE', path, undefined, { 'if-match': (await api('GET', path)).headers.get('etag')! })).status,
    204,
  )
  for (const again of [await register('one'), await rotate()]) {
    const { type } = (await again.json()) as { type: string }
    assert.deepEqual([again.status, type], [410, 'urn:sluis:problem:application-removed'])
  }
  assert.equal((await api('GET', path)).status, 404, 'nothing is made anew')
  assert.equal((await register('two')).status, 201)
  assert.deepEqual([(await register('one')).status, (await rotate()).status], [410, 410])
})
