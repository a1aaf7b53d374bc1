// Counting of tries on a real database: locks at their number, twice as long each time, forgotten or forgiven, and
// never more looked at than there are.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { later, migrated, NOW } from '#testing/migrated-database.ts'
import { type Budget, PASSWORD, SECOND_FACTOR } from './budgets.ts'

const MINUTE = 60_000
const budget: Budget = {
  triesPerLock: 3,
  lockMinutes: 5,
  longestLockMinutes: 18,
  forgetAfterMinutes: null,
  limit: null,
}
const bucket = (): string => randomUUID()
async function take(name: string, of: Budget, at: number): Promise<string> {
  const { identity } = await migrated()
  const taken = await identity.attempts.take(name, of, later(at))
  return taken.ok ? String(taken.value.failures) : taken.refusal
}
const series = async (name: string, of: Budget, at: number, times: number): Promise<string[]> => {
  const told: string[] = []
  for (let time = 0; time < times; time++) told.push(await take(name, of, at))
  return told
}

test('as many tries are looked at as there are, and then none until the lock is over', async () => {
  const name = bucket()
  assert.deepEqual(await series(name, budget, 0, 5), ['1', '2', '3', 'locked', 'locked'])
  assert.equal(await take(name, budget, 5 * MINUTE - 1), 'locked')
  assert.equal(await take(name, budget, 5 * MINUTE), '4')
})
test('each lock is twice as long as the one before, up to the longest', async () => {
  const { identity } = await migrated()
  const name = bucket()
  let at = 0
  const lengths: number[] = []
  for (let lock = 0; lock < 5; lock++) {
    await series(name, budget, at, 3)
    const until = await identity.attempts.lockedUntil(name, later(at))
    lengths.push((until!.getTime() - later(at).getTime()) / MINUTE)
    at = until!.getTime() - NOW.getTime()
  }
  assert.deepEqual(lengths, [5, 10, 18, 18, 18])
})
test('nobody waits for a lock that is over', async () => {
  const { identity } = await migrated()
  const name = bucket()
  await series(name, budget, 0, 3)
  assert.deepEqual(
    [
      await identity.attempts.lockedUntil(name, later(5 * MINUTE - 1)),
      await identity.attempts.lockedUntil(name, later(5 * MINUTE)),
    ],
    [later(5 * MINUTE), null],
  )
})
test('tries that are refused are not counted: knocking does not make a lock longer', async () => {
  const name = bucket()
  await series(name, budget, 0, 300)
  assert.equal(await take(name, budget, 5 * MINUTE), '4')
})
test('old failures are forgotten, where the budget says so', async () => {
  const name = bucket()
  await series(name, PASSWORD, 0, 4)
  assert.equal(await take(name, PASSWORD, 60 * MINUTE + 1), '1')
  const other = bucket()
  await series(other, SECOND_FACTOR, 0, 4)
  assert.equal(await take(other, SECOND_FACTOR, 30 * 24 * 60 * MINUTE), '5')
})
test('a success forgives, and only its own', async () => {
  const { identity } = await migrated()
  const [name, other] = [bucket(), bucket()]
  await series(name, budget, 0, 3)
  await series(other, budget, 0, 3)
  await identity.attempts.forgive(name)
  assert.deepEqual([await take(name, budget, 0), await take(other, budget, 0)], ['1', 'locked'])
})
test('a try that was given back was none, and takes its lock along', async () => {
  const { identity } = await migrated()
  const name = bucket()
  await series(name, budget, 0, 3)
  await identity.attempts.giveBack(name, budget)
  assert.deepEqual(await series(name, budget, 0, 2), ['3', 'locked'])
})
test('at the limit nothing is tried any more, however long one waits (NIST SP 800-63B-4 §3.2.2: 100)', async () => {
  assert.equal(SECOND_FACTOR.limit, 100)
  const name = bucket()
  const few: Budget = { ...budget, triesPerLock: 1000, limit: 4 }
  assert.deepEqual(await series(name, few, 0, 6), ['1', '2', '3', '4', 'used-up', 'used-up'])
  assert.equal(await take(name, few, 365 * 24 * 60 * MINUTE), 'used-up')
})
test('of a hundred tries at once no more than the budget get through', async () => {
  const name = bucket()
  const told = await Promise.all(Array.from({ length: 100 }, () => take(name, budget, 0)))
  assert.equal(told.filter((each) => each !== 'locked').length, 3)
})
test('a budget of one locks at the first', async () => {
  const name = bucket()
  assert.deepEqual(await series(name, { ...budget, triesPerLock: 1 }, 0, 2), ['1', 'locked'])
})
test('no bucket’s name stands in the table', async () => {
  const { database } = await migrated()
  const name = `password:${bucket()}`
  await take(name, budget, 0)
  const rows = await database.db.selectFrom('attempt').select('bucket').execute()
  assert.ok(rows.length > 0 && rows.every((row) => row.bucket.length === 32 && !row.bucket.includes(Buffer.from(name))))
})
