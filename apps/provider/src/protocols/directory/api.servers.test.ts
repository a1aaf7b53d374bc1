// The directory API of docs/api.md, answer by answer: people and companies, tokens and scopes, and the problem details
// of everything that is wrong.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isProblem, personRecord } from '#testing/api-driver.ts'
import { authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { signInAs, signInWithTokens } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const call: typeof world.api.call = (...words) => world.api.call(...words)
const HASH = '$2b$04$abcdefghijklmnopqrstuuY0123456789012345678901234567890'.slice(0, 60)
const JSON_TYPE = { 'content-type': 'application/json' }

async function raw(
  method: string,
  path: string,
  body: string | Uint8Array | undefined,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown; type: string | null }> {
  const { body: token } = await world.api.token({ grant_type: 'client_credentials', scope: 'directory obligation' })
  const response = await fetch(issuer + path, {
    method,
    headers: { authorization: `Bearer ${String(token['access_token'])}`, ...headers },
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: text === '' ? null : JSON.parse(text),
  }
}
const basicOf = (clientId: string): string =>
  `Basic ${Buffer.from(`${clientId}:${encodeURIComponent(CLIENT.secret).replaceAll('%20', '+')}`).toString('base64')}`

test('a company is created, and replaced', async () => {
  const put = { name: 'Bakkerij', timezone: 'Europe/Amsterdam' }
  assert.deepEqual(await call('PUT', '/api/directory/companies/c-1', put), { status: 200, body: { id: 'c-1', ...put } })
  assert.deepEqual((await call('PUT', '/api/directory/companies/c-1', { ...put, name: 'Bakkerij B.V.' })).body, {
    id: 'c-1',
    ...put,
    name: 'Bakkerij B.V.',
  })
})
test('a person is replaced as a whole: what is missing is gone', async () => {
  const first = await call(
    'PUT',
    '/api/directory/people/whole',
    personRecord('whole@example.org', {
      memberships: [
        { employee_login: 'e-1', company: 'prompt', role: 'employee', active: true },
        { employee_login: 'e-2', company: 'none', role: 'hr', active: true },
      ],
    }),
  )
  const { sub } = first.body as { sub: string }
  assert.deepEqual(first, { status: 200, body: { sub, person: 'whole', employee_logins: ['e-1', 'e-2'] } })
  assert.deepEqual((await call('GET', `/api/directory/people?sub=${sub}`)).body, {
    sub,
    person: 'whole',
    employee_logins: [
      { employee_login: 'e-1', company: 'prompt' },
      { employee_login: 'e-2', company: 'none' },
    ],
  })
  const second = await call(
    'PUT',
    '/api/directory/people/whole',
    personRecord('whole@example.org', {
      memberships: [{ employee_login: 'e-2', company: 'none', role: 'hr', active: true }],
    }),
  )
  assert.deepEqual(second.body, { sub, person: 'whole', employee_logins: ['e-2'] })
  assert.deepEqual(
    (await call('PUT', '/api/directory/people/whole', personRecord('whole@example.org', { active: false }))).body,
    { sub, person: 'whole', employee_logins: [] },
  )
})
test('a password is imported once: another one later changes nothing', async () => {
  const person = await world.person('has-password', ['none'])
  await call(
    'PUT',
    '/api/directory/people/has-password',
    personRecord(person.email, { password: { format: 'bcrypt', hash: HASH } }),
  )
  assert.notEqual((await world.identity.passwords.findByPerson(person.sub))?.hash, HASH)
  assert.ok((await signInWithTokens(world, person)).idToken.sub)
})
test('an address of somebody else is refused, and people are never merged by it (rule 7)', async () => {
  await world.person('owner', ['none'])
  isProblem(await call('PUT', '/api/directory/people/taker', personRecord('OWNER@example.org')), 409, 'email-taken')
  isProblem(
    await call('PUT', '/api/directory/people/taker', personRecord('ｏｗｎｅｒ@example.org', { memberships: [] })),
    409,
    'email-taken',
  )
  isProblem(await call('GET', '/api/obligations/taker'), 404, 'person-unknown')
})
test('an unknown company is refused, and nothing of the record is kept', async () => {
  isProblem(
    await call(
      'PUT',
      '/api/directory/people/nowhere',
      personRecord('nowhere@example.org', {
        memberships: [{ employee_login: 'x', company: 'unknown', role: 'employee', active: true }],
      }),
    ),
    422,
    'company-unknown',
  )
  isProblem(await call('GET', '/api/obligations/nowhere'), 404, 'person-unknown')
})
test('an unknown sub is unknown, whatever it looks like', async () => {
  isProblem(await call('GET', '/api/directory/people?sub=00000000-0000-4000-8000-000000000000'), 404, 'person-unknown')
  for (const sub of ['', 'x', '-'.repeat(36), 'a'.repeat(36), '%00', "' or 1=1 --"]) {
    const answer = await call('GET', `/api/directory/people?sub=${encodeURIComponent(sub)}`)
    assert.ok([400, 404].includes(answer.status), `${sub}: ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  isProblem(await call('GET', '/api/directory/people'), 400, 'invalid-query')
})

const wrong: [string, Record<string, unknown>, string][] = [
  ['an unknown field', { admin: true }, ''],
  ['no name', { name: '' }, 'name'],
  ['a name that nobody sees', { name: '\u200b\ufeff' }, 'name'],
  ['a name of 201 characters', { name: 'x'.repeat(201) }, 'name'],
  ['a control character', { name: 'a\u0007b' }, 'name'],
  ['a language of others', { language: 'fr' }, 'language'],
  ['an address that is none', { email: 'a,b@example.org' }, 'email'],
  ['a list for an address (CVE-2023-7028)', { email: ['a@example.org', 'b@example.org'] }, 'email'],
  [
    'a role that there is not',
    { memberships: [{ employee_login: 'x', company: 'none', role: 'root', active: true }] },
    'memberships.0.role',
  ],
  [
    'an employee login with a slash',
    { memberships: [{ employee_login: 'a/b', company: 'none', role: 'hr', active: true }] },
    'memberships.0.employee_login',
  ],
  [
    'an employee login twice',
    { memberships: [1, 2].map(() => ({ employee_login: 'x', company: 'none', role: 'hr', active: true })) },
    'memberships',
  ],
  ['a plain password', { password: { format: 'plain', hash: 'x' } }, 'password.format'],
  ['a bcrypt hash of cost 31', { password: { format: 'bcrypt', hash: HASH.replace('$04$', '$31$') } }, 'password.hash'],
  ['a text for a flag', { active: 'yes' }, 'active'],
]
for (const [rule, change, path] of wrong) {
  test(`a record with ${rule} is refused with the path of it`, async () => {
    const { errors } = isProblem(
      await call('PUT', '/api/directory/people/wrong', personRecord('wrong@example.org', change)),
      422,
      'invalid-body',
    )
    assert.ok(
      errors?.some((error) => error.path === path && error.message.length > 0),
      JSON.stringify(errors),
    )
    isProblem(await call('GET', '/api/obligations/wrong'), 404, 'person-unknown')
  })
}
for (const zone of ['', 'Amsterdam', 'Europe/Atlantis', '../../etc/passwd', 'x'.repeat(100)]) {
  test(`${JSON.stringify(zone.slice(0, 20))} is no time zone`, async () =>
    void isProblem(
      await call('PUT', '/api/directory/companies/zone', { name: 'x', timezone: zone }),
      422,
      'invalid-body',
    ))
}
const bodies: [string, string | Uint8Array, Record<string, string>, number, string][] = [
  ['a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
  ['no JSON', '{', JSON_TYPE, 400, 'invalid-json'],
  ['nothing', '', JSON_TYPE, 400, 'invalid-json'],
  ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), JSON_TYPE, 400, 'invalid-json'],
  ['NUL', '{"name":"a\\u0000b"}', JSON_TYPE, 400, 'invalid-json'],
  ['a list', '[]', JSON_TYPE, 422, 'invalid-body'],
  ['null', 'null', JSON_TYPE, 422, 'invalid-body'],
  ['deep nesting', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, JSON_TYPE, 422, 'invalid-body'],
  ['more than 256 kB', JSON.stringify({ name: 'x'.repeat(262_144) }), JSON_TYPE, 413, 'too-large'],
]
for (const [rule, body, headers, status, name] of bodies) {
  test(`a body that is ${rule} is refused`, async () => {
    for (const [method, path] of [
      ['PUT', '/api/directory/people/body'],
      ['PUT', '/api/directory/companies/body'],
      ['POST', '/api/vouchers'],
    ] as const) {
      const answer = await raw(method, path, body, headers)
      isProblem(answer, status, name)
      assert.match(answer.type ?? '', /^application\/problem\+json/u)
    }
  })
}
test('ids of 128 visible characters are taken, longer or invisible ones are not', async () => {
  assert.equal(
    (await call('PUT', `/api/directory/companies/${'c'.repeat(128)}`, { name: 'x', timezone: 'UTC' })).status,
    200,
  )
  for (const id of ['c'.repeat(129), '%20', 'caf%C3%A9', '%00', 'a%2Fb', '%0A']) {
    const answer = await call('PUT', `/api/directory/companies/${id}`, { name: 'x', timezone: 'UTC' })
    assert.ok([400, 404].includes(answer.status), `${id}: ${answer.status}`)
  }
})
test('without a token 401 and where to get one; with the wrong scope 403; a made-up one 401', async () => {
  for (const authorization of [
    undefined,
    'Bearer x',
    `Bearer ${'x'.repeat(43)}`,
    'Basic eDp5',
    `Bearer ${'x'.repeat(5000)}`,
  ]) {
    const answer = await fetch(`${issuer}/api/obligations/known`, {
      headers: authorization === undefined ? {} : { authorization },
    })
    isProblem({ status: answer.status, body: await answer.json() }, 401, 'not-authenticated')
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/u)
  }
  const { body } = await world.api.token({ grant_type: 'client_credentials', scope: 'obligation' })
  const answer = await fetch(`${issuer}/api/directory/people?sub=x`, {
    headers: { authorization: `Bearer ${String(body['access_token'])}` },
  })
  isProblem({ status: answer.status, body: await answer.json() }, 403, 'insufficient-scope')
})
test('an address or a method that is not there is a 404 problem', async () => {
  for (const [method, path] of [
    ['GET', '/api/'],
    ['DELETE', '/api/directory/companies/x'],
    ['POST', '/api/obligations/x'],
    ['GET', '/api/vouchers'],
    ['PATCH', '/api/x'],
  ] as const)
    isProblem(await call(method, path), 404, 'not-found')
})

test('a person who is active in no directory any more signs in nowhere (CVE-2025-53942)', async () => {
  const person = await world.person('left', ['required'])
  await call('PUT', '/api/directory/people/left', { ...personRecord(person.email), active: false })
  const { page } = await signInAs(world, person)
  assert.equal(page.location?.searchParams.get('code') ?? null, null, 'no code for somebody who left')
})
test('an application that is registered for no API puts nobody, and one that loses it stops at once', async () => {
  const known = (await world.identity.applications.findByClientId(CLIENT.id))!
  const ordinary = { ...known, secret: CLIENT.secret, clientId: 'ordinary', apiClientScope: '' }
  await world.identity.applications.upsert(ordinary, world.clock.now())
  const ask = async (scope: Record<string, string>) => {
    const answer = await fetch(`${issuer}/oidc/token`, {
      method: 'POST',
      headers: { authorization: basicOf('ordinary') },
      body: new URLSearchParams({ grant_type: 'client_credentials', ...scope }),
    })
    return (await answer.json()) as { access_token?: string; error?: string }
  }
  const put = async (token: string | undefined) => {
    const answer = await fetch(`${issuer}/api/directory/people/planted`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...personRecord('planted@example.org'), memberships: [] }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  assert.deepEqual(await ask({ scope: 'directory' }).then(({ error }) => error), 'invalid_scope')
  isProblem(await put((await ask({})).access_token), 403, 'insufficient-scope')
  assert.equal(await world.identity.people.findByEmail('planted@example.org'), undefined)

  await world.identity.applications.upsert({ ...ordinary, apiClientScope: 'directory' }, world.clock.now())
  const { access_token: token } = await ask({ scope: 'directory' })
  assert.equal((await put(token)).status, 200)
  await world.identity.applications.upsert(ordinary, world.clock.now())
  isProblem(await put(token), 403, 'insufficient-scope')
})
test('the ids that one application gives its people mean nothing to another', async () => {
  await world.identity.applications.upsert(
    { ...(await world.identity.applications.findByClientId(CLIENT.id))!, secret: CLIENT.secret, clientId: 'other' },
    world.clock.now(),
  )
  const answer = await fetch(`${issuer}/oidc/token`, {
    method: 'POST',
    headers: { authorization: basicOf('other') },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'directory obligation' }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  const ask = async (path: string) =>
    (await fetch(issuer + path, { headers: { authorization: `Bearer ${token}` } })).status
  const { sub } = await world.person('own', ['none'])
  assert.deepEqual([await ask('/api/obligations/own'), await ask(`/api/directory/people?sub=${sub}`)], [404, 404])
  assert.ok(
    (
      await fill(
        world.browser(),
        await begin(world.browser(), authorizationRequest(issuer)),
        { username: 'own@example.org' },
        'username',
      )
    ).status < 500,
  )
})
