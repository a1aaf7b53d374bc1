// What an operator does with applications, beside processes that run: secrets are shown once and follow each other,
// what is laxer is said, and what is removed is gone with all that it was given.
import { randomId } from '@sluis/server-kit/random'
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { freePort } from '@sluis/test-kit'
import { until } from '#testing/until.ts'
import { enrolledPerson, refresh, signInWithTokens } from '#testing/sign-in-driver.ts'
import { CLIENT, runningWorld } from '#testing/running-world.ts'
import { startProvider } from '../server/main.ts'
import { warnOfSecrets } from '../server/secret-warnings.ts'
import { readCommandLine } from './command-line.ts'
import { COMMANDS } from './command.ts'

const world = await runningWorld()
const port = await freePort()
const elsewhere = { ...world.settings, listen: { address: '127.0.0.1', port }, issuer: `http://localhost:${port}` }
// Another process on the same database, which has applications in memory of its own.
const second = await startProvider(elsewhere, { clock: world.clock })
after(async () => {
  await second.stop()
  await world.stop()
})
const OWN = 'a secret of more than thirty-two characters'

/** As `runCommand`, on what is open already. */
async function command(line: string, input = ''): Promise<{ code: number; output: string }> {
  const caller = { name: 'npm run here', isDemo: false, input: Readable.from([input]) }
  const read = readCommandLine(line.split(' '), COMMANDS)
  assert.ok(read.kind === 'command', JSON.stringify(read))
  const lines: string[] = []
  const print = (text: string) => void lines.push(text)
  const { run, wrongValues } = COMMANDS[read.name]!
  const wrong = wrongValues?.(read.values, caller) ?? []
  if (wrong.length > 0) return { code: 2, output: wrong.join('\n') }
  const code = await run(world.provider, read.values, print, world.settings, caller)
  return { code, output: lines.join('\n') }
}
const secretIn = (output: string) => /shown this once:\n([\w-]{43})$/mu.exec(output)?.[1] ?? ''
/** At both processes. */
const statusesOf = (clientId: string, secret: string) =>
  Promise.all(
    [world.settings.issuer, elsewhere.issuer].map(async (issuer) => {
      const basic = Buffer.from(`${clientId}:${encodeURIComponent(secret)}`).toString('base64')
      const body = new URLSearchParams({ grant_type: 'client_credentials' })
      const headers = { authorization: `Basic ${basic}` }
      return (await fetch(`${issuer}/oidc/token`, { method: 'POST', headers, body })).status
    }),
  )
const BACK = '--redirect-uri https://roster.example/back'

test('a secret is made and shown once, or read from standard input, and never stands on the command line', async () => {
  const made = await command(`application register --id roster --name Roster ${BACK}`)
  assert.equal(made.code, 0)
  assert.deepEqual(await statusesOf('roster', secretIn(made.output)), [200, 200])
  const given = await command(`application register --id given --name Given ${BACK} --secret-from-stdin`, `${OWN}\n`)
  assert.deepEqual(given, { code: 0, output: 'given is registered.' })
  assert.deepEqual(await statusesOf('given', OWN), [200, 200])
  for (const [input, fault] of [
    ['', /32 to 200 characters/u],
    ['short', /32 to 200 characters/u],
    ['ab'.repeat(20), /again and again/u],
    [`${OWN}\nanother line`, /on one line/u],
    ['x'.repeat(100_000), /32 to 200 characters/u],
  ] as const) {
    const refused = await command(`application register --id x --name X ${BACK} --secret-from-stdin`, input)
    assert.deepEqual([refused.code, fault.test(refused.output)], [1, true], refused.output)
  }
  for (const shown of ['application list', 'application show --id roster'])
    assert.equal((await command(shown)).output.includes(secretIn(made.output)), false)
})
test('one secret follows the other without a moment of neither, in every process', async () => {
  const first = secretIn((await command(`application register --id turning --name Turning ${BACK}`)).output)
  const rotated = await command('application rotate-secret --id turning --expires 20')
  assert.match(rotated.output, /^The one before goes on until /u)
  const next = secretIn(rotated.output)
  assert.deepEqual(
    [await statusesOf('turning', first), await statusesOf('turning', next)],
    [
      [200, 200],
      [200, 200],
    ],
  )
  const third = await command('application rotate-secret --id turning')
  assert.deepEqual([third.code, /Two secrets are alive/u.test(third.output)], [1, true])
  const shown = await command('application show --id turning')
  assert.match(shown.output, /^ {2}! can prove to be itself until .*: its last secret ends then$/mu)
  const logged: unknown[] = []
  const log = { warn: (...line: unknown[]) => void logged.push(line) } as never
  await warnOfSecrets({ identity: world.identity, notify: null as never, clock: world.clock, log })
  assert.match(
    JSON.stringify(logged),
    /^\[\[\{"application":"turning"\},"an application can prove to be itself until /u,
  )
  const [newest, oldest] = [...shown.output.matchAll(/secret ([0-9a-f-]{36}): made/gu)].map(([, id]) => id)
  assert.equal((await command(`application end-secret --id turning --secret-id ${oldest}`)).code, 0)
  assert.deepEqual(
    [await statusesOf('turning', first), await statusesOf('turning', next)],
    [
      [401, 401],
      [200, 200],
    ],
  )
  const leaked = await command('application rotate-secret --id turning --overlap 0 --secret-from-stdin', OWN)
  assert.deepEqual(leaked, { code: 0, output: 'Every other secret has ended.' })
  assert.deepEqual(
    [await statusesOf('turning', next), await statusesOf('turning', OWN)],
    [
      [401, 401],
      [200, 200],
    ],
  )
  assert.equal((await command(`application end-secret --id turning --secret-id ${newest}`)).code, 1)
  assert.equal((await command('application end-secret --id turning --secret-id nonsense')).code, 1)
  assert.equal((await command('application rotate-secret --id nobody')).code, 1)
})
test('each setting that is laxer than the strict one is chosen, and said wherever the application is listed', async () => {
  const lax = '--pkce nonce-instead --authentication client_secret_post --id-token-algorithm RS256'
  assert.match((await command(`application register --id lax --name Lax ${BACK} ${lax}`)).output, /^ {2}! /mu)
  const warning = '  ! takes codes without PKCE (nonce required)'
  for (const line of ['application list', 'application show --id lax'])
    assert.ok((await command(line)).output.split('\n').includes(warning))
  assert.equal(
    (await command('application update --id lax --authentication none')).output,
    ['--pkce must be required for a public application: it has nothing else.'].join('\n'),
  )
  const native = 'application register --id native --name Native --kind native --redirect-uri org.example.app:/back'
  assert.deepEqual(await command(native), {
    code: 0,
    output: 'native is registered.\n  ! is native: it runs on people’s own devices, and has no secret',
  })
  assert.equal((await command('application rotate-secret --id native')).code, 1)
  assert.equal((await command(`${native.replace('--id native', '--id n')} --secret-from-stdin`, OWN)).code, 2)
})
test('an address that is changed is taken, and the one before refused: at once where it was changed, within five seconds by a process that has it in memory', async () => {
  const { output } = await command(
    'application register --id moving --name Moving --redirect-uri https://moving.example/1',
  )
  const basic = Buffer.from(`moving:${secretIn(output)}`).toString('base64')
  const push = async (issuer: string, step: number): Promise<number> => {
    const body = new URLSearchParams({
      client_id: 'moving',
      response_type: 'code',
      scope: 'openid',
      redirect_uri: `https://moving.example/${step}`,
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    })
    const headers = { authorization: `Basic ${basic}` }
    return (await fetch(`${issuer}/oidc/par`, { method: 'POST', headers, body })).status
  }
  const both = (issuer: string, step: number) => Promise.all([push(issuer, step), push(issuer, step - 1)])
  const moveTo = async (step: number): Promise<void> => {
    await command(`application update --id moving --redirect-uri https://moving.example/${step}`)
    assert.deepEqual(await both(world.settings.issuer, step), [201, 400])
  }
  const follows = (step: number) =>
    until(
      second.database.pool,
      `address ${step}`,
      async () => (await both(elsewhere.issuer, step)).join() === '201,400',
      5_000,
    )
  const ask = (sql: string) => world.provider.database.pool.query(sql)
  const look = () => second.schedules.find(({ name }) => name === 'look whether applications have changed')!.run()
  await look()
  await follows(1)
  await moveTo(2)
  await follows(2)
  // Nobody listens when it is changed.
  await ask("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'sluis notices'")
  await moveTo(3)
  await follows(3)
  // Nobody is told that it was changed, and the process looks for itself.
  await ask('alter table application disable trigger application_changed')
  await moveTo(4)
  await push(elsewhere.issuer, 4)
  await look()
  assert.deepEqual(await both(elsewhere.issuer, 4), [201, 400])
  await ask('alter table application enable trigger application_changed')
  // What lets nobody in any more is never in memory.
  assert.equal((await command('application remove --id moving --yes')).code, 0)
  assert.equal(await push(elsewhere.issuer, 4), 401)
})
/** The API of those who register, by an application of its own. */
async function registrar() {
  const id = `registrar-${randomUUID()}`
  const line = `application register --id ${id} --name=${id} --api-scope applications`
  const secret = secretIn((await command(line)).output)
  const { issuer } = world.settings
  const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'applications' })
  const answer = await fetch(`${issuer}/oidc/token`, { method: 'POST', headers: { authorization }, body })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return (method: string, path: string, sent?: unknown, more: Record<string, string> = {}) =>
    fetch(`${issuer}/api/admin/applications${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...more },
      ...(sent !== undefined && { body: JSON.stringify(sent) }),
    })
}

test('what one door takes all of them take: register and update, by the command and by the API', async () => {
  const api = await registrar()
  const values = [
    ['https://localhost:3002/cb', true, false],
    ['http://127.0.0.1/cb', true, true],
    ['com.example.app:/cb', false, true],
    ['http://app.example/cb', false, false],
    ['https://app.example/cb#part', false, false],
  ] as const
  for (const kind of ['web', 'native'] as const) {
    const changed = `changed-${kind}`
    await command(`application register --id ${changed} --name Changed --kind ${kind} --device-grant yes`)
    for (const [at, [value, ...fits]] of values.entries())
      for (const [option, field] of [
        ['--redirect-uri', 'redirect_uris'],
        ['--post-logout-redirect-uri', 'post_logout_redirect_uris'],
      ] as const) {
        const id = `door-${kind}-${at}-${field.slice(0, 4)}`
        const more = { name: 'Door', kind, device_grant: true, [field]: [value] }
        const etag = (await api('GET', `/${changed}`)).headers.get('etag')!
        const doors = [
          (
            await command(
              `application register --id ${id} --name Door --kind ${kind} --device-grant yes ${option} ${value}`,
            )
          ).code === 0,
          (await api('POST', '', { client_id: `${id}-api`, ...more })).status === 201,
          (await api('PATCH', `/${changed}`, { [field]: [value] }, { 'if-match': etag })).status === 200,
          (await command(`application update --id ${changed} ${option} ${value}`)).code === 0,
        ]
        assert.deepEqual(doors, Array(4).fill(fits[kind === 'web' ? 0 : 1]), `${kind} ${option} ${value}`)
      }
  }
})
test('an application whose name people take for that of another one is warned of, by the command and by the API', async () => {
  const named = (id: string, name: string) => `application register --id ${id} --name=${name} ${BACK}`
  assert.ok(!(await command(named('payslips', 'Payslips'))).output.includes('may take'))
  for (const [id, name] of [
    ['case', 'PAY-SLIPS'],
    ['width', 'Ｐａｙｓｌｉｐｓ'],
    ['script', 'Раyslірs'],
  ]) {
    const made = await command(named(id!, name!))
    assert.match(made.output, /^ {2}! has a name that people may take for that of .*\bpayslips\b/mu)
  }
  const api = await registrar()
  const body = { client_id: 'again', name: 'Loon', names: { en: 'payslips' }, redirect_uris: ['https://a.example/'] }
  const { warnings } = (await (await api('POST', '', body)).json()) as { warnings: { name: string }[] }
  assert.deepEqual(
    warnings.map(({ name }) => name),
    ['same-name'],
  )
  assert.match(
    (await command('application list')).output,
    /^ {2}! has a name that people may take for that of .*\bagain\b/mu,
  )
})
test('what was got of an application may be sent back whole; what only Sluis sets cannot be changed (RFC 7396)', async () => {
  const api = await registrar()
  const body = { client_id: 'whole', name: 'Whole', redirect_uris: ['https://a.example/'] }
  assert.equal((await api('POST', '', { ...body, logo_uri: null, secrets: [], warnings: [] })).status, 201)
  const got = await api('GET', '/whole')
  const shown = (await got.json()) as object
  const change = async (sent: object) => {
    const answer = await api('PATCH', '/whole', sent, { 'if-match': got.headers.get('etag')! })
    const { errors = [] } = (await answer.json()) as { errors?: { path: string; message: string }[] }
    return [answer.status, errors.map(({ path, message }) => `${path} ${message.split(':')[0]!}`)]
  }
  assert.deepEqual(await change({ ...shown, warnings: [{ name: 'of-then', text: '' }] }), [200, []])
  assert.deepEqual(
    await change({
      client_id: 'other',
      secrets: [],
      logo_uri: 'https://a.example/x.png',
      warnings: 1,
      client_secret: 'x',
    }),
    [
      422,
      [
        'client_id cannot be changed',
        'secrets cannot be changed here',
        'logo_uri cannot be changed here',
        'warnings cannot be changed',
        'client_secret cannot be chosen',
      ],
    ],
  )
})
test('a refusal names the scopes that are missing, and a first secret no others that would end', async () => {
  const api = await registrar()
  const sent = { client_id: 'more', name: 'More', redirect_uris: [], api_scopes: ['directory', 'applications'] }
  const { detail } = (await (await api('POST', '', sent)).json()) as { detail: string }
  assert.match(detail, /^This token has not "directory": .* the operator’s alone\.$/u)
  await command(`application register --id first --name First ${BACK}`)
  const made = async () =>
    ((await (await api('POST', '/first/secrets', {})).json()) as { others_until: unknown }).others_until
  const { rows } = await world.provider.database.pool.query<{ id: string }>(
    "select s.id from application_secret s join application a on a.id = s.application_id where a.client_id = 'first'",
  )
  assert.equal((await command(`application end-secret --id first --secret-id ${rows[0]!.id}`)).code, 0)
  assert.deepEqual([await made(), typeof (await made())], [null, 'string'])
})
test('a logo is read from a file, and what is none is refused before anything changes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-logo-'))
  after(() => rmSync(folder, { recursive: true }))
  const files = { png: join(folder, 'logo.png'), svg: join(folder, 'logo.svg') }
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  writeFileSync(files.png, Buffer.from(png, 'base64'))
  writeFileSync(files.svg, '<svg/>')
  assert.match(
    (await command(`application update --id given --logo ${files.svg}`)).output,
    /^--logo: the file is an SVG/u,
  )
  assert.match((await command('application update --id given --logo /nowhere')).output, /cannot be read/u)
  assert.equal((await command(`application update --id given --logo ${files.png}`)).code, 0)
  const { id, logo } = (await world.identity.applications.findByClientId('given'))!
  assert.ok(logo)
  assert.equal((await fetch(`${elsewhere.issuer}/applications/${id}/logo`)).status, 200)
  assert.equal((await command('application update --id given --no-logo')).code, 0)
  assert.equal((await fetch(`${elsewhere.issuer}/applications/${id}/logo`)).status, 404)
})
test('an application is removed with its directory only where that is said, and its people are out at once and told', async () => {
  const who = await enrolledPerson(world, 'of-kade', ['required'])
  const { refreshToken } = await signInWithTokens(world, who)
  assert.equal((await command('application remove --id kade')).code, 2, '--yes')
  const refused = await command('application remove --id kade --yes')
  assert.deepEqual(refused, {
    code: 1,
    output: 'Active in its directory: 1 person. --with-directory takes them out too, and tells each.',
  })
  assert.equal((await refresh(world, refreshToken)).status, 200)
  assert.deepEqual(await command('application remove --id kade --yes --with-directory'), {
    code: 0,
    output: 'kade is removed, and 1 person with it.',
  })
  assert.equal((await refresh(world, refreshToken)).status, 401)
  assert.deepEqual(await statusesOf(CLIENT.id, CLIENT.secret), [401, 401])
  const { rows } = await world.provider.database.pool.query(
    "select 1 from audit_event where action in ('person-removed', 'application-removed')",
  )
  assert.equal(rows.length, 3, 'of moving, of kade, and of its person')
  assert.equal((await command('application remove --id kade --yes')).code, 1)
})
test('administrators are mailed 14 and 3 days before an application’s last secret ends, once each by however many processes', async () => {
  const id = randomId()
  const address = { email: 'admin@example.org', emailKey: 'admin@example.org', isFree: true }
  await world.identity.people.upsert({ id, name: 'Admin', language: 'en', ...address }, world.clock.now())
  await world.identity.people.makeAdministrator(id, world.clock.now())
  await command(`application register --id ending --name Ending ${BACK} --expires 20`)
  const mails = () => world.mail.messages.filter(({ to }) => to.includes(address.email))
  const look = () =>
    Promise.all(
      [world.provider, second].map(({ schedules }) =>
        schedules.find(({ name }) => name === 'warn of secrets that end')!.run(),
      ),
    )
  await look()
  for (const [days, count] of [
    [6, 1],
    [10, 1],
    [1, 2],
    [2, 2],
  ] as const) {
    world.clock.moveBy(days * 86_400_000)
    await look()
    await look()
    await world.mail.waitFor(() => mails().length >= count)
    assert.equal(mails().length, count, `after ${days} days more`)
  }
  assert.match(mails()[0]!.subject, /^The secret of Ending ends on /u)
  assert.match(mails()[0]!.text, /application rotate-secret --id ending/u)
})
