// The table of guesses: what docs/guesses.md says is what the limits come to, and what the counters let through.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { LeakyBucket } from '@sluis/server-kit/leaky-bucket'
import { later, migrated } from '#testing/migrated-database.ts'
import { chanceOf, GUESS_ROWS, guessesWithin, guessTable } from './guess-table.ts'
import {
  isLeaky,
  maxTries,
  PASSWORD,
  PASSWORD_PER_ADDRESS,
  PASSWORD_PER_NETWORK,
  type RateLimit,
} from './rate-limits.ts'

const MINUTE = 60_000
const HOUR = 60
const MONTH = 30 * 24 * HOUR
const page = readFileSync(new URL('../../../../../docs/guesses.md', import.meta.url), 'utf8')

/** Somebody who tries as soon as there is a place, against the real counters. */
async function tryFor(limit: RateLimit | LeakyBucket, minutes: number): Promise<number> {
  const { attempts } = (await migrated()).identity
  const bucket = randomUUID()
  let [at, tries] = [0, 0]
  // What fits in at once is poured in one drop, but for the last few.
  if (isLeaky(limit) && limit.capacity > 100) {
    tries = limit.capacity - 10
    assert.equal(
      await attempts.fill(bucket, { capacity: limit.capacity / tries, perHour: limit.perHour / tries }, later(0)),
      null,
    )
  }
  while (at < minutes * MINUTE) {
    const until = await attempts.consumeOne(bucket, limit, later(at))
    if (until === null) tries++
    // Used up for good.
    else if (until.getTime() <= later(at).getTime()) return tries
    else at = until.getTime() - later(0).getTime()
  }
  return tries
}

test('docs/guesses.md says what the limits come to', () => {
  const told = page.split('<!-- table -->')[1]?.trim()
  assert.equal(told, guessTable(), `the table is:\n\n${guessTable()}\n`)
})
test('the counters let as many tries through within an hour as the table says', async () => {
  for (const limit of new Set(GUESS_ROWS.flatMap(({ bounds }) => bounds.map((each) => each.limit))))
    assert.equal(await tryFor(limit, HOUR), maxTries(limit, HOUR), JSON.stringify(limit))
})
test('and within six hours, where a password is guessed', async () => {
  for (const limit of [PASSWORD, PASSWORD_PER_ADDRESS])
    assert.equal(await tryFor(limit, 6 * HOUR), maxTries(limit, 6 * HOUR))
})
test('no guess is right for more than one account in a hundred within a month, from however many networks', () => {
  for (const row of GUESS_ROWS)
    if (row.odds !== null) assert.ok(chanceOf(row.odds, guessesWithin(row, row.minutes ?? MONTH)) < 0.01, row.target)
})
test('a thousand networks get no more at one password than one address allows, and a company no more than its network', () => {
  const inAMonth = (limit: RateLimit | LeakyBucket) => maxTries(limit, MONTH)
  assert.equal(inAMonth(PASSWORD_PER_ADDRESS), 7249)
  assert.ok(inAMonth(PASSWORD_PER_ADDRESS) < 1000 * inAMonth(PASSWORD))
  assert.ok(
    inAMonth(PASSWORD_PER_NETWORK) / 2000 < 110,
    'a month of one network is some hundred tries for each of 2,000 people',
  )
})
