// An authorization code yields tokens once, and a refresh token one successor, whatever the number of requests and
// processes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { arrive, authorizationRequest, codeOf, fill, passwordOn } from './driver.ts'
import { type RaceWorld, raceWorld } from './race-world.ts'
import { assertNoFault } from './driver.ts'
import { runCommand } from '@sluis/provider/command'
import { concurrently, createSender, tally } from './http-client.ts'
import { within } from './provider-process.ts'
import { settingsAt } from './settings.ts'

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

/** Somebody signs in for the application, which has not redeemed its code yet. */
async function freshCode(id: string): Promise<{ code: string; verifier: string }> {
  const person = await world.person(id, ['none'])
  const browser = world.browser()
  const request = authorizationRequest(world.instance.issuer)
  const access = await passwordOn(browser, await arrive(browser, await browser.get(request.address)), person.email)
  const code = codeOf(await fill(browser, access, {}, 'csrf'))
  assert.ok(code, 'the way to the application was not open')
  return { code, verifier: request.verifier }
}

for (const round of [1, 2, 3]) {
  test(`of 20 concurrent redemptions of one code exactly one gets tokens (round ${round})`, async () => {
    const { code, verifier } = await freshCode(`code-${round}`)
    const responses = await concurrently(20, () => world.app.redeem(code, verifier))
    assert.deepEqual(
      tally(responses, ({ status, body }) => String(status === 200 ? 'tokens' : body['error'])),
      { tokens: 1, invalid_grant: 19 },
    )
    assertNoFault(world, responses)
    assert.equal((await world.app.redeem(code, verifier)).body['error'], 'invalid_grant')
  })
}

test('200 concurrent refreshes of one refresh token get the same successor, and ten seconds later it ends the family (decision 0029)', async () => {
  const { code, verifier } = await freshCode('refresh')
  const token = (await world.app.redeem(code, verifier)).body['refresh_token'] as string
  await world.stopClock()
  const responses = await concurrently(200, () => world.app.refresh(token))
  const successor = responses[0]!.body['refresh_token'] as string
  assert.deepEqual(
    tally(responses, ({ status, body }) => (body['refresh_token'] === successor ? 'the same' : `${status}`)),
    { 'the same': 200 },
  )
  assert.equal(new Set(responses.map(({ body }) => body['access_token'])).size, 200)
  const third = await concurrently(20, () => world.app.refresh(successor))
  assert.equal(new Set(third.map(({ body }) => body['refresh_token'])).size, 1)
  assertNoFault(world, [...responses, ...third])
  await world.moveClock(1)
  assert.equal((await world.app.refresh(token)).body['error'], 'invalid_grant')
  assert.equal((await world.app.refresh(third[0]!.body['refresh_token'] as string)).body['error'], 'invalid_grant')
})

test('a rotation at once is so in every process within 5 seconds, and says what it costs', async () => {
  const said: string[] = []
  const rotate = ['signing-key', 'rotate', '--at-once']
  assert.equal(
    await runCommand(
      rotate,
      () => settingsAt(world.instance),
      (line) => void said.push(line),
    ),
    0,
  )
  const kid = /New key (\S+)\. .*within 5 seconds/u.exec(said.join())![1]
  assert.match(said.join(), /may keep the key set for 5 minutes/u)
  // Each poll waits for its response.
  async function publishes(port: number): Promise<void> {
    const send = createSender(() => port)
    for (;;) {
      const answer = await send(new Request(`${world.instance.issuer}/oidc/jwks`))
      const { keys } = (await answer.json()) as { keys: { kid: string }[] }
      // With the one of RS256 beside it.
      if (keys.every((key) => key.kid === kid || key.kid === `${kid}.rsa`)) return
    }
  }
  await within(
    5_000,
    'not every process has the new key',
    Promise.all(world.processes.map(({ port }) => publishes(port))),
  )
})
