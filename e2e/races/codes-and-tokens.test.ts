// An authorization code and a refresh token yield tokens once, whatever the number of requests and processes.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { arrive, authorizationRequest, codeOf, fill, passwordOn } from './driver.ts'
import { type RaceWorld, raceWorld } from './race-world.ts'
import { assertNoFault } from './driver.ts'
import { concurrently, tally } from './http-client.ts'

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

  test(`of 20 concurrent refreshes of one refresh token exactly one gets new tokens (round ${round})`, async () => {
    const { code, verifier } = await freshCode(`refresh-${round}`)
    const first = await world.app.redeem(code, verifier)
    const token = first.body['refresh_token'] as string
    assert.ok(token, JSON.stringify(first.body))
    const responses = await concurrently(20, () => world.app.refresh(token))
    assert.deepEqual(
      tally(responses, ({ status, body }) => String(status === 200 ? 'tokens' : body['error'])),
      { tokens: 1, invalid_grant: 19 },
    )
    assertNoFault(world, responses)
    assert.equal((await world.app.refresh(token)).body['error'], 'invalid_grant')
  })
}
