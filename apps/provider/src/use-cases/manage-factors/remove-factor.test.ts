// Taking factors off, on a real database: with what rests on them, and never after the session was ended.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import type { Notify } from '#messaging/mail/notify.ts'
import { aPerson, later, migrated, NOW } from '#testing/migrated-database.ts'
import { removeFactor } from './remove-factor.ts'
import { disableTwoStep } from './switch-off.ts'

const { identity } = await migrated()
const notices: string[] = []
// Where the notices go is not the matter here.
const notify = {
  notice: async (_stores: unknown, _person: unknown, kind: string) => void notices.push(kind),
} as unknown as Notify
const deps = { identity, notify }

async function somebody(apps: number) {
  const personId = await aPerson(identity)
  const ids = Array.from({ length: apps }, randomId)
  for (const [at, id] of ids.entries())
    await identity.totp.add({ id, personId, secret: randomBytes(20), label: `entry ${at}`, step: 1 }, later(at))
  const newSession = async (factorId: string) => {
    const { id } = await identity.sessions.begin(personId, 'Firefox', { password: true }, NOW)
    await identity.sessions.prove(id, { factor: 'totp', id: factorId }, NOW)
    return (await identity.sessions.findById(id))!
  }
  return { person: (await identity.people.findById(personId))!, ids: ids as [string, string], newSession }
}

test('a removed app’s entry is remembered as one to delete; sessions by it and remembered browsers end, others go on', async () => {
  const { person, ids, newSession } = await somebody(2)
  const [mine, byIt, byOther] = [await newSession(ids[1]), await newSession(ids[0]), await newSession(ids[1])]
  const token = await identity.remembered.remember(person.id, { kind: 'totp', at: NOW }, 'Firefox', NOW)
  assert.deepEqual(await removeFactor(deps, mine, person, ids[0], NOW), { ok: true, value: null })
  assert.deepEqual(
    (await identity.totp.listRemovedLabels(person.id, NOW)).map(({ label }) => label),
    ['entry 0'],
  )
  assert.deepEqual(await Promise.all([mine, byIt, byOther].map(({ id }) => identity.sessions.isActive(id))), [
    true,
    false,
    true,
  ])
  assert.equal(await identity.remembered.useByToken(token, person.id, NOW), null)
  assert.equal(notices.at(-1), 'factor-removed')
})
test('once a session was ended, by "This was not me" for one, it removes nothing any more', async () => {
  const { person, ids, newSession } = await somebody(2)
  const mine = await newSession(ids[1])
  await identity.sessions.endAll(person.id, NOW)
  assert.deepEqual(
    [(await removeFactor(deps, mine, person, ids[0], NOW)).ok, (await disableTwoStep(deps, mine, person, NOW)).ok],
    [false, false],
  )
  assert.equal((await identity.factors.listByPerson(person.id)).length, 2)
})
test('of somebody’s two apps that are removed at once, one stays', async () => {
  const { person, ids, newSession } = await somebody(2)
  const mine = await newSession(ids[1])
  const done = await Promise.all(ids.map((id) => removeFactor(deps, mine, person, id, NOW)))
  assert.equal(done.filter(({ ok }) => ok).length, 1)
  assert.equal((await identity.factors.listByPerson(person.id)).length, 1)
})
test('somebody else’s factor, and nonsense, are unknown', async () => {
  const [one, other] = [await somebody(2), await somebody(1)]
  const mine = await one.newSession(one.ids[0])
  for (const id of [other.ids[0], 'x', ''])
    assert.deepEqual(await removeFactor(deps, mine, one.person, id, NOW), { ok: false, refusal: 'unknown' })
})
test('switched off: nothing of it is left, the entries are remembered, and this session has one factor', async () => {
  const { person, ids, newSession } = await somebody(2)
  const [mine, other] = [await newSession(ids[0]), await newSession(ids[1])]
  assert.ok((await disableTwoStep(deps, mine, person, NOW)).ok)
  assert.deepEqual(
    [
      (await identity.factors.listByPerson(person.id)).length,
      (await identity.totp.listRemovedLabels(person.id, NOW)).length,
    ],
    [0, 2],
  )
  const now = await identity.sessions.findById(mine.id)
  assert.deepEqual([now?.factorAt, now?.factorKind, now?.endedAt], [null, null, null])
  assert.equal(await identity.sessions.isActive(other.id), false)
  assert.deepEqual(await disableTwoStep(deps, mine, person, NOW), { ok: false, refusal: 'is-off' })
})
