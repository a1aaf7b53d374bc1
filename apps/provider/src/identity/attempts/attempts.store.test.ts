// Counting of tries on a real database: locks at their number, twice as long each time, forgotten or reset, and
// never more looked at than there are.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import type { LeakyBucket } from '@sluis/server-kit/leaky-bucket'
import { later, migrated, NOW } from '#testing/migrated-database.ts'
import { type RateLimit, PASSWORD, SECOND_FACTOR } from './rate-limits.ts'

const MINUTE = 60_000
const rateLimit: RateLimit = {
  maxFailures: 3,
  blockMinutes: 5,
  maxBlockMinutes: 18,
  resetAfterMinutes: null,
  limit: null,
}
const bucket = (): string => randomUUID()
async function consume(name: string, of: RateLimit, at: number): Promise<string> {
  const { identity } = await migrated()
  const consumed = await identity.attempts.consume(name, of, later(at))
  return consumed.ok ? String(consumed.value.failures) : consumed.refusal
}
const series = async (name: string, of: RateLimit, at: number, times: number): Promise<string[]> => {
  const outcomes: string[] = []
  for (let time = 0; time < times; time++) outcomes.push(await consume(name, of, at))
  return outcomes
}

test('as many tries are looked at as there are, and then none until the lock is over', async () => {
  const name = bucket()
  assert.deepEqual(await series(name, rateLimit, 0, 5), ['1', '2', '3', 'rate-limited', 'rate-limited'])
  assert.equal(await consume(name, rateLimit, 5 * MINUTE - 1), 'rate-limited')
  assert.equal(await consume(name, rateLimit, 5 * MINUTE), '4')
})
test('each lock is twice as long as the one before, up to the longest', async () => {
  const { identity } = await migrated()
  const name = bucket()
  let at = 0
  const lengths: number[] = []
  for (let lock = 0; lock < 5; lock++) {
    await series(name, rateLimit, at, 3)
    const until = await identity.attempts.limitedUntil(name, later(at))
    lengths.push((until!.getTime() - later(at).getTime()) / MINUTE)
    at = until!.getTime() - NOW.getTime()
  }
  assert.deepEqual(lengths, [5, 10, 18, 18, 18])
})
test('nobody waits for a lock that is over', async () => {
  const { identity } = await migrated()
  const name = bucket()
  await series(name, rateLimit, 0, 3)
  assert.deepEqual(
    [
      await identity.attempts.limitedUntil(name, later(5 * MINUTE - 1)),
      await identity.attempts.limitedUntil(name, later(5 * MINUTE)),
    ],
    [later(5 * MINUTE), null],
  )
})
test('tries that are refused are not counted: knocking does not make a lock longer', async () => {
  const name = bucket()
  await series(name, rateLimit, 0, 300)
  assert.equal(await consume(name, rateLimit, 5 * MINUTE), '4')
})
test('old failures are forgotten, where the budget says so', async () => {
  const name = bucket()
  await series(name, PASSWORD, 0, 4)
  assert.equal(await consume(name, PASSWORD, 60 * MINUTE + 1), '1')
  const other = bucket()
  await series(other, SECOND_FACTOR, 0, 4)
  assert.equal(await consume(other, SECOND_FACTOR, 30 * 24 * 60 * MINUTE), '5')
})
test('a success resets, and only its own', async () => {
  const { identity } = await migrated()
  const [name, other] = [bucket(), bucket()]
  await series(name, rateLimit, 0, 3)
  await series(other, rateLimit, 0, 3)
  await identity.attempts.reset(name)
  assert.deepEqual([await consume(name, rateLimit, 0), await consume(other, rateLimit, 0)], ['1', 'rate-limited'])
})
test('a try that was given back was none, and takes its lock along', async () => {
  const { identity } = await migrated()
  const name = bucket()
  await series(name, rateLimit, 0, 3)
  await identity.attempts.refund(name, rateLimit)
  assert.deepEqual(await series(name, rateLimit, 0, 2), ['3', 'rate-limited'])
})
test('what is reset where it was counted is reset in the wider count too, and no more than that', async () => {
  const { identity } = await migrated()
  const [narrow, wide] = [bucket(), bucket()]
  const never: RateLimit = { ...rateLimit, maxFailures: 1000 }
  await series(narrow, never, 0, 2)
  await series(wide, never, 0, 7)
  await identity.attempts.resetWithin(randomUUID(), narrow, [wide])
  assert.deepEqual([await consume(narrow, never, 0), await consume(wide, never, 0)], ['1', '6'])
  await identity.attempts.resetWithin(randomUUID(), bucket(), [wide])
  assert.equal(await consume(wide, never, 0), '7', 'nothing was counted there')
})
test('all that was counted for a person is reset together, and nothing of others', async () => {
  const { identity } = await migrated()
  const [one, other] = [bucket(), bucket()]
  const names = [bucket(), bucket(), bucket()]
  const never: RateLimit = { ...rateLimit, maxFailures: 1000, limit: 2 }
  for (const [at, name] of names.entries())
    for (let time = 0; time < 2; time++) await identity.attempts.consume(name, never, later(0), at === 2 ? other : one)
  const closed = await identity.attempts.listUsedUp(2, 1000)
  assert.ok(closed.includes(one) && closed.includes(other))
  await identity.attempts.resetAll(one)
  assert.deepEqual(
    [await identity.attempts.isHeldUp(one, 2, later(0)), await identity.attempts.isHeldUp(other, 2, later(0))],
    [false, true],
  )
})
test('at the limit nothing is tried any more, however long one waits (NIST SP 800-63B-4 §3.2.2: 100)', async () => {
  assert.equal(SECOND_FACTOR.limit, 100)
  const name = bucket()
  const limited: RateLimit = { ...rateLimit, maxFailures: 1000, limit: 4 }
  assert.deepEqual(await series(name, limited, 0, 6), ['1', '2', '3', '4', 'used-up', 'used-up'])
  assert.equal(await consume(name, limited, 365 * 24 * 60 * MINUTE), 'used-up')
})
test('of a hundred tries at once no more than the budget get through', async () => {
  const name = bucket()
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => consume(name, rateLimit, 0)))
  assert.equal(outcomes.filter((each) => each !== 'rate-limited').length, 3)
})
test('a budget of one locks at the first', async () => {
  const name = bucket()
  assert.deepEqual(await series(name, { ...rateLimit, maxFailures: 1 }, 0, 2), ['1', 'rate-limited'])
})
test('no bucket’s name stands in the table', async () => {
  const { database } = await migrated()
  const name = `password:${bucket()}`
  await consume(name, rateLimit, 0)
  const rows = await database.db.selectFrom('attempt').select('bucket').execute()
  assert.ok(rows.length > 0 && rows.every((row) => row.bucket.length === 32 && !row.bucket.includes(Buffer.from(name))))
})

const leaky: LeakyBucket = { capacity: 3, perHour: 60 }
test('a bucket that leaks takes as many as it holds, then one a minute; knocking makes no wait longer', async () => {
  const { attempts } = (await migrated()).identity
  const name = bucket()
  const fill = (at: number): Promise<Date | null> => attempts.fill(name, leaky, later(at))
  assert.deepEqual([await fill(0), await fill(0), await fill(0)], [null, null, null])
  for (let knock = 0; knock < 50; knock++) assert.deepEqual(await fill(MINUTE / 2), later(MINUTE))
  assert.deepEqual(
    [await fill(MINUTE - 1), await fill(MINUTE), await fill(MINUTE)],
    [later(MINUTE), null, later(2 * MINUTE)],
  )
  assert.deepEqual(await Promise.all(Array.from({ length: 4 }, () => fill(60 * MINUTE))), [
    null,
    null,
    null,
    later(61 * MINUTE),
  ])
})
test('a clock that is put back makes no wait longer', async () => {
  const { attempts } = (await migrated()).identity
  const name = bucket()
  for (let time = 0; time < 2; time++) assert.equal(await attempts.fill(name, leaky, later(600 * MINUTE)), null)
  assert.deepEqual(
    [await attempts.fill(name, leaky, later(0)), await attempts.fill(name, leaky, later(0))],
    [null, later(MINUTE)],
  )
})
test('nothing leaks between the clocks of two processes', async () => {
  const { attempts } = (await migrated()).identity
  const name = bucket()
  for (const at of [30_000, 0, 30_000]) assert.equal(await attempts.fill(name, leaky, later(at)), null)
  assert.deepEqual(await attempts.fill(name, leaky, later(30_000)), later(90_000))
})
test('what was right is given back to a bucket that leaks, one try and no more', async () => {
  const { attempts } = (await migrated()).identity
  const name = bucket()
  for (let right = 0; right < 20; right++) {
    assert.equal(await attempts.fill(name, leaky, later(0)), null)
    await attempts.refund(name, leaky)
  }
  assert.deepEqual(
    await Promise.all(Array.from({ length: 5 }, () => attempts.fill(name, leaky, later(0)))).then(
      (all) => all.filter((each) => each === null).length,
    ),
    3,
  )
})
test('a counter that refuses gives the others back, whichever of them it is', async () => {
  const { attempts } = (await migrated()).identity
  for (const refusing of [0, 1, 2]) {
    const counters = [rateLimit, rateLimit, leaky].map((each) => ({ bucket: bucket(), rateLimit: each }))
    await series(counters[0]!.bucket, rateLimit, 0, refusing === 0 ? 3 : 1)
    await series(counters[1]!.bucket, rateLimit, 0, refusing === 1 ? 3 : 1)
    for (let time = 0; time < (refusing === 2 ? 3 : 1); time++)
      await attempts.fill(counters[2]!.bucket, leaky, later(0))
    for (let knock = 0; knock < 9; knock++) assert.notEqual(await attempts.consumeAll(counters, later(0)), null)
    for (const [at, { bucket: name, rateLimit: limit }] of counters.entries())
      if (at !== refusing) assert.equal(await attempts.consumeOne(name, limit, later(0)), null, `${refusing}, ${at}`)
  }
})
test('of a hundred tries at once over several counters as many get through as the narrowest holds, and no other is fuller', async () => {
  const { attempts } = (await migrated()).identity
  const wide: LeakyBucket = { capacity: 5, perHour: 60 }
  const counters = [
    { bucket: bucket(), rateLimit },
    { bucket: bucket(), rateLimit: wide },
  ]
  const all = await Promise.all(Array.from({ length: 100 }, () => attempts.consumeAll(counters, later(0))))
  assert.equal(all.filter((each) => each === null).length, 3)
  assert.deepEqual(
    [
      await attempts.fill(counters[1]!.bucket, wide, later(0)),
      await attempts.fill(counters[1]!.bucket, wide, later(0)),
    ],
    [null, null],
  )
})
