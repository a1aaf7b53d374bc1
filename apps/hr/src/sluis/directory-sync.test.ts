// Telling Sluis of companies and people: once, again when something changed, and again when Sluis was away or forgot.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestKade, type TestKade } from '#testing/kade.ts'

/** The database is shared by all tests: only what is asked of this test's world counts. */
const putsOf = ({ sluis, bakery }: TestKade) =>
  sluis.state.asked.filter((line) => line.startsWith('PUT') && line.includes(bakery.id.split('-').slice(1).join('-')))

test('companies go before people, and a second round tells nothing; the answer says what Sluis calls them', async () => {
  const kade = await startTestKade({ isInDirectory: false })
  await kade.deps.directorySync.round()
  const puts = putsOf(kade)
  assert.equal(puts.length, 5)
  assert.ok(puts.slice(0, 2).every((line) => line.includes('/companies/')))
  assert.ok(kade.fakePerson(kade.sanne).hasPassword)
  const { sub, directory_sub } = await kade.db
    .selectFrom('login')
    .select(['sub', 'directory_sub'])
    .where('id', '=', kade.sanne.id)
    .executeTakeFirstOrThrow()
  assert.deepEqual([sub, directory_sub], [null, kade.fakePerson(kade.sanne).sub], 'and that links nobody')
  await kade.deps.directorySync.round()
  assert.equal(putsOf(kade).length, 5)
})

test('only a record that changed is sent again', async () => {
  const kade = await startTestKade({ isInDirectory: false })
  await kade.deps.directorySync.round()
  await kade.db
    .updateTable('employee_login')
    .set({ active: false })
    .where('id', '=', kade.sanne.memberships[1]!.id)
    .execute()
  await kade.deps.directorySync.round()
  assert.deepEqual(putsOf(kade).slice(5), [`PUT /api/directory/people/${kade.sanne.id}`])
  assert.equal(kade.fakePerson(kade.sanne).companies.size, 1)
})

test('a Sluis that is away gets the records later, and nothing breaks meanwhile', async () => {
  const kade = await startTestKade({ isInDirectory: false })
  kade.sluis.state.isAway = true
  await kade.deps.directorySync.runOnce()
  kade.sluis.state.isAway = false
  kade.deps.directorySync.trigger()
  await kade.deps.directorySync.runOnce()
  assert.equal(putsOf(kade).length, 5)
})

test('an address that belongs to somebody else is tried again, each time later', async () => {
  const kade = await startTestKade({ isInDirectory: false })
  kade.sluis.state.people.set('other', kade.sluis.state.personOf('other', 'Other', kade.piet.email))
  await kade.deps.directorySync.round()
  await kade.deps.directorySync.round()
  assert.equal(putsOf(kade).length, 5)
  const row = await kade.db
    .selectFrom('directory_push')
    .selectAll()
    .where('id', '=', kade.piet.id)
    .executeTakeFirstOrThrow()
  assert.equal(row.problem, '409 email-taken')
  kade.time.advance({ seconds: 11 })
  await kade.deps.directorySync.round()
  assert.equal(putsOf(kade).length, 6)
})

test('a person whom Sluis turns out not to know is sent again at the next run', async () => {
  const kade = await startTestKade({ isInDirectory: false })
  await kade.deps.directorySync.round()
  kade.sluis.state.people.delete(kade.sanne.id)
  assert.equal((await kade.logIn(kade.sanne)).answer.status, 503)
  await kade.deps.directorySync.round()
  assert.equal((await kade.logIn(kade.sanne)).answer.status, 303)
})

test('a token that Sluis no longer takes is replaced by a new one', async () => {
  const kade = await startTestKade({ isInDirectory: false })
  await kade.deps.directorySync.round()
  kade.sluis.forgetTokens()
  assert.ok(await kade.deps.api.status(kade.sanne.id))
})
