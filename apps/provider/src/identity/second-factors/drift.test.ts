// How far a phone's clock is off is learned from its right codes, told when it is large, and never trusted (RFC 6238
// §6, edge case 12); and what is left over in people's apps is named (edge cases 6, 62).
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { aPerson, later, migrated, NOW } from '#testing/migrated-database.ts'
import { clockOf, entryLabel, verifyCode, LARGE_DRIFT_STEPS } from './totp.ts'

const { identity } = await migrated()

async function anApp(): Promise<{ id: string; personId: string; proves: (...offsets: number[]) => Promise<number> }> {
  const [id, personId] = [randomId(), await aPerson(identity)]
  await identity.totp.add({ id, personId, secret: randomBytes(20), label: 'x', step: 0 }, NOW)
  let step = 0
  const proves = async (...offsets: number[]) => {
    for (const offset of offsets) await identity.totp.consumeStep(id, ++step, NOW, offset)
    return (await identity.totp.listByPerson(personId))[0]!.driftSteps
  }
  return { id, personId, proves }
}

test('drift is summed while it stays on one side', async () => {
  assert.equal(await (await anApp()).proves(1, 1), 2)
  assert.equal(await (await anApp()).proves(-1, -1), -2)
})
test('a code of the right moment, or of the other side, begins again', async () => {
  assert.equal(await (await anApp()).proves(1, 1, 0), 0)
  assert.equal(await (await anApp()).proves(1, 1, -1), -1)
})
test('it grows no further than where it is told', async () => {
  assert.equal(await (await anApp()).proves(...Array.from({ length: 9 }, () => 1)), LARGE_DRIFT_STEPS)
  assert.equal(await (await anApp()).proves(...Array.from({ length: 9 }, () => -1)), -LARGE_DRIFT_STEPS)
})
test('a code that was used before teaches nothing', async () => {
  const { id, personId, proves } = await anApp()
  await proves(1)
  assert.equal(await identity.totp.consumeStep(id, 1, NOW, 1), false)
  assert.equal((await identity.totp.listByPerson(personId))[0]!.driftSteps, 1)
})
test('it is told from three right codes in a row on, and not before', () => {
  assert.deepEqual(
    [0, 1, 2, 3, -2, -3].map((driftSteps) => clockOf({ driftSteps })),
    ['right', 'right', 'right', 'fast', 'right', 'slow'],
  )
})
test('the window is not moved by it: two steps off is refused whatever was learned', () => {
  const secret = Buffer.from('12345678901234567890')
  // RFC 6238, appendix B: 94287082 at 59 s, of which the last six.
  const judged = verifyCode(
    { secret, lastUsedStep: -1, driftSteps: LARGE_DRIFT_STEPS } as Parameters<typeof verifyCode>[0],
    '287082',
    new Date(140_000),
  )
  assert.deepEqual(judged, { ok: false, refusal: 'clock-off', minutes: -2, step: 1 })
})

test('an entry’s name is its day’s own: the first of a day has no number, each further one the next that is free', () => {
  assert.equal(entryLabel('a@example.org', '2 Jul'), 'a@example.org (2 Jul)')
  assert.equal(
    entryLabel('a@example.org', '2 Jul', ['a@example.org (1 Jul)', 'b@example.org (2 Jul)']),
    'a@example.org (2 Jul)',
  )
  assert.equal(
    entryLabel('a@example.org', '2 Jul', ['a@example.org (2 Jul)', 'a@example.org (2 Jul, 2)']),
    'a@example.org (2 Jul, 3)',
  )
})
test('entries that are left over are named newest first, and no longer than they are asked for', async () => {
  const personId = await aPerson(identity)
  await identity.totp.rememberRemovedLabels(personId, ['older'], NOW)
  await identity.totp.rememberRemovedLabels(personId, ['newer'], later(1_000))
  assert.deepEqual(
    (await identity.totp.listRemovedLabels(personId, NOW)).map(({ label }) => label),
    ['newer', 'older'],
  )
  assert.deepEqual(
    (await identity.totp.listRemovedLabels(personId, later(1))).map(({ label }) => label),
    ['newer'],
  )
})
