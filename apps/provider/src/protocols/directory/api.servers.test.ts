// The API of docs/api.md, answer by answer: directory, obligation, snooze, vouchers, and the problem details of
// everything that is wrong.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { authorizationRequest, begin, fill } from '#testing/openid-driver.ts'
import { companyWith, enrolledPerson, signInAs, signInWithTokens, statusOf } from '#testing/sign-in-driver.ts'

const world = await runningWorld()
after(() => world.stop())
const { issuer } = world.settings
const call: typeof world.api.call = (...words) => world.api.call(...words)
const MINUTE = 60_000
const HASH = '$2b$04$abcdefghijklmnopqrstuuY0123456789012345678901234567890'.slice(0, 60)

type Problem = {
  type: string
  title: string
  status: number
  reference: string
  errors?: { path: string; message: string }[]
}
function isProblem({ status, body }: { status: number; body: unknown }, expected: number, name: string): Problem {
  const problem = body as Problem
  assert.deepEqual(
    [status, problem.status, problem.type],
    [expected, expected, `urn:sluis:problem:${name}`],
    JSON.stringify(body),
  )
  assert.ok(problem.title.length > 0 && /^[\w-]{8}$/u.test(problem.reference), JSON.stringify(body))
  return problem
}
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
const JSON_TYPE = { 'content-type': 'application/json' }
const record = (email: string, more: Record<string, unknown> = {}) => ({
  name: 'Sanne de Vries',
  email,
  language: 'nl',
  active: true,
  memberships: [{ employee_login: `login-${email}`, company: 'prompt', role: 'employee', active: true }],
  ...more,
})

test('a company is put, and put again', async () => {
  const put = { name: 'Bakkerij', timezone: 'Europe/Amsterdam' }
  assert.deepEqual(await call('PUT', '/api/directory/companies/c-1', put), { status: 200, body: { id: 'c-1', ...put } })
  assert.deepEqual((await call('PUT', '/api/directory/companies/c-1', { ...put, name: 'Bakkerij B.V.' })).body, {
    id: 'c-1',
    ...put,
    name: 'Bakkerij B.V.',
  })
})
test('a person is put whole: what is missing is gone', async () => {
  const first = await call(
    'PUT',
    '/api/directory/people/whole',
    record('whole@example.org', {
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
    record('whole@example.org', {
      memberships: [{ employee_login: 'e-2', company: 'none', role: 'hr', active: true }],
    }),
  )
  assert.deepEqual(second.body, { sub, person: 'whole', employee_logins: ['e-2'] })
  assert.deepEqual(
    (await call('PUT', '/api/directory/people/whole', record('whole@example.org', { active: false }))).body,
    { sub, person: 'whole', employee_logins: [] },
  )
})
test('a password is taken over once: another one later changes nothing', async () => {
  const person = await world.person('has-password', ['none'])
  await call(
    'PUT',
    '/api/directory/people/has-password',
    record(person.email, { password: { format: 'bcrypt', hash: HASH } }),
  )
  assert.notEqual((await world.identity.passwords.findByPerson(person.sub))?.hash, HASH)
  assert.ok((await signInWithTokens(world, person)).idToken.sub)
})
test('an address of somebody else is refused, and people are never merged by it (rule 7)', async () => {
  await world.person('owner', ['none'])
  isProblem(await call('PUT', '/api/directory/people/taker', record('OWNER@example.org')), 409, 'email-taken')
  isProblem(
    await call('PUT', '/api/directory/people/taker', record('ｏｗｎｅｒ@example.org', { memberships: [] })),
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
      record('nowhere@example.org', {
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
      await call('PUT', '/api/directory/people/wrong', record('wrong@example.org', change)),
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
test('an unknown person or company at the obligation is a 404, whatever the bytes', async () => {
  await world.person('known', ['prompt'])
  for (const id of ['unknown', '%00', '%FF', 'a%20b', 'x'.repeat(3000)])
    isProblem(await call('GET', `/api/obligations/${id}`), 404, 'person-unknown')
  for (const company of ['unknown', 'none', '%00', '%FF', ''])
    assert.equal((await call('GET', `/api/obligations/known?company=${company}`)).status, 404, company)
  for (const id of ['unknown', 'a\u0001b', ''])
    assert.ok([404, 422].includes((await call('POST', '/api/vouchers', { person: id })).status), id)
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
    ['DELETE', '/api/directory/people/x'],
    ['POST', '/api/obligations/x'],
    ['GET', '/api/vouchers'],
    ['PATCH', '/api/x'],
  ] as const)
    isProblem(await call(method, path), 404, 'not-found')
})

test('the obligation is told with everything that docs/api.md names', async () => {
  const { requiredAt } = await companyWith(world, 'told', [-2 * MINUTE, -MINUTE, 60 * 24 * MINUTE])
  const { sub } = await world.person('told', ['told'])
  assert.deepEqual(await statusOf(world, 'told'), {
    person: 'told',
    sub,
    enrolled: false,
    obligation: 'invited',
    reason: 'prompt-phase',
    company: 'told',
    deadline: {
      at: requiredAt.toISOString(),
      timezone: 'Europe/Amsterdam',
      last_day: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' }).format(
        new Date(requiredAt.getTime() - 1),
      ),
    },
    snooze: { left: 3, until: null },
    may_postpone: true,
  })
})
const phases: [string, string[], string, string, boolean][] = [
  ['without', ['none'], 'none', 'no-roll-out', true],
  ['announced', ['announce'], 'none', 'announced', true],
  ['asked', ['prompt', 'announce'], 'invited', 'prompt-phase', true],
  ['passed', ['prompt', 'required'], 'required', 'date-passed', false],
  ['jobless', [], 'none', 'no-membership', true],
]
for (const [name, companies, obligation, reason, postpone] of phases) {
  test(`obligation: ${name} is ${obligation}, ${reason}`, async () => {
    await world.person(`phase-${name}`, companies)
    const told = await statusOf(world, `phase-${name}`)
    assert.deepEqual(
      [told['obligation'], told['reason'], told['may_postpone'], told['enrolled']],
      [obligation, reason, postpone, false],
    )
  })
}
test('asked about one company the answer is of that company alone', async () => {
  await world.person('several', ['prompt', 'required', 'none'])
  const about = async (company: string) =>
    ((await call('GET', `/api/obligations/several?company=${company}`)).body as { obligation: string }).obligation
  assert.deepEqual(
    [
      await about('prompt'),
      await about('required'),
      await about('none'),
      (await statusOf(world, 'several'))['obligation'],
    ],
    ['invited', 'required', 'none', 'required'],
  )
})
test('who is enrolled is told so, and the obligation is still what it is', async () => {
  await enrolledPerson(world, 'enrolled', ['prompt'])
  const told = await statusOf(world, 'enrolled')
  assert.deepEqual([told['enrolled'], told['obligation']], [true, 'invited'])
  isProblem(await call('POST', '/api/obligations/enrolled/snooze', { snooze_left: 3 }), 409, 'not-invited')
})

const snooze = (person: string, left: number) =>
  call('POST', `/api/obligations/${person}/snooze`, { snooze_left: left })
test('“Later”: each is counted, lasts its hours, and when all are used there is none', async () => {
  await companyWith(world, 'later', [-2 * MINUTE, -MINUTE, 14 * 24 * 60 * MINUTE])
  await world.person('later', ['later'])
  const first = await snooze('later', 3)
  const { until } = (first.body as { snooze: { until: string } }).snooze
  assert.deepEqual(
    [first.status, (first.body as { reason: string }).reason, (first.body as { snooze: { left: number } }).snooze.left],
    [200, 'snoozed', 2],
  )
  assert.ok(Math.abs(new Date(until).getTime() - world.clock.now().getTime() - 24 * 60 * MINUTE) < 10_000)
  isProblem(await snooze('later', 3), 409, 'snooze-stale')
  assert.equal((await statusOf(world, 'later'))['reason'], 'snoozed')
  assert.deepEqual([(await snooze('later', 2)).status, (await snooze('later', 1)).status], [200, 200])
  isProblem(await snooze('later', 0), 409, 'no-snooze-left')
})
test('a double click is one snooze, however close', async () => {
  await world.person('double', ['prompt'])
  const answers = await Promise.all(Array.from({ length: 8 }, () => snooze('double', 3)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((one, other) => one - other),
    [200, ...Array<number>(7).fill(409)],
  )
  assert.equal(((await statusOf(world, 'double'))['snooze'] as { left: number }).left, 2)
})
test('nothing is put off that was not asked: announced, without a roll-out, past the date', async () => {
  isProblem(await snooze('phase-announced', 3), 409, 'not-invited')
  isProblem(await snooze('phase-without', 0), 409, 'not-invited')
  isProblem(await snooze('phase-passed', 3), 409, 'required')
  for (const left of [-1, 15, 1.5, '3', null])
    isProblem(await call('POST', '/api/obligations/phase-asked/snooze', { snooze_left: left }), 422, 'invalid-body')
})
test('“Later” that is clicked at the instant is refused, and one clicked before never lasts past it (edge case 40)', async () => {
  const { requiredAt } = await companyWith(world, 'edge', [-2 * MINUTE, -MINUTE, 10 * MINUTE])
  await world.person('edge', ['edge'])
  const taken = await snooze('edge', 3)
  assert.equal((taken.body as { snooze: { until: string } }).snooze.until, requiredAt.toISOString())
  world.clock.moveBy(requiredAt.getTime() - world.clock.now().getTime())
  isProblem(await snooze('edge', 2), 409, 'required')
  assert.deepEqual(
    [(await statusOf(world, 'edge'))['obligation'], (await statusOf(world, 'edge'))['may_postpone']],
    ['required', false],
  )
})
test('a voucher is 256 random bits for ten minutes, and the audit trail knows of it', async () => {
  const { sub } = await world.person('vouched', ['prompt'])
  const { status, body } = await call('POST', '/api/vouchers', { person: 'vouched' })
  const { voucher, expires_at: expiresAt } = body as { voucher: string; expires_at: string }
  assert.equal(status, 201)
  assert.match(voucher, /^[\w-]{43}$/u)
  assert.ok(Math.abs(new Date(expiresAt).getTime() - world.clock.now().getTime() - 10 * MINUTE) < 10_000)
  const trail = await world.identity.audit.listByPerson(sub, 10)
  assert.ok(
    trail.some(({ action }) => action === 'voucher-given') && trail.every(({ entry }) => !entry.includes(voucher)),
  )
})
test('a person whom no directory has in service any more signs in nowhere (CVE-2025-53942)', async () => {
  const person = await world.person('left', ['required'])
  await call('PUT', '/api/directory/people/left', { ...record(person.email), active: false })
  const { page } = await signInAs(world, person)
  assert.equal(page.location?.searchParams.get('code') ?? null, null, 'no code for somebody who left')
})
test('what one application calls its people is nothing to another', async () => {
  await world.identity.applications.upsert(
    { ...(await world.identity.applications.findByClientId(CLIENT.id))!, clientId: 'other' },
    world.clock.now(),
  )
  const basic = `Basic ${Buffer.from(`other:${encodeURIComponent(CLIENT.secret).replaceAll('%20', '+')}`).toString('base64')}`
  const answer = await fetch(`${issuer}/oidc/token`, {
    method: 'POST',
    headers: { authorization: basic },
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
