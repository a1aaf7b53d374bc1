// The counts: nothing that failed gets lost on the way to the closing line.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closingLine, judged, NOTHING, oneCheck, sum } from './counts.ts'

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

test('a run that told nothing has failed', () => {
  assert.deepEqual(judged(null, true), { passed: 0, failed: 1, skipped: 0 })
  assert.deepEqual(judged(null, false), { passed: 0, failed: 1, skipped: 0 })
})

test('a run whose tests passed but whose process did not end well has failed', () => {
  assert.deepEqual(judged({ passed: 5, failed: 0, skipped: 0 }, false), { passed: 5, failed: 1, skipped: 0 })
})

test('a run that ended as it says is counted as it says', () => {
  assert.deepEqual(judged({ passed: 5, failed: 2, skipped: 1 }, false), { passed: 5, failed: 2, skipped: 1 })
  assert.deepEqual(judged({ ...NOTHING, passed: 5 }, true), { passed: 5, failed: 0, skipped: 0 })
})
