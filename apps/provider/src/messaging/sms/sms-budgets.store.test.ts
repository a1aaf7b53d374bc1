// Counting of messages on a real database: never more than there are, for as long as the window is, and no longer than
// that.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { later, migrated } from '#testing/migrated-database.ts'
import type { SmsBudget } from './sms-budgets.ts'
import { budgetsFor } from './sms-budgets.ts'

const MINUTE = 60_000
const {
  database,
  identity: { smsBudgets },
} = await migrated()
const budget = (): SmsBudget => ({ bucket: randomUUID(), max: 3, minutes: 10, refusal: 'too-many' })

test('of thirty at once as many get through as there are', async () => {
  const one = budget()
  const counts = await Promise.all(Array.from({ length: 30 }, () => smsBudgets.consume(one, later(0))))
  assert.deepEqual(
    counts.filter((nth) => nth !== null).toSorted((a, b) => a - b),
    [1, 2, 3],
  )
})
test('the window begins with the first one, and is over to the millisecond', async () => {
  const one = budget()
  for (const at of [0, 5, 9]) assert.notEqual(await smsBudgets.consume(one, later(at * MINUTE)), null)
  assert.equal(await smsBudgets.consume(one, later(10 * MINUTE - 1)), null)
  assert.deepEqual(await smsBudgets.exhaustedUntil(one, later(9 * MINUTE)), later(10 * MINUTE))
  assert.equal(await smsBudgets.exhaustedUntil(one, later(10 * MINUTE)), null)
  assert.equal(await smsBudgets.consume(one, later(10 * MINUTE)), 1)
})
test('what is refused is not counted: knocking makes no window longer', async () => {
  const one = budget()
  for (let time = 0; time < 50; time++) await smsBudgets.consume(one, later(9 * MINUTE))
  assert.equal(await smsBudgets.consume(one, later(19 * MINUTE)), 1)
})
test('a clock that is put back a day holds nobody up for a day', async () => {
  const one = budget()
  for (let time = 0; time < 4; time++) await smsBudgets.consume(one, later(1440 * MINUTE))
  assert.equal(await smsBudgets.consume(one, later(0)), 1)
})
test('a request that began a little before the last one is counted with it, as those at the same moment do', async () => {
  const one = budget()
  for (const at of [30, 0, 50]) assert.notEqual(await smsBudgets.consume(one, later(at)), null)
  assert.equal(await smsBudgets.consume(one, later(10)), null)
  assert.deepEqual(await smsBudgets.exhaustedUntil(one, later(10)), later(10 * MINUTE + 30))
})
test('what is over is forgotten, and nothing else', async () => {
  const [old, young] = [budget(), budget()]
  await smsBudgets.consume(old, later(0))
  for (let time = 0; time < 3; time++) await smsBudgets.consume(young, later(5 * MINUTE))
  const count = async () =>
    (
      await database.pool.query<{ n: number }>('select count(*)::int as n from sms_budget where ends_at = any($1)', [
        [later(10 * MINUTE), later(15 * MINUTE)],
      ])
    ).rows[0]!.n
  const before = await count()
  await smsBudgets.prune(later(10 * MINUTE))
  assert.ok((await count()) < before)
  assert.equal(await smsBudgets.consume(young, later(11 * MINUTE)), null)
})
test('no bucket can be read back: a number is guessed from a plain hash', async () => {
  const number = '+31612345678'
  await smsBudgets.consume({ ...budget(), bucket: `number ${number}` }, later(0))
  const { rows } = await database.pool.query(
    "select 1 from sms_budget where bucket = sha256(convert_to($1, 'UTF8')) or bucket = sha256(convert_to($2, 'UTF8'))",
    [number, `number ${number}`],
  )
  assert.deepEqual(rows, [])
})

test('a range of numbers gets a tenth of the day, so that a limit for all trips before the money is gone (SMS pumping)', () => {
  const budgets = budgetsFor(
    { to: '+31612345678', prefix: '+316123', personId: 'p', network: 'n', isNotice: false },
    { price: 0.1, dailySpend: 100 },
  )
  assert.deepEqual(
    budgets.map(({ max }) => max),
    [10, 3, 5, 2500, 100, 1000],
  )
})
test('what strangers have sent uses up nothing of what is sent where the person was let in before', () => {
  const of = (isKnownBrowser: boolean) =>
    budgetsFor(
      { to: '+31612345678', prefix: '+316123', personId: 'p', network: 'n', isKnownBrowser, isNotice: false },
      { price: 0.1, dailySpend: 100 },
    ).map(({ bucket }) => bucket)
  // The network, the range and the day's money are everybody's.
  assert.equal(of(true).filter((bucket) => of(false).includes(bucket)).length, 3)
})
test('a small budget leaves a range twenty all the same', () => {
  const budgets = budgetsFor(
    { to: '+31612345678', prefix: '+316123', personId: 'p', network: 'n', isNotice: false },
    { price: 0.1, dailySpend: 5 },
  )
  assert.equal(budgets.at(-2)?.max, 20)
})
