// docs/runbooks/backup-and-restore.md in practice: a restored dump works with its keys, and not without.
import { cookieBrowser, freePort, postgresBinaries, softPhone } from '@sluis/test-kit'
import { runCommand } from '@sluis/provider/command'
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { arrive, authorizationRequest, codeOf, fill, outcome, passwordOn, withPassword } from './driver.ts'
import { application } from './application.ts'
import { type ProviderProcess, providerProcess } from './provider-process.ts'
import { type Human, type RaceWorld, raceWorld } from './race-world.ts'
import { inLanes, createSender, showingErrors } from './http-client.ts'
import { type InstanceConfig, settingsAt } from './settings.ts'

const run = promisify(execFile)
const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const RECOVERY_CODES = [...Array(10).keys()].map((index) => `${index}ABCDEFGHJKMNPQRSTVWXYZ1`)
const folder = mkdtempSync(join(tmpdir(), 'sluis-backup-'))
const program = (name: string) => join(postgresBinaries(), name)

let world: RaceWorld
let anna: Human
/** Consumed before the dump: a one-time code, a recovery code, an authorization code, a refresh token. */
let consumed: {
  code: string
  recovery: string
  authorization: { code: string; verifier: string }
  refreshToken: string
}
/** The refresh token that was valid when the dump was made. */
let live: string
let instance: InstanceConfig
let restored: ProviderProcess
before(async () => void (world = await raceWorld()))
after(async () => {
  await restored?.stop()
  await world.stop()
  rmSync(folder, { recursive: true, force: true })
})

const codeNow = (at: InstanceConfig): string => softPhone(SECRET).codeAt(new Date(at.phoneAt))

test('before: somebody signs in, uses a recovery code and gets tokens, and a dump is made while other people are added', async () => {
  anna = await world.person('anna', ['none'], { totpSecret: SECRET, recoveryCodes: RECOVERY_CODES })
  const code = codeNow(world.instance)
  const { browser, page } = await withPassword(world, anna)
  assert.equal(outcome(await browser.submit(page, { code }, page.form('code'))), 'to /account')
  const request = authorizationRequest(world.instance.issuer)
  const granted = await fill(browser, await arrive(browser, await browser.get(request.address)), {}, 'csrf')
  const authorization = { code: codeOf(granted)!, verifier: request.verifier }
  const first = (await world.app.redeem(authorization.code, authorization.verifier)).body['refresh_token'] as string
  assert.equal((await world.app.refresh(first)).status, 200)
  const ben = await withPassword(world, await world.person('ben', ['none']))
  const other = authorizationRequest(world.instance.issuer)
  const letIn = await fill(ben.browser, await arrive(ben.browser, await ben.browser.get(other.address)), {}, 'csrf')
  live = (await world.app.redeem(codeOf(letIn)!, other.verifier)).body['refresh_token'] as string

  const recovering = await withPassword(world, anna)
  const recovery = RECOVERY_CODES[0]!
  const form = await recovering.browser.get('/sign-in/recovery?next=%2Faccount')
  assert.equal(
    (await recovering.browser.submit(form, { 'recovery-code': recovery }, form.form('recovery-code'))).status,
    303,
  )
  consumed = { code, recovery, authorization, refreshToken: first }

  const busy = inLanes(2, 20, (index) => world.person(`busy-${index}`, ['prompt']))
  await run(program('pg_dump'), [
    '--format=custom',
    '--file',
    join(folder, 'sluis.dump'),
    '--dbname',
    urlOf(world.instance),
  ])
  await busy
  // After the dump this token is used and a new one issued; the dump does not contain that.
  assert.equal((await world.app.refresh(live)).status, 200)
})

test('restored into a fresh database it starts, and the audit trail verifies', async () => {
  const url = await world.server.createDatabase()
  await run(program('pg_restore'), ['--exit-on-error', '--no-owner', '--dbname', url, join(folder, 'sluis.dump')])
  const port = await freePort()
  // A minute later, so that no refresh token is in its grace any more.
  instance = { ...world.instance, port, database: { url }, aheadMs: 60_000 }
  restored = providerProcess(instance)
  await restored.ready
  const lines: string[] = []
  assert.equal(
    await runCommand(
      ['audit', 'verify'],
      () => settingsAt(instance),
      (line) => void lines.push(line),
    ),
    0,
    lines.join(),
  )
  assert.match(lines.join(), /all as they were appended/u)
})

const send = createSender(() => restored.port)
const browserOf = () => showingErrors(cookieBrowser(instance.issuer, { send }))
const atCode = async () => {
  const browser = browserOf()
  return {
    browser,
    page: await passwordOn(browser, await arrive(browser, await browser.get('/sign-in?next=%2Faccount')), anna.email),
  }
}

test('what was consumed stays consumed: code, recovery code, authorization code, refresh token', async () => {
  const app = application(instance.issuer, send)
  const code = await atCode()
  assert.equal(
    outcome(await code.browser.submit(code.page, { code: consumed.code }, code.page.form('code'))),
    'already used',
  )
  const recovering = await atCode()
  const form = await recovering.browser.get('/sign-in/recovery?next=%2Faccount')
  assert.notEqual(
    (await recovering.browser.submit(form, { 'recovery-code': consumed.recovery }, form.form('recovery-code'))).status,
    303,
  )
  assert.equal(
    (await app.redeem(consumed.authorization.code, consumed.authorization.verifier)).body['error'],
    'invalid_grant',
  )
  assert.equal((await app.refresh(consumed.refreshToken)).body['error'], 'invalid_grant')
})

test('an enrolled person signs in with the next code of the same authenticator app', async () => {
  instance.phoneAt += 30_000
  await restored.order({ kind: 'clock', phoneAt: instance.phoneAt, aheadMs: instance.aheadMs })
  const { browser, page } = await atCode()
  assert.equal(outcome(await browser.submit(page, { code: codeNow(instance) }, page.form('code'))), 'to /account')
  assert.equal((await browser.get('/account')).status, 200)
})

test('what was consumed after the dump is valid again: so everybody is signed out, as the runbook says', async () => {
  const app = application(instance.issuer, send)
  const lines: string[] = []
  assert.equal(
    await runCommand(
      ['sessions', 'end-all'],
      () => settingsAt(instance),
      () => undefined,
    ),
    2,
    'not without a reason',
  )
  const { body } = await app.refresh(live)
  assert.ok('refresh_token' in body, 'if this is refused, the warning in the runbook is wrong')
  assert.equal(
    await runCommand(
      ['sessions', 'end-all', '--reason', 'restored from the dump'],
      () => settingsAt(instance),
      (line) => void lines.push(line),
    ),
    0,
  )
  assert.match(lines.join(), /^[1-9]\d* sessions have ended/u)
  assert.equal((await app.refresh(body['refresh_token'] as string)).body['error'], 'invalid_grant')
})

test('without the sealing keys of the dump it does not start, and says so', async () => {
  const url = await world.server.createDatabase()
  await run(program('pg_restore'), ['--exit-on-error', '--no-owner', '--dbname', url, join(folder, 'sluis.dump')])
  const keyless = providerProcess({
    ...instance,
    port: await freePort(),
    database: { url },
    sealingKeys: [Buffer.alloc(32, 1).toString('base64')],
  })
  assert.deepEqual(await keyless.ended, { code: 1, signal: null })
  assert.match(keyless.output(), /sealed with a key that is not in the settings/u)
})

function urlOf({ database }: InstanceConfig): string {
  assert.ok('url' in database)
  return database.url
}
