// Browsers that people have signed in with before: known to one person, told once, forgotten after 400 days.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomToken } from '@sluis/server-kit/random'
import { aPerson, later, migrated, NOW } from '#testing/migrated-database.ts'
import { DEVICE_DAYS } from './devices.store.ts'

const { identity, database } = await migrated()
const { devices } = identity

test('a browser is new at its first sign-in alone, and to each person', async () => {
  const [one, other, token] = [await aPerson(identity), await aPerson(identity), randomToken()]
  const isNew = (personId: string) => devices.isNew(personId, token, 'Chrome, Windows', false, NOW)
  assert.deepEqual(
    [await isNew(one), await isNew(one), await isNew(other), await isNew(other)],
    [true, false, true, false],
  )
})
test('of twenty sign-ins at once with one token, one is new', async () => {
  const [personId, token] = [await aPerson(identity), randomToken()]
  const all = await Promise.all(
    Array.from({ length: 20 }, () => devices.isNew(personId, token, 'Chrome, Windows', false, NOW)),
  )
  assert.equal(all.filter(Boolean).length, 1)
})
test('one that was away for longer than its cookie lives is new again; one that came back in time is not', async () => {
  const [personId, gone, kept] = [await aPerson(identity), randomToken(), randomToken()]
  const days = (count: number) => later(count * 86_400_000)
  for (const token of [gone, kept]) await devices.isNew(personId, token, 'Firefox, Linux', false, NOW)
  await devices.isNew(personId, kept, 'Firefox, Linux', false, days(300))
  await devices.prune(days(DEVICE_DAYS + 1))
  assert.deepEqual(
    [
      await devices.isNew(personId, gone, 'x', false, days(DEVICE_DAYS + 1)),
      await devices.isNew(personId, kept, 'x', false, days(DEVICE_DAYS + 1)),
    ],
    [true, false],
  )
})
test('a browser is known from the first second factor in it on, to its person alone, and no more when that is forgotten', async () => {
  const [personId, token, older] = [await aPerson(identity), randomToken(), randomToken()]
  const isKnown = async (device: string | null, person = personId): Promise<boolean> =>
    (await devices.historyOf(person, device)).isProved
  const day = later(86_400_000)
  await devices.isNew(personId, older, 'Firefox, Linux', true, NOW)
  await devices.isNew(personId, token, 'Firefox, Linux', false, NOW)
  assert.deepEqual([await isKnown(older), await isKnown(token), await isKnown(null)], [true, false, false])
  for (const device of [older, token]) await devices.markProved(personId, device, day)
  assert.deepEqual([await isKnown(token), await isKnown(token, await aPerson(identity))], [true, false])
  await devices.forgetProofs(personId, day)
  assert.deepEqual([await isKnown(older), await isKnown(token)], [true, false], 'the younger one after "not me"')
  await devices.forgetProofs(personId, null)
  assert.equal(await isKnown(older), false)
})
test('the token itself is not kept', async () => {
  const [personId, token] = [await aPerson(identity), randomToken()]
  await devices.isNew(personId, token, 'Chrome, Windows', false, NOW)
  const rows = await database.db.selectFrom('known_device').selectAll().where('person_id', '=', personId).execute()
  assert.ok(!JSON.stringify(rows).includes(token))
})
