// A directory sends the same records many times concurrently: one person, and never an error.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertNoFault } from './driver.ts'
import { type RaceWorld, raceWorld, recordOf } from './race-world.ts'
import { concurrently, tally } from './http-client.ts'

let world: RaceWorld
before(async () => void (world = await raceWorld()))
after(() => world.stop())

const putPerson = (id: string, record: object) => world.app.call('PUT', `/api/directory/people/${id}`, record)
const outcomeOf = ({ status, body }: { status: number; body: Record<string, unknown> }): string =>
  status === 200 ? 'taken over' : String(body['type'])

/** Each person that a directory knows has one row, and no row is without a directory that knows its person. */
async function assertNobodyLost(): Promise<void> {
  assert.deepEqual(
    await world.rows(
      'select p.id from person p left join directory_person d on d.person_id = p.id where d.person_id is null',
    ),
    [],
  )
  assert.deepEqual(
    await world.rows(
      'select m.employee_login from membership m left join directory_person d on d.person_id = m.person_id and d.application_id = m.application_id where d.person_id is null',
    ),
    [],
  )
}

for (const round of [1, 2, 3]) {
  test(`20 concurrent records of one new person make one person, and each response has the same sub (round ${round})`, async () => {
    const responses = await concurrently(20, () =>
      putPerson(`new-${round}`, recordOf(`new-${round}`, ['none', 'prompt'])),
    )
    assertNoFault(world, responses)
    assert.deepEqual(tally(responses, outcomeOf), { 'taken over': 20 })
    assert.equal(new Set(responses.map(({ body }) => body['sub'])).size, 1)
    await assertNobodyLost()
  })

  test(`20 concurrent records of one new person that differ in the address make one person, with one of the addresses (round ${round})`, async () => {
    const responses = await concurrently(20, (index) =>
      putPerson(
        `moving-${round}`,
        recordOf(`moving-${round}`, ['none'], { email: `moving-${round}-${index}@example.org` }),
      ),
    )
    assertNoFault(world, responses)
    assert.deepEqual(tally(responses, outcomeOf), { 'taken over': 20 })
    const subs = new Set(responses.map(({ body }) => body['sub']))
    assert.equal(subs.size, 1)
    assert.deepEqual(
      await world.rows('select count(*)::int as people from person where email like $1', [`moving-${round}-%`]),
      [{ people: 1 }],
    )
    await assertNobodyLost()
  })

  test(`of two new people with one address, 10 concurrent records of each, one gets it and the other is refused (round ${round})`, async () => {
    const email = `wanted-${round}@example.org`
    const responses = await concurrently(20, async (index) => ({
      id: `twin-${index % 2}-${round}`,
      ...(await putPerson(`twin-${index % 2}-${round}`, recordOf(`twin-${index % 2}-${round}`, ['none'], { email }))),
    }))
    assertNoFault(world, responses)
    assert.deepEqual(tally(responses, outcomeOf), { 'taken over': 10, 'urn:sluis:problem:email-taken': 10 })
    assert.equal(new Set(responses.filter(({ status }) => status === 200).map(({ id }) => id)).size, 1)
    assert.ok(responses.filter(({ status }) => status !== 200).every(({ status }) => status === 409))
    await assertNobodyLost()
  })

  test(`employee logins that are sent for two people concurrently are one's, and refused to the other (round ${round})`, async () => {
    const logins = Array.from({ length: 30 }, (_, index) => ({
      employee_login: `shared-${round}-${index}`,
      company: 'none',
      role: 'employee',
      active: true,
    }))
    const responses = await concurrently(20, (index) =>
      putPerson(
        `swap-${index % 2}-${round}`,
        recordOf(`swap-${index % 2}-${round}`, [], { memberships: index % 2 === 0 ? logins : logins.toReversed() }),
      ),
    )
    assertNoFault(world, responses)
    assert.deepEqual(tally(responses, outcomeOf), { 'taken over': 10, 'urn:sluis:problem:employee-login-taken': 10 })
    assert.ok(responses.filter(({ status }) => status !== 200).every(({ status }) => status === 409))
  })
}
