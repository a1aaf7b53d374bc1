// The audit trail is one chain with one entry per event, however many processes write to it concurrently.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { turnedAway } from './driver.ts'
import type { ApiResponse } from './application.ts'
import { type RaceWorld, raceWorld } from './race-world.ts'
import { concurrently, inLanes, tally } from './http-client.ts'

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

/** A request that an overloaded machine refuses with 503 is sent again; nothing may have happened. */
async function untilServed(method: string, path: string, body: object): Promise<ApiResponse> {
  let response: ApiResponse
  let tries = 0
  do response = await world.app.call(method, path, body)
  while (response.status === 503 && ++tries < 20)
  return response
}

const newestSeq = async (): Promise<number> => (await world.opened.identity.audit.head()).seq
const since = async (seq: number): Promise<Record<string, number>> => {
  const rows = await world.rows<{ action: string }>('select action from audit_event where seq > $1', [seq])
  return tally(rows, ({ action }) => action)
}

for (const round of [1, 2, 3]) {
  test(`300 concurrent events leave 300 entries, and the chain holds (round ${round})`, async () => {
    const people = await inLanes(4, 100, (index) => world.person(`audited-${round}-${index}`, ['prompt']))
    const before300 = await newestSeq()
    const responses = await concurrently(300, (index) => {
      const person = people[Math.floor(index / 3)]!
      switch (index % 3) {
        case 0:
          return untilServed('PUT', `/api/directory/companies/c-${round}-${index}`, {
            name: `Bedrijf ${index}`,
            timezone: 'Europe/Amsterdam',
          })
        case 1:
          return untilServed('POST', '/api/vouchers', { person: person.id })
        default:
          return untilServed('POST', `/api/obligations/${person.id}/snooze`, { snooze_left: 3 })
      }
    })
    assert.equal(turnedAway(world, responses), 0)
    assert.ok(
      responses.every(({ status }) => status === 200 || status === 201),
      JSON.stringify(tally(responses, ({ status }) => String(status))),
    )
    assert.deepEqual(await since(before300), { 'company-put': 100, 'voucher-given': 100, snoozed: 100 })

    const { entries, brokenAt } = await world.opened.identity.audit.verify()
    assert.deepEqual({ entries, brokenAt }, { entries: before300 + 300, brokenAt: null })
  })
}

test('a refused change leaves no entry as if it was made, and no gap in the chain', async () => {
  await world.person('taker', ['none'])
  const before100 = await newestSeq()
  const responses = await concurrently(100, (index) =>
    untilServed('PUT', `/api/directory/people/late-${index}`, {
      name: 'Te laat',
      email: 'taker@example.org',
      language: 'nl',
      active: true,
      memberships: [],
    }),
  )
  assert.deepEqual(
    tally(responses, ({ status }) => String(status)),
    { 409: 100 },
  )
  assert.equal(turnedAway(world, responses), 0)
  assert.deepEqual(await since(before100), {})
  assert.equal((await world.opened.identity.audit.verify()).brokenAt, null)
})
