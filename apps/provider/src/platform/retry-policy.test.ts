// How long a job is tried.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RETRY_POLICY, minSpanSeconds } from './retry-policy.ts'

const HOUR = 3_600

test('a mail server that is down for two days loses no mail, even where chance makes every pause its shortest', () =>
  assert.ok(minSpanSeconds(RETRY_POLICY) >= 50 * HOUR))
test('a mail server that is back after days gets every mail within half an hour', () =>
  assert.ok(RETRY_POLICY.maxPauseSeconds <= HOUR / 2))
test('a mailed code, which lives for ten minutes, is tried five times and more within them, even where chance makes every pause its longest', () =>
  assert.ok(minSpanSeconds({ ...RETRY_POLICY, tries: 5 }) * 2 <= 600))
test('the span grows with tries, first pause and longest pause', () => {
  const policy = { tries: 3, firstPauseSeconds: 5, maxPauseSeconds: 12, silenceSeconds: 10, roundSeconds: 1 }
  assert.equal(minSpanSeconds(policy), 5 + 10 + 12)
  assert.equal(minSpanSeconds({ ...policy, tries: 0 }), 0)
})
