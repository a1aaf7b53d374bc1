// An operator's commands: each does its one thing and says so, and wrong words change nothing and are all named.
import { randomId } from '@sluis/server-kit/random'
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { readCommandLine } from './command-line.ts'
import { COMMANDS, runCommand } from './command.ts'
import { connectProvider } from '../server/main.ts'
import { ownDatabase } from '#testing/prepared-database.ts'
import { testSettings } from '#testing/running-world.ts'

const { directory } = await ownDatabase()
const settings = () => testSettings(0, 'smtp://127.0.0.1:1', { directory })

const CALLER = { name: 'npm run here', isDemo: false }
const SECRET = 'a secret of more than thirty-two characters'

async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const lines: string[] = []
  const caller = { ...CALLER, input: Readable.from([`${SECRET}\n`]) }
  const code = await runCommand(args, settings, (line) => void lines.push(line), caller)
  return { code, output: lines.join('\n') }
}
const kade = [
  '--id',
  'kade',
  '--name',
  'Kade',
  '--secret-from-stdin',
  '--redirect-uri',
  'https://kade.example.org/signed-in',
]

const update = (...options: string[]) => run('application', 'update', '--id', 'kade', ...options)
async function registered() {
  const context = await connectProvider(settings())
  const application = await context.identity.applications.findByClientId('kade')
  const hasSecret = await context.identity.applicationSecrets.hasSecret('kade', SECRET, new Date())
  await context.close()
  return { ...application!, hasSecret }
}

test('an application is registered, may do nothing by itself unless that is said, and is not overwritten by another', async () => {
  assert.deepEqual(await run('application', 'register', ...kade), { code: 0, output: 'kade is registered.' })
  const { code, output } = await run('application', 'register', ...kade, '--home', 'https://evil.example/')
  assert.deepEqual([code, output.includes('"application update"')], [1, true], output)
  const { name, homeUri, redirectUris, apiClientScope } = await registered()
  assert.deepEqual(
    [name, homeUri, redirectUris, apiClientScope],
    ['Kade', null, ['https://kade.example.org/signed-in'], ''],
  )
})
test('an update changes what it names, and nothing else; an application may have several addresses of a kind', async () => {
  const addresses = ['--redirect-uri', 'https://kade.example.org/a', '--redirect-uri', 'https://kade.example.org/b']
  assert.equal((await update(...addresses, '--api-scope', 'obligation', '--api-scope', 'directory')).code, 0)
  const { name, hasSecret, redirectUris, apiClientScope } = await registered()
  assert.deepEqual(
    [name, hasSecret, redirectUris, apiClientScope],
    ['Kade', true, ['https://kade.example.org/a', 'https://kade.example.org/b'], 'directory obligation'],
  )
  assert.deepEqual(await run('application', 'update', '--id', 'nobody', '--name', 'x'), {
    code: 1,
    output: '--id: no application is registered under it.',
  })
})
test('an application is told of ended sessions where it says, by https alone; what it may do can be taken away', async () => {
  for (const wrong of [
    'http://kade.example.org/out',
    'https://kade.example.org/out#x',
    'ftp://kade.example.org/',
    'kade',
  ]) {
    const { code, output } = await update('--backchannel-logout-uri', wrong)
    assert.deepEqual([code, output.includes('--backchannel-logout-uri')], [2, true], wrong)
  }
  const changed = await update(
    '--backchannel-logout-uri',
    'https://kade.example.org/out',
    '--api-scope',
    'none',
    '--separate-companies',
    'yes',
  )
  assert.equal(changed.code, 0)
  const { backchannelLogoutUri, apiClientScope, separatesCompanies } = await registered()
  assert.deepEqual(
    [backchannelLogoutUri, apiClientScope, separatesCompanies],
    ['https://kade.example.org/out', '', true],
  )
})
test('what was typed rightly and cannot be done is refused in words, with exit code 1', async () => {
  const rollout = [
    'rollout',
    'plan',
    '--app',
    'kade',
    '--company',
    'c-1',
    '--announce',
    '2027-01-04',
    '--prompt',
    '2027-02-01',
    '--required',
    '2027-03-16',
  ]
  assert.deepEqual(await run(...rollout), {
    code: 1,
    output:
      '--company: the application has sent no company yet. It sends them with its people, by the API (docs/api.md).',
  })
  assert.deepEqual(await run(...rollout.map((word) => (word === 'kade' ? 'other' : word))), {
    code: 1,
    output: '--app: no application is registered under that id.',
  })
  const nobody = { code: 1, output: '--email: nobody has that address, or several claim it and none has proved it.' }
  const email = ['--email', 'nobody@example.org']
  assert.deepEqual(await run('administrator', 'grant', ...email), nobody)
  assert.deepEqual(await run('account', 'unlock', ...email, '--reason', 'called back'), nobody)
  const remove = ['directory', 'remove', '--person', 'p-1', '--reason', 'created anew', '--application']
  assert.deepEqual(
    [await run(...remove, 'unknown'), await run(...remove, 'kade')],
    ['--application: no application has that client id.', '--person: that directory has no such person.'].map(
      (output) => ({ code: 1, output }),
    ),
  )
})
test('the audit trail of all this verifies, and a changed one ends in code 1', async () => {
  assert.equal((await run('signing-key', 'rotate')).code, 0)
  const whole = await run('audit', 'verify')
  assert.equal(whole.code, 0)
  assert.match(whole.output, /^5 entries, all as they were appended/u)
  const context = await connectProvider(settings())
  await context.database.pool.query('alter table audit_event disable trigger all')
  await context.database.pool.query(
    "update audit_event set entry = replace(entry, 'operator', 'somebody') where seq = 2",
  )
  await context.close()
  const broken = await run('audit', 'verify')
  assert.equal(broken.code, 1)
  assert.match(broken.output, /^BROKEN at entry 2/u)
})
test('a roll-out that begins to be mandatory in the past, and a second one of one company, are refused in words', async () => {
  const context = await connectProvider(settings())
  const application = (await context.identity.applications.findByClientId('kade'))!
  await context.identity.companies.upsert(application.id, {
    externalId: 'c-2',
    name: 'B',
    timezone: 'Europe/Amsterdam',
  })
  await context.close()
  const datesOf = (year: number) => [
    '--announce',
    `${year}-01-04`,
    '--prompt',
    `${year}-02-01`,
    '--required',
    `${year}-03-01`,
  ]
  const plan = (year: number) => run('rollout', 'plan', '--app', 'kade', '--company', 'c-2', ...datesOf(year))
  assert.deepEqual(await plan(2020), {
    code: 1,
    output: '--required lies in the past: nobody would have been told.',
  })
  assert.deepEqual(await plan(9999), {
    code: 1,
    output: '--required lies more than 10 years ahead; a date once published only moves later.',
  })
  assert.deepEqual(await run('rollout', 'plan', '--app', 'kade', '--company', 'c-1', ...datesOf(2030)), {
    code: 1,
    output: '--company: the application has sent no company with that id.',
  })
  assert.deepEqual(
    await plan(2030),
    { code: 0, output: 'Planned. Mandatory from 1 March 2030 at 00:00 (Europe/Amsterdam).' },
    'the day that was typed, in its zone',
  )
  assert.deepEqual(await plan(2030), { code: 1, output: 'That company has a date already; it is moved at /admin.' })
})

test('a help desk finds somebody and sees why they cannot get in, with a reason that is recorded, and nothing secret', async () => {
  const context = await connectProvider(settings())
  const { identity, clock } = context
  const application = (await identity.applications.findByClientId('kade'))!
  const [id, factorId, email] = [randomId(), randomId(), 'piotr@example.org']
  const now = clock.now()
  await identity.people.upsert(
    { id, name: 'Piotr \u001b[31mNowak', email, emailKey: email, isFree: true, language: 'nl' },
    now,
  )
  const companyId = (await identity.companies.idsOf(application.id, ['c-2'])).get('c-2')!
  await identity.companies.upsertPerson(application.id, 'p-77', id, null)
  await identity.companies.replaceMemberships(
    application.id,
    id,
    [{ employeeLogin: 'e', companyId, role: 'employee', endedAt: null }],
    now,
  )
  const secret = Buffer.from('twenty bytes of seed')
  await identity.transaction((stores) =>
    stores.totp.add({ id: factorId, personId: id, secret, label: 'x', step: 1 }, now),
  )
  await identity.people.lock(id, now)

  /** As `run`, on what is open already. */
  async function here(...args: string[]): Promise<{ code: number; output: string }> {
    const line = readCommandLine(args, COMMANDS)
    assert.ok(line.kind === 'command')
    const lines: string[] = []
    const { name, values } = line
    const code = await COMMANDS[name]!.run(context, values, (each) => void lines.push(each), settings(), CALLER)
    return { code, output: lines.join('\n') }
  }
  const reason = ['--reason', 'ticket 12']
  for (const text of ['nowa', email, 'p-77', id])
    assert.deepEqual(await here('person', 'find', '--text', text, ...reason), {
      code: 0,
      output: `${id}  Piotr \ufffd[31mNowak  ${email}  B  LOCKED`,
    })
  assert.deepEqual(await here('person', 'find', '--text', "%' or 1=1", ...reason), {
    code: 1,
    output: 'Nobody was found.',
  })
  const { output } = await here('person', 'show', '--email', email, ...reason)
  for (const line of [
    /^Works at: +B$/mu,
    /^Account: +LOCKED by its owner/mu,
    /^Second factor: +totp, since /mu,
    /^Recovery codes: +none$/mu,
    /^Wrong codes: +0 in a row$/mu,
  ])
    assert.match(output, line)
  for (const format of ['hex', 'base64', 'utf8'] as const) assert.ok(!output.includes(secret.toString(format)))
  assert.equal((await here('person', 'sessions', '--id', id, ...reason)).output, 'Signed in nowhere.')
  assert.equal((await here('person', 'unlock', '--id', id, ...reason)).code, 0)
  assert.match(
    (await here('person', 'show', '--id', id, ...reason)).output,
    /^Account: +open\n[^]*^Second factors: +none$/mu,
  )

  for (const wrong of [
    ['find', '--text', 'nowa'],
    ['show', ...reason],
    ['show', '--id', email, ...reason],
    ['sessions', '--email', email, '--id', id, ...reason],
    ['find', '--text', 'x', ...reason],
  ])
    assert.equal((await run('person', ...wrong)).code, 2, wrong.join(' '))
  assert.deepEqual(await here('person', 'show', '--id', factorId, ...reason), {
    code: 1,
    output:
      'There is nobody with that address or id, or several claim the address: "person find" lists them, and --id names one.',
  })
  const { rows } = await context.database.pool.query<{ entry: string }>(
    "select entry from audit_event where entry like '%looked-up%'",
  )
  await context.close()
  assert.equal(rows.length, 8)
  for (const { entry } of rows) assert.ok(entry.includes('ticket 12') && !entry.includes('@'), entry)
})
