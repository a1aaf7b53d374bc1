// The counts: nothing that failed gets lost on the way to the closing line.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closingLine, judged, NOTHING, oneCheck, sum, type Counts, type Report } from './counts.ts'

test('the closing line has the form that programs read', () => {
  assert.equal(closingLine({ passed: 5, failed: 0, skipped: 0 }), '5 passed, 0 failed')
  assert.equal(closingLine({ passed: 5, failed: 1, skipped: 2 }), '5 passed, 1 failed, 2 skipped')
})

test('counts add up, and a check counts as one', () => {
  assert.deepEqual(sum(sum({ passed: 1, failed: 2, skipped: 3 }, oneCheck(true)), oneCheck(false)), {
    passed: 2,
    failed: 3,
    skipped: 3,
  })
})

const report = (...counts: Counts[]): Report => ({
  files: counts.map((each, at) => ({ path: `${at}.test.ts`, seconds: 1, counts: each })),
  unfinished: NOTHING,
})

test('a process that told nothing has failed', () => {
  assert.deepEqual(judged(null, true), { passed: 0, failed: 1, skipped: 0 })
  assert.deepEqual(judged(null, false), { passed: 0, failed: 1, skipped: 0 })
})

test('a process whose tests passed but that did not end well has failed', () => {
  assert.deepEqual(judged(report({ ...NOTHING, passed: 5 }), false), { passed: 5, failed: 1, skipped: 0 })
})

test('a process that ended as it says is counted as it says, with the file that it did not finish', () => {
  const two = report({ passed: 5, failed: 2, skipped: 1 }, { ...NOTHING, passed: 3 })
  assert.deepEqual(judged(two, false), { passed: 8, failed: 2, skipped: 1 })
  assert.deepEqual(judged({ ...two, unfinished: { ...NOTHING, failed: 1 } }, false), {
    passed: 8,
    failed: 3,
    skipped: 1,
  })
  assert.deepEqual(judged(report({ ...NOTHING, passed: 5 }), true), { ...NOTHING, passed: 5 })
})
