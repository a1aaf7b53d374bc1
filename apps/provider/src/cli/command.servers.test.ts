// An operator's commands: each does its one thing and says so, and wrong words change nothing and are all named.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommand } from './command.ts'
import { connectProvider } from '../server/main.ts'
import { ownDatabase } from '#testing/prepared-database.ts'
import { testSettings } from '#testing/running-world.ts'

const { directory } = await ownDatabase()
const settings = () => testSettings(0, 'smtp://127.0.0.1:1', { directory })

async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const lines: string[] = []
  const code = await runCommand(args, settings, (line) => void lines.push(line))
  return { code, output: lines.join('\n') }
}
const kade = [
  '--id',
  'kade',
  '--name',
  'Kade',
  '--secret',
  'a secret of more than thirty-two characters',
  '--redirect-uri',
  'https://kade.example.org/signed-in',
]

test('without a command, or with one that is none, it says what there is and does nothing', async () => {
  for (const args of [[], ['destroy'], ['audit', 'verify', 'twice']]) {
    const { code, output } = await run(...args)
    assert.equal(code, 2)
    assert.match(output, /audit verify[^]*account unlock/u)
  }
})
test('an application is registered, and registered again under the same id it is the same one', async () => {
  assert.deepEqual(await run('application', 'register', ...kade), { code: 0, output: 'kade is registered.' })
  assert.equal((await run('application', 'register', ...kade, '--home', 'https://kade.example.org/')).code, 0)
  const context = await connectProvider(settings())
  const application = await context.identity.applications.findByClientId('kade')
  await context.close()
  assert.deepEqual(
    [application?.name, application?.homeUri, application?.redirectUris],
    ['Kade', 'https://kade.example.org/', ['https://kade.example.org/signed-in']],
  )
})
test('an application is told of ended sessions where it says, by https alone', async () => {
  for (const wrong of [
    'http://kade.example.org/out',
    'https://kade.example.org/out#x',
    'ftp://kade.example.org/',
    'kade',
  ]) {
    const { code, output } = await run('application', 'register', ...kade, '--backchannel-logout-uri', wrong)
    assert.deepEqual([code, output.includes('--backchannel-logout-uri')], [2, true], wrong)
  }
  assert.equal(
    (
      await run(
        'application',
        'register',
        ...kade,
        '--home',
        'https://kade.example.org/',
        '--backchannel-logout-uri',
        'https://kade.example.org/out',
      )
    ).code,
    0,
  )
  const context = await connectProvider(settings())
  const application = await context.identity.applications.findByClientId('kade')
  await context.close()
  assert.equal(application?.backchannelLogoutUri, 'https://kade.example.org/out')
})
test('a registration with several wrong values names them all and changes nothing', async () => {
  const { code, output } = await run(
    'application',
    'register',
    '--id',
    'two words',
    '--name',
    'X',
    '--secret',
    'short',
    '--redirect-uri',
    'ftp://kade.example.org/',
  )
  assert.equal(code, 2)
  for (const name of ['--id', '--secret', '--redirect-uri']) assert.ok(output.includes(name), name)
})
test('a roll-out of a company that nobody has sent, and an administrator that nobody is, are refused', async () => {
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
  assert.equal((await run(...rollout)).code, 2)
  assert.equal((await run('administrator', 'grant', '--email', 'nobody@example.org')).code, 2)
  assert.equal((await run('account', 'unlock', '--email', 'nobody@example.org', '--reason', 'called back')).code, 2)
})
test('the audit trail of all this verifies, and a changed one ends in code 1', async () => {
  assert.equal((await run('signing-key', 'rotate')).code, 0)
  const whole = await run('audit', 'verify')
  assert.equal(whole.code, 0)
  assert.match(whole.output, /^4 entries, all as they were appended/u)
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
test('a command that is not there is named, also one that every object has', async () => {
  for (const name of ['verify-audit', 'constructor']) {
    const { code, output } = await run(name)
    assert.equal(code, 2)
    assert.match(output, new RegExp(`^There is no command "${name}"\\.`, 'u'))
  }
})
test('a second roll-out of one company is refused in words', async () => {
  const context = await connectProvider(settings())
  const application = (await context.identity.applications.findByClientId('kade'))!
  await context.identity.companies.upsert(application.id, {
    externalId: 'c-2',
    name: 'B',
    timezone: 'Europe/Amsterdam',
  })
  await context.close()
  const dates = ['--announce', '2030-01-04', '--prompt', '2030-02-01', '--required', '2030-03-01']
  const plan = () => run('rollout', 'plan', '--app', 'kade', '--company', 'c-2', ...dates)
  assert.equal((await plan()).code, 0)
  assert.deepEqual(await plan(), { code: 2, output: 'that company has a date already; it is moved at /admin' })
})
