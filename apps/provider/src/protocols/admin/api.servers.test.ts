// The API for registering applications: what the command does, for programs that may give no more than they have.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CLIENT, runningWorld } from '#testing/running-world.ts'

const world = await runningWorld()
after(() => world.stop())
const { identity, clock } = world
const { issuer } = world.settings
const APPLICATIONS = '/api/admin/applications'
const kade = (await identity.applications.findByClientId(CLIENT.id))!
const API = { redirectUris: [], secret: CLIENT.secret }
for (const [clientId, apiClientScope] of Object.entries({
  registrar: 'applications',
  'registrar-of-directories': 'directory applications',
}))
  await identity.applications.upsert({ clientId, name: clientId, apiClientScope, ...API }, clock.now())

type Shown = {
  client_secret: string
  secrets: { id: string }[]
  warnings: { name: string; text: string }[]
  errors: { path: string }[]
  applications: { client_id: string }[]
  next: string | null
  id: string
  detail: string
}
type Answered = { status: number; body: Shown & Record<string, unknown>; headers: Headers }
const basicOf = (clientId: string, secret: string) =>
  `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString('base64')}`
async function tokenOf(clientId: string, secret: string, scope = 'applications') {
  const answer = await fetch(`${issuer}/oidc/token`, {
    method: 'POST',
    headers: { authorization: basicOf(clientId, secret) },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  })
  return { status: answer.status, token: ((await answer.json()) as { access_token?: string }).access_token ?? '' }
}
const ownToken = (await tokenOf('registrar', CLIENT.secret)).token
const directoryToken = (await tokenOf('registrar-of-directories', CLIENT.secret, 'applications directory')).token

async function ask(
  method: string,
  path: string,
  { body, headers = {}, token = ownToken }: { body?: unknown; headers?: Record<string, string>; token?: string } = {},
): Promise<Answered> {
  const raw = body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await fetch(issuer + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw as string }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Answered['body'],
    headers: answer.headers,
  }
}
const isProblem = ({ status, body, headers }: Answered, expected: number, name: string) => {
  assert.deepEqual([status, body['type']], [expected, `urn:sluis:problem:${name}`], JSON.stringify(body))
  assert.equal(headers.get('content-type'), 'application/problem+json')
}
const isBeyond = (answer: Answered) => isProblem(answer, 403, 'beyond-your-scopes')
let count = 0
const registration = (more: Record<string, unknown> = {}) => ({
  client_id: `app-${++count}`,
  name: `App no. ${count}`,
  redirect_uris: ['https://app.example/back'],
  ...more,
})
/** A new one, and what changes it: its address and its ETag. */
async function registered(more: Record<string, unknown> = {}) {
  const body = registration(more)
  const answer = await ask('POST', APPLICATIONS, { body })
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return { ...answer, id: body.client_id, path: `${APPLICATIONS}/${body.client_id}` }
}
const ifMatch = (answer: Answered) => ({ 'if-match': answer.headers.get('etag')! })

test('an application is registered strictly, with a secret that is shown once, and is known at once', async () => {
  const { id, path, body, headers } = await registered({ names: { nl: 'Roosters' } })
  assert.equal(headers.get('location'), path)
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.deepEqual(
    [body['pkce'], body['authentication'], body['id_token_algorithm'], body['api_scopes'], body.warnings],
    ['required', 'client_secret_basic', 'ES256', [], []],
  )
  assert.match(body.client_secret, /^[\w-]{43}$/u)
  assert.equal((await tokenOf(id, body.client_secret, '')).status, 200)
  const shown = await ask('GET', path)
  assert.equal(shown.headers.get('etag'), headers.get('etag'))
  assert.deepEqual(shown.body, withoutSecret(body))
  assert.equal((await ask('GET', path, { headers: { 'if-none-match': headers.get('etag')! } })).status, 304)
  isProblem(await ask('POST', APPLICATIONS, { body: registration({ client_id: id }) }), 409, 'client-id-taken')
})
const withoutSecret = (body: object) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'client_secret'))

test('what is laxer than the strict settings is taken on purpose, and said', async () => {
  const { body, path } = await registered({
    pkce: 'nonce-instead',
    authentication: 'client_secret_post',
    id_token_algorithm: 'RS256',
  })
  const names = (warnings: { name: string }[]) => warnings.map(({ name }) => name)
  assert.deepEqual(names(body.warnings), ['no-pkce', 'secret-in-body', 'rs256'])
  assert.equal(body.warnings[0]!.text, 'takes codes without PKCE (nonce required)')
  const native = await registered({ kind: 'native', redirect_uris: ['com.example.app:/back'] })
  assert.deepEqual([native.body.client_secret, names(native.body.warnings)], [null, ['native']])
  isProblem(await ask('POST', `${native.path}/secrets`, { body: {} }), 409, 'no-secrets')
  assert.equal((await ask('GET', path)).body.warnings.length, 3)
})
test('all that is wrong with a registration is named at once, with its path, and nothing is registered', async () => {
  const answer = await ask('POST', APPLICATIONS, {
    body: {
      client_id: 'two words',
      name: '',
      redirect_uris: [
        'https://*.app.example/',
        'http://app.example/',
        'https://u:p@app.example/',
        'https://app.example/#f',
        'myapp:/x',
      ],
      introspects: 'kade',
      logo: 'x',
    },
  })
  isProblem(answer, 422, 'invalid-body')
  assert.deepEqual(
    answer.body.errors.map(({ path }) => path),
    ['client_id', 'name', ...[0, 1, 2, 3, 4].map((at) => `redirect_uris.${at}`), 'introspects', 'logo'],
  )
  const unknown = await ask('POST', APPLICATIONS, { body: registration({ introspects: ['nobody'] }) })
  assert.deepEqual(unknown.body.errors, [{ path: 'introspects.0', message: 'is not registered' }])
  assert.equal(await identity.applications.findByClientId(`app-${count}`), undefined)
  for (const id of ['.', '..', '__proto__', 'constructor', 'a\0b'])
    assert.equal((await ask('POST', APPLICATIONS, { body: registration({ client_id: id }) })).status >= 400, true, id)
})
const bad: [what: string, body: unknown, headers: Record<string, string>, status: number][] = [
  ['no JSON', 'client_id=x', {}, 400],
  ['not UTF-8', Buffer.from('{"client_id":"\xff"}', 'latin1'), {}, 400],
  ['a NUL', '{"client_id":"x","name":"a\\u0000"}', {}, 400],
  ['an array', [], {}, 422],
  ['null', 'null', {}, 422],
  ['a form', 'client_id=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['100 kB', { name: 'x'.repeat(100_000) }, {}, 413],
  ['a key that is no key', registration(), { 'idempotency-key': 'two words' }, 400],
  ['a key that is too long', registration(), { 'idempotency-key': 'k'.repeat(256) }, 400],
]
test('a body that is none is refused with its reason', async () => {
  for (const [what, body, headers, status] of bad)
    assert.equal((await ask('POST', APPLICATIONS, { body, headers })).status, status, what)
})

test('a change leaves what it does not name, and is refused where somebody else has changed it meanwhile (RFC 9110 §13.1.1)', async () => {
  const first = await registered({ names: { nl: 'Roosters', en: 'Rosters' } })
  const change = (body: unknown, headers: Record<string, string>) => ask('PATCH', first.path, { body, headers })
  isProblem(await change({ name: 'Other' }, {}), 428, 'precondition-required')
  isProblem(await change({ name: 'Other' }, { 'if-match': '"another"' }), 412, 'precondition-failed')
  isProblem(
    await change({ name: 'Other' }, { 'if-match': `W/${first.headers.get('etag')}` }),
    412,
    'precondition-failed',
  )
  const second = await change({ name: 'Other', names: { en: null } }, ifMatch(first))
  assert.deepEqual(
    [second.status, second.body['name'], second.body['names'], second.body['redirect_uris']],
    [200, 'Other', { nl: 'Roosters' }, ['https://app.example/back']],
  )
  isProblem(await change({ name: 'Late' }, ifMatch(first)), 412, 'precondition-failed')
  isProblem(await change({ pkce: 'nonce-instead', authentication: 'none' }, ifMatch(second)), 422, 'invalid-body')
  isProblem(
    await ask('PATCH', `${APPLICATIONS}/nobody`, { body: {}, headers: ifMatch(second) }),
    404,
    'application-unknown',
  )
  isProblem(await ask('GET', `${APPLICATIONS}/%00`), 404, 'application-unknown')
})
test('an application that becomes public has no secret any more, also not when it is confidential again', async () => {
  const { id, path, body, ...first } = await registered()
  const open = await ask('PATCH', path, { body: { authentication: 'none' }, headers: ifMatch({ ...first, body }) })
  assert.deepEqual([open.status, open.body.secrets], [200, []])
  const closed = await ask('PATCH', path, { body: { authentication: null }, headers: ifMatch(open) })
  assert.deepEqual(
    closed.body.warnings.map(({ name }) => name),
    ['no-secret'],
  )
  assert.equal((await tokenOf(id, body.client_secret, '')).status, 401)
})

test('a POST with the same key is done once, and answered the same for a day, its secret included', async () => {
  const body = registration()
  const headers = { 'idempotency-key': 'key-1' }
  const answers = await Promise.all([1, 2, 3].map(() => ask('POST', APPLICATIONS, { body, headers })))
  for (const answer of answers) assert.deepEqual([answer.status, answer.body], [201, answers[0]!.body])
  isProblem(await ask('POST', APPLICATIONS, { body: registration(), headers }), 422, 'idempotency-key-reused')
  const secrets = `${APPLICATIONS}/${body.client_id}/secrets`
  isProblem(await ask('POST', secrets, { body: {}, headers }), 422, 'idempotency-key-reused')
  // Another's key is another key.
  const others = await ask('POST', APPLICATIONS, { body, headers, token: directoryToken })
  isProblem(others, 409, 'client-id-taken')
  // What was refused may be sent again with the same key.
  const again = { 'idempotency-key': 'key-2' }
  isProblem(await ask('POST', APPLICATIONS, { body, headers: again }), 409, 'client-id-taken')
  const rotated = await ask('POST', secrets, { body: {}, headers: again })
  assert.deepEqual((await ask('POST', secrets, { body: {}, headers: again })).body, rotated.body)
  assert.equal((await ask('GET', `${APPLICATIONS}/${body.client_id}`)).body.secrets.length, 2)
})
test('a POST that is sent again tells a secret only to whoever might make it now', async () => {
  const body = registration({ api_scopes: ['directory'] })
  const post = (path: string, sent: unknown, token: string, key: string) =>
    ask('POST', path, { body: sent, headers: { 'idempotency-key': key }, token })
  const secrets = `${APPLICATIONS}/${body.client_id}/secrets`
  const { token } = await tokenOf('registrar-of-directories', CLIENT.secret)
  const first = await post(APPLICATIONS, body, directoryToken, 'wide-1')
  assert.deepEqual((await post(APPLICATIONS, body, directoryToken, 'wide-1')).body, first.body)
  assert.equal((await post(secrets, {}, directoryToken, 'wide-2')).status, 201)
  isBeyond(await post(APPLICATIONS, body, token, 'wide-1'))
  isBeyond(await post(secrets, {}, token, 'wide-2'))
})
test('a new secret and the one before are good until the overlap ends; a third waits; each can be ended', async () => {
  const { id, path, body } = await registered()
  const made = await ask('POST', `${path}/secrets`, { body: { overlap_days: 1, expires_in_days: 20 } })
  assert.equal(made.status, 201)
  const works = async () =>
    (await Promise.all([body.client_secret, made.body.client_secret].map((secret) => tokenOf(id, secret, '')))).map(
      ({ status }) => status,
    )
  assert.deepEqual(await works(), [200, 200])
  isProblem(await ask('POST', `${path}/secrets`, { body: {} }), 409, 'two-secrets')
  const shown = await ask('GET', path)
  assert.deepEqual(
    shown.body.secrets.map(({ id: each }) => each),
    [made.body.id, body.secrets[0]!.id],
  )
  assert.deepEqual(
    shown.body.warnings.map(({ name }) => name),
    ['secret-ends'],
  )
  assert.equal((await ask('DELETE', `${path}/secrets/${body.secrets[0]!.id}`)).status, 204)
  assert.deepEqual(await works(), [401, 200])
  isProblem(await ask('DELETE', `${path}/secrets/${body.secrets[0]!.id}`), 404, 'secret-unknown')
  isProblem(await ask('DELETE', `${path}/secrets/nonsense`), 404, 'secret-unknown')
  for (const wrong of [{ overlap_days: -1 }, { overlap_days: 1.5 }, { expires_in_days: 0 }, { secret: 'mine' }])
    isProblem(await ask('POST', `${path}/secrets`, { body: wrong }), 422, 'invalid-body')
  const others = await ask('POST', `${path}/secrets`, { body: { overlap_days: 0 } })
  assert.deepEqual([others.status, await works()], [201, [401, 401]])
})

test('a new secret needs no body', async () =>
  assert.equal((await ask('POST', `${(await registered()).path}/secrets`)).status, 201))
test('an API client gives nobody more than its token has, and touches nobody who may do more', async () => {
  const more = { api_scopes: ['directory'] }
  isBeyond(await ask('POST', APPLICATIONS, { body: registration(more) }))
  const { token } = await tokenOf('registrar-of-directories', CLIENT.secret)
  isBeyond(await ask('POST', APPLICATIONS, { body: registration(more), token }))
  const body = registration(more)
  assert.equal((await ask('POST', APPLICATIONS, { body, token: directoryToken })).status, 201)
  isBeyond(
    await ask('POST', APPLICATIONS, { body: registration({ api_scopes: ['applications'] }), token: directoryToken }),
  )

  await identity.applications.upsert(
    { ...API, clientId: 'asks-about-kade', name: 'App', introspects: [CLIENT.id] },
    clock.now(),
  )
  for (const target of [CLIENT.id, body.client_id, 'registrar', 'registrar-of-directories', 'asks-about-kade']) {
    const path = `${APPLICATIONS}/${target}`
    const headers = ifMatch(await ask('GET', path))
    for (const answer of [
      await ask('PATCH', path, { body: { redirect_uris: ['https://evil.example/'], api_scopes: [] }, headers }),
      await ask('DELETE', path, { headers }),
      await ask('POST', `${path}/secrets`, { body: {} }),
      await ask('DELETE', `${path}/secrets/x`),
      await ask('PUT', `${path}/logo`, { body: PNG, headers }),
    ])
      isBeyond(answer)
  }
  isBeyond(await ask('POST', APPLICATIONS, { body: registration({ introspects: [CLIENT.id] }) }))
  assert.deepEqual(await identity.applications.findByClientId(CLIENT.id), kade)
})
test('without the scope nothing is shown or changed, and a directory’s token is none', async () => {
  const directory = await world.api.token({ grant_type: 'client_credentials', scope: 'directory obligation' })
  for (const [token, status, name] of [
    ['', 401, 'not-authenticated'],
    [directory.body['access_token'] as string, 403, 'insufficient-scope'],
  ] as const)
    for (const [method, path] of [
      ['GET', APPLICATIONS],
      ['POST', APPLICATIONS],
      ['GET', `${APPLICATIONS}/kade`],
      ['PATCH', `${APPLICATIONS}/kade`],
      ['DELETE', `${APPLICATIONS}/kade`],
      ['PUT', `${APPLICATIONS}/kade/logo`],
      ['POST', `${APPLICATIONS}/kade/secrets`],
    ] as const)
      isProblem(await ask(method, path, { token }), status, name)
  isProblem(await ask('PUT', `${APPLICATIONS}/kade`), 404, 'not-found')
})
test('the list comes in pages, and the next one begins where the last one ended', async () => {
  const seen: string[] = []
  for (let cursor = ''; ;) {
    const { status, body } = await ask('GET', `${APPLICATIONS}?limit=3${cursor}`)
    assert.equal(status, 200)
    seen.push(...body.applications.map((each) => each.client_id))
    if (body.next === null) break
    cursor = `&cursor=${body.next}`
  }
  assert.deepEqual(
    seen,
    (await identity.applications.list('', 1_000)).map(({ clientId }) => clientId),
  )
  assert.equal(JSON.stringify((await ask('GET', APPLICATIONS)).body).includes('client_secret"'), false)
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=%00', 'limit=1&limit=2', 'cursor=' + 'x'.repeat(500)])
    isProblem(await ask('GET', `${APPLICATIONS}?${query}`), 400, 'invalid-query')
})

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
test('a logo is what its bytes are, is shown as nothing else, and has another address once it changes', async () => {
  const first = await registered()
  const put = (body: Uint8Array, headers = ifMatch(first), type = 'image/svg+xml') =>
    ask('PUT', `${first.path}/logo`, { body, headers: { ...headers, 'content-type': type } })
  const svg = await put(Buffer.from('<svg><script>alert(1)</script></svg>'), ifMatch(first), 'image/png')
  isProblem(svg, 422, 'not-a-logo')
  assert.equal(svg.body.detail, 'The file is an SVG: a logo is a PNG or a JPEG.')
  isProblem(await put(Buffer.alloc(5_000_000)), 413, 'too-large')
  isProblem(await put(PNG, {} as never), 428, 'precondition-required')
  const taken = await put(PNG)
  assert.equal(taken.status, 200)
  const address = taken.body['logo_uri'] as string
  const shown = await fetch(address)
  assert.deepEqual(
    ['content-type', 'content-security-policy', 'x-content-type-options', 'cache-control', 'set-cookie'].map((name) =>
      shown.headers.get(name),
    ),
    ['image/png', "default-src 'none'; sandbox", 'nosniff', 'public, max-age=31536000, immutable', null],
  )
  assert.deepEqual(Buffer.from(await shown.arrayBuffer()), PNG)
  assert.equal((await fetch(address, { headers: { 'if-none-match': shown.headers.get('etag')! } })).status, 304)
  assert.match((await fetch(`${address}x`)).headers.get('cache-control')!, /max-age=300/u)
  const same = await ask('GET', first.path)
  const atOnce = await Promise.all(Array.from({ length: 6 }, () => put(PNG, ifMatch(same))))
  assert.equal(atOnce.filter(({ status }) => status === 412).length, 0, 'the same logo once more changes nothing')
  const raced = await registered()
  const both = await Promise.all(
    Array.from({ length: 6 }, () => ask('PUT', `${raced.path}/logo`, { body: PNG, headers: ifMatch(raced) })),
  )
  assert.deepEqual(
    [200, 412].map((status) => both.filter((each) => each.status === status).length),
    [1, 5],
    'one saw what is there',
  )
  const gone = await ask('DELETE', `${first.path}/logo`, { headers: ifMatch(taken) })
  assert.deepEqual([gone.status, gone.body['logo_uri'], (await fetch(address)).status], [200, null, 404])
  for (const id of ['kade', 'x'.repeat(5_000), '%00'])
    assert.equal((await fetch(`${issuer}/applications/${id}/logo`)).status, 404)
})

test('an application that is removed gets nothing any more, and one under its id afterwards gets nothing of it', async () => {
  const body = registration({ api_scopes: ['directory'] })
  const first = await ask('POST', APPLICATIONS, { body, token: directoryToken })
  const path = `${APPLICATIONS}/${body.client_id}`
  const { token } = await tokenOf(body.client_id, first.body.client_secret, 'directory')
  const put = () =>
    ask('PUT', '/api/directory/companies/c', { body: { name: 'C', timezone: 'Europe/Amsterdam' }, token })
  assert.equal((await put()).status, 200)
  const other = registration({ introspects: [body.client_id] })
  assert.equal((await ask('POST', APPLICATIONS, { body: other, token: directoryToken })).status, 201)
  isProblem(await ask('DELETE', path, { token: directoryToken }), 428, 'precondition-required')
  assert.equal((await ask('DELETE', path, { headers: ifMatch(first), token: directoryToken })).status, 204)
  isProblem(await ask('GET', path), 404, 'application-unknown')
  isProblem(await put(), 401, 'not-authenticated')
  assert.equal((await tokenOf(body.client_id, first.body.client_secret, '')).status, 401)
  assert.equal((await ask('POST', APPLICATIONS, { body, token: directoryToken })).status, 201)
  isProblem(await put(), 401, 'not-authenticated')
  assert.deepEqual((await ask('GET', `${APPLICATIONS}/${other.client_id}`)).body['introspects'], [])
})
test('an application whose directory names people is not removed by the API', async () => {
  const { body } = { body: registration({ api_scopes: ['directory'] }) }
  const made = await ask('POST', APPLICATIONS, { body, token: directoryToken })
  const id = (await identity.applications.findByClientId(body.client_id))!.id
  const person = await world.person('of-a-removed-directory', ['none'])
  await identity.companies.upsertPerson(id, 'p-1', person.sub, null)
  const answer = await ask('DELETE', `${APPLICATIONS}/${body.client_id}`, {
    headers: ifMatch(made),
    token: directoryToken,
  })
  isProblem(answer, 409, 'directory-in-use')
  assert.match(answer.body.detail, /^Active in its directory: 1 person\. /u)
})
