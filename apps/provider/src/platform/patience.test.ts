// How long a job is tried.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PATIENCE, shortestSpanSeconds } from './patience.ts'

const HOUR = 3_600

test('a mail server that is down for two days loses no mail, even where chance makes every pause its shortest', () =>
  assert.ok(shortestSpanSeconds(PATIENCE) >= 50 * HOUR))
test('a mail server that is back after days gets every mail within half an hour', () =>
  assert.ok(PATIENCE.longestPauseSeconds <= HOUR / 2))
test('a mailed code, which lives for ten minutes, is tried five times and more within them, even where chance makes every pause its longest', () =>
  assert.ok(shortestSpanSeconds({ ...PATIENCE, tries: 5 }) * 2 <= 600))
test('the span grows with tries, first pause and longest pause', () => {
  const few = { tries: 3, firstPauseSeconds: 5, longestPauseSeconds: 12, silenceSeconds: 10, roundSeconds: 1 }
  assert.equal(shortestSpanSeconds(few), 5 + 10 + 12)
  assert.equal(shortestSpanSeconds({ ...few, tries: 0 }), 0)
})
