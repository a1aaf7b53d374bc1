// PostgreSQL goes away or falls silent: every request quickly gets a 503, nobody is let in, what was acknowledged is
// there afterwards, and the processes recover by themselves.
import { softPhone } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { arrive, authorizationRequest, codeOf, fill, outcome, passwordOn, withPassword } from './driver.ts'
import { PASSWORD, type RaceWorld, raceWorld, recordOf } from './race-world.ts'
import { concurrently, tally } from './http-client.ts'
import { within } from './provider-process.ts'
import { seed } from './crash-scenario.ts'
import { assertStored, stallingLoad } from './stalls.ts'

const SECRET = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const RECOVERY_CODE = '0ABCDEFGHJKMNPQRSTVWXYZ1'
const QUICKLY_MS = 3_000
const SILENT_MS = 2_000
/** Once it is known: what is left are the pages' even moments and a busy machine. */
const KNOWN_MS = 1_000
const BACK_SOON_MS = 5_000
/** For 40 at a time on a busy machine. */
const MANY_AT_ONCE_MS = 8_000
const BACK_LIMIT_MS = 20_000

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

type TimedAnswer = { what: string; status: number; ms: number }

/** Sends a request and measures how long the response took. */
async function timed(what: string, ask: () => Promise<{ status: number }>): Promise<TimedAnswer> {
  const begun = performance.now()
  const { status } = await ask()
  return { what, status, ms: Math.round(performance.now() - begun) }
}

/** Until both processes are ready; each poll waits for its response, without sleeping. */
async function bothAreReady(): Promise<void> {
  for (let inARow = 0; inARow < 4;)
    inARow = (await world.send(new Request(`${world.instance.issuer}/readyz`))).status === 200 ? inARow + 1 : 0
}

const phone = softPhone(SECRET)
const codeNow = (): string => phone.codeAt(new Date(world.instance.phoneAt))
const says503 = (answers: readonly TimedAnswer[], limitMs: number): void => {
  assert.deepEqual(
    answers.filter(({ status }) => status !== 503),
    [],
    'every request gets a 503',
  )
  assert.deepEqual(
    answers.filter(({ ms }) => ms > limitMs),
    [],
    'every response comes quickly',
  )
}

/** Somebody at each door, and what is still so when the database is back. `name`: of the people. */
async function atTheDoors(name: string): Promise<{
  doors: [string, () => Promise<{ status: number }>][]
  assertUnspent: () => Promise<void>
}> {
  const person = await world.person(`patient-${name}`, ['none'], {
    totpSecret: SECRET,
    recoveryCodes: [RECOVERY_CODE],
  })
  const [typing, recovering, fresh, inside] = [
    await withPassword(world, person),
    await withPassword(world, person),
    world.browser(),
    world.browser(),
  ]
  const recovery = await recovering.browser.get('/sign-in/recovery?next=%2Faccount')
  const passwordPage = await fill(
    fresh,
    await arrive(fresh, await fresh.get('/sign-in?next=%2Faccount')),
    { username: person.email },
    'username',
  )

  const plain = await world.person(`plain-${name}`, ['none'])
  const request = authorizationRequest(world.instance.issuer)
  const code = codeOf(
    await fill(
      inside,
      await passwordOn(inside, await arrive(inside, await inside.get(request.address)), plain.email),
      {},
      'csrf',
    ),
  )!
  const next = authorizationRequest(world.instance.issuer)
  const tokens = (await world.app.redeem(codeOf(await arrive(inside, await inside.get(next.address)))!, next.verifier))
    .body
  assert.ok(code && tokens['refresh_token'], JSON.stringify(tokens))
  const bearer = { headers: { authorization: `Bearer ${tokens['access_token'] as string}` } }

  const doors: [string, () => Promise<{ status: number }>][] = [
    ['a password', () => fresh.submit(passwordPage, { password: PASSWORD }, passwordPage.form('password'))],
    ['a code', () => typing.browser.submit(typing.page, { code: codeNow() }, typing.page.form('code'))],
    [
      'a recovery code',
      () => recovering.browser.submit(recovery, { 'recovery-code': RECOVERY_CODE }, recovery.form('recovery-code')),
    ],
    ['a page behind the sign-in', () => inside.get('/account')],
    ['readiness', () => inside.get('/readyz')],
    [
      'the directory',
      () => world.app.call('PUT', `/api/directory/people/late-${name}`, recordOf(`late-${name}`, ['none'])),
    ],
    ['a voucher', () => world.app.call('POST', '/api/vouchers', { person: person.id })],
    ['an authorization request', () => inside.get(authorizationRequest(world.instance.issuer).address)],
    ['a code of the application', () => world.app.redeem(code, request.verifier)],
    ['a refresh', () => world.app.refresh(tokens['refresh_token'] as string)],
    ['client credentials', () => world.app.token({ grant_type: 'client_credentials', scope: 'directory' })],
    ['who somebody is', () => world.send(new Request(`${world.instance.issuer}/oidc/userinfo`, bearer))],
    [
      'an introspection',
      () => inside.post('/oidc/introspect', { token: tokens['access_token'] as string, client_id: 'kade' }),
    ],
  ]

  async function assertUnspent(): Promise<void> {
    assert.equal(await world.audited('second-factor-proved', person.sub), 0)
    assert.equal(await world.audited('recovery-code-used', person.sub), 0)
    assert.equal(
      outcome(await typing.browser.submit(typing.page, { code: codeNow() }, typing.page.form('code'))),
      'to /account',
    )
    assert.equal(
      outcome(
        await recovering.browser.submit(recovery, { 'recovery-code': RECOVERY_CODE }, recovery.form('recovery-code')),
      ),
      'to /sign-in/phone',
    )
    assert.equal((await world.app.redeem(code, request.verifier)).status, 200)
    assert.equal((await world.app.refresh(tokens['refresh_token'] as string)).status, 200)
    assert.equal(
      (await world.app.call('PUT', `/api/directory/people/late-${name}`, recordOf(`late-${name}`, ['none']))).status,
      200,
    )
    await world.mail.waitFor(({ to }) => to.includes(person.email), BACK_LIMIT_MS)
  }
  return { doors, assertUnspent }
}

test('while the database is away every route returns 503 within three seconds, and what was typed meanwhile is valid afterwards', async () => {
  const { doors, assertUnspent } = await atTheDoors('away')
  await world.server.kill()
  // Twice each, so that both processes are asked.
  const answers: TimedAnswer[] = []
  for (const [what, ask] of doors) for (const again of ['', ' again']) answers.push(await timed(what + again, ask))
  assert.equal((await world.send(new Request(`${world.instance.issuer}/livez`))).status, 200)
  says503(answers, QUICKLY_MS)
  assert.ok(world.processes.every((each) => each.isAlive()))

  await world.server.start()
  await within(BACK_LIMIT_MS, 'they did not become ready', bothAreReady())
  await assertUnspent()
})

test('while the database is silent every route returns 503 within two seconds, and it heals by itself', async () => {
  const { doors, assertUnspent } = await atTheDoors('silent')
  await world.server.freeze()
  const answers = await Promise.all(doors.flatMap(([what, ask]) => [timed(what, ask), timed(`${what} again`, ask)]))
  const known: TimedAnswer[] = []
  for (const [what, ask] of doors) known.push(await timed(what, ask))
  assert.equal((await world.send(new Request(`${world.instance.issuer}/livez`))).status, 200)
  says503(answers, SILENT_MS)
  says503(known, KNOWN_MS)

  world.server.thaw()
  await within(BACK_SOON_MS, 'they did not become ready', bothAreReady())
  await assertUnspent()
})
for (const round of [1, 2]) {
  test(`every request of a constant load is served or gets a 503 while the database goes away, and what was acknowledged is there afterwards (round ${round})`, async () => {
    const person = await world.person(`many-${round}`, ['prompt'])
    const answers: { status: number; ms: number }[] = []
    const killing: Promise<void>[] = []
    const lanes = concurrently(40, async () => {
      for (let status = 201, turns = 0; status === 201 && turns < 500; turns++) {
        const begun = performance.now()
        status = (await world.app.call('POST', '/api/vouchers', { person: person.id })).status
        answers.push({ status, ms: performance.now() - begun })
        // In the middle of the load.
        if (answers.length === 60) killing.push(world.server.kill())
      }
    })
    await within(BACK_LIMIT_MS, 'not all were answered', lanes)
    await Promise.all(killing)
    await world.server.start()
    const issued = answers.filter(({ status }) => status === 201).length
    assert.deepEqual(
      tally(answers, ({ status }) => String(status)),
      { 201: issued, 503: 40 },
    )
    assert.ok(
      answers.every(({ ms }) => ms <= MANY_AT_ONCE_MS),
      `the slowest response took ${Math.max(...answers.map(({ ms }) => ms))} ms`,
    )
    await within(BACK_LIMIT_MS, 'they did not become ready', bothAreReady())
    const stored = (
      await world.rows<{ n: number }>('select count(*)::int as n from voucher where person_id = $1', [person.sub])
    )[0]!.n
    assert.ok(stored >= issued, `${issued} were acknowledged, ${stored} are there`)
    assert.equal((await world.opened.identity.audit.verify()).brokenAt, null)
    assert.ok(world.processes.every((each) => each.isAlive()))
  })
}

const SEED = seed()
test(`what is acknowledged is stored, whichever connections stall at whatever statement (seed ${SEED})`, async () => {
  const records = await stallingLoad(world, { seed: SEED, lanes: 9, rounds: 3 })
  await within(BACK_LIMIT_MS, 'they did not become ready', bothAreReady())
  assert.ok(
    records.stalls > 0 && records.vouchers.length > 0 && records.redeemed.length > 0,
    JSON.stringify(records.tally),
  )
  assert.deepEqual(
    Object.keys(records.tally).filter((status) => !['200', '201', '303', '503'].includes(status)),
    [],
    world.faults().join('\n'),
  )
  await assertStored(world, records)
})
