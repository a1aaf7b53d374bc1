// Which answer stands first for whom (H5).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { obligationOf, type Rollout } from '#identity/rollouts/obligation.ts'
import { HELP_SITUATIONS } from '#platform/help-link.ts'
import { findAnswer } from './answers.ts'
import { ANSWER_AT, ANSWER_FOR, chooseFirst, type AccountFacts, accountStatusOf } from './situations.ts'

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
const account = (rollouts: readonly Rollout[], more: Partial<AccountFacts> = {}): AccountFacts => ({
  hasSecondFactor: false,
  codesLeft: 0,
  obligation: obligationOf({ locked: false, hasMembership: true, rollouts, snoozesTaken: 0, snoozedUntil: null }, NOW),
  ...more,
})

const table: [string, AccountFacts, string][] = [
  ['the date has passed', account([rollout(-60, -30, -1)]), 'required'],
  ['the app asks for it', account([rollout(-30, -10, 7)]), 'invited'],
  ['it was announced', account([rollout(-10, 30, 60)]), 'invited'],
  ['no company has made a date known', account([rollout(10, 30, 60)]), 'off'],
  ['nothing is known of a company', account([], { obligation: null }), 'off'],
  ['it is on', account([rollout(-60, -30, -1)], { hasSecondFactor: true, codesLeft: 10 }), 'on'],
  ['it is on, with three recovery codes left', account([], { hasSecondFactor: true, codesLeft: 3 }), 'few-codes'],
  ['it is on, with four recovery codes left', account([], { hasSecondFactor: true, codesLeft: 4 }), 'on'],
]
for (const [rule, visitor, status] of table)
  test(`signed in, ${rule}: ${status}`, () => assert.equal(accountStatusOf(visitor), status))

test('the page one came from comes before what is known of them', () =>
  assert.deepEqual(chooseFirst('code', account([])), { at: 'code' }))
test('what an application knows of somebody yields to what is known here', () => {
  assert.deepEqual(chooseFirst('before-date', account([rollout(-60, -30, -1)])), { status: 'required' })
  assert.deepEqual(chooseFirst('after-date', account([], { hasSecondFactor: true, codesLeft: 9 })), { status: 'on' })
  assert.deepEqual(chooseFirst('after-date', null), { at: 'after-date' })
})
test('of whom nothing is known, nothing is said', () => assert.equal(chooseFirst(undefined, null), null))
test('every situation has an answer', () => {
  for (const situation of HELP_SITUATIONS) assert.ok(findAnswer(ANSWER_AT[situation]), situation)
  for (const id of Object.values(ANSWER_FOR)) assert.ok(findAnswer(id), id)
})
