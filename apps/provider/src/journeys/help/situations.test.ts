// Which answer stands first for whom (H5).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { obligationOf, type Rollout } from '#identity/rollouts/obligation.ts'
import { HELP_SITUATIONS } from '#platform/help-link.ts'
import { findAnswer } from './answers.ts'
import { ANSWER_AT, ANSWER_FOR, first, type Known, standingOf } from './situations.ts'

const NOW = new Date('2026-06-15T10:00:00Z')
const day = (days: number): Date => new Date(NOW.getTime() + days * 86_400_000)
const rollout = (announce: number, prompt: number, required: number): Rollout => ({
  companyId: '1',
  companyName: 'Bakery',
  company: 'b',
  timezone: 'Europe/Amsterdam',
  announceAt: day(announce),
  promptAt: day(prompt),
  requiredAt: day(required),
  snoozes: 3,
  snoozeHours: 24,
})
const known = (rollouts: readonly Rollout[], more: Partial<Known> = {}): Known => ({
  hasSecondFactor: false,
  codesLeft: 0,
  obligation: obligationOf({ locked: false, hasMembership: true, rollouts, snoozesTaken: 0, snoozedUntil: null }, NOW),
  ...more,
})

const table: [string, Known, string][] = [
  ['the date has passed', known([rollout(-60, -30, -1)]), 'required'],
  ['the app asks for it', known([rollout(-30, -10, 7)]), 'invited'],
  ['it was announced', known([rollout(-10, 30, 60)]), 'invited'],
  ['no company has made a date known', known([rollout(10, 30, 60)]), 'off'],
  ['nothing is known of a company', known([], { obligation: null }), 'off'],
  ['it is on', known([rollout(-60, -30, -1)], { hasSecondFactor: true, codesLeft: 10 }), 'on'],
  ['it is on, with two recovery codes left', known([], { hasSecondFactor: true, codesLeft: 2 }), 'few-codes'],
  ['it is on, with three recovery codes left', known([], { hasSecondFactor: true, codesLeft: 3 }), 'on'],
]
for (const [rule, somebody, standing] of table)
  test(`signed in, ${rule}: ${standing}`, () => assert.equal(standingOf(somebody), standing))

test('the page one came from is nearer than how one stands', () =>
  assert.deepEqual(first('code', known([])), { at: 'code' }))
test('what an application heard of somebody yields to what is known here', () => {
  assert.deepEqual(first('before-date', known([rollout(-60, -30, -1)])), { standing: 'required' })
  assert.deepEqual(first('after-date', known([], { hasSecondFactor: true, codesLeft: 9 })), { standing: 'on' })
  assert.deepEqual(first('after-date', null), { at: 'after-date' })
})
test('of whom nothing is known, nothing is said', () => assert.equal(first(undefined, null), null))
test('every situation has an answer', () => {
  for (const situation of HELP_SITUATIONS) assert.ok(findAnswer(ANSWER_AT[situation]), situation)
  for (const id of Object.values(ANSWER_FOR)) assert.ok(findAnswer(id), id)
})
