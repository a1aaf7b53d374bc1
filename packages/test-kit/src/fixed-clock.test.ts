// The fixed clock moves only when a test moves it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedClock } from './index.ts'

test('stands still until it is advanced', () => {
  const { now, advance } = fixedClock('2026-07-01T00:00:00+02:00')
  assert.equal(now().toISOString(), '2026-06-30T22:00:00.000Z')
  advance({ days: 1, hours: 2, minutes: 3, seconds: 4, milliseconds: 5 })
  assert.equal(now().toISOString(), '2026-07-02T00:03:04.005Z')
  advance({ days: -1 })
  assert.equal(now().toISOString(), '2026-07-01T00:03:04.005Z')
})

test('can be set', () => {
  const clock = fixedClock(new Date(0))
  clock.set('2026-01-01T00:00:00Z')
  assert.equal(clock.now().getTime(), Date.UTC(2026, 0, 1))
})

test('changing a date that it returned does not move it', () => {
  const { now } = fixedClock('2026-07-01T00:00:00Z')
  now().setFullYear(1999)
  assert.equal(now().getUTCFullYear(), 2026)
})

test('refuses an invalid time', () => {
  assert.throws(() => fixedClock('soon'), RangeError)
})
