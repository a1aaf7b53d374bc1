// The obligation as tables of sentences: every phase at the millisecond, several companies, snoozes, and the last day
// in zones far and near.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  lastDay,
  type Obligation,
  type ObligationFacts,
  obligationOf,
  phaseOf,
  type Rollout,
  snoozeUntil,
} from './obligation.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
// 1 July 2026, 00:00 in Amsterdam: the instant that the help page announces (E1).
const instant = new Date('2026-06-30T22:00:00.000Z')
const at = (ms: number, from: Date = instant): Date => new Date(from.getTime() + ms)

const rollout: Rollout = {
  companyId: 'c',
  companyName: 'Bakkerij De Gouden Aar',
  company: 'c-1',
  timezone: 'Europe/Amsterdam',
  announceAt: at(-90 * DAY),
  promptAt: at(-60 * DAY),
  requiredAt: instant,
  snoozes: 3,
  snoozeHours: 24,
}
const employee: ObligationFacts = {
  locked: false,
  hasMembership: true,
  rollouts: [rollout],
  snoozesTaken: 0,
  snoozedUntil: null,
}

const phases: [string, Date, string][] = [
  ['is planned a millisecond before it is announced', at(-1, rollout.announceAt), 'planned'],
  ['is announced at its very instant', rollout.announceAt, 'announce'],
  ['is announced a millisecond after', at(1, rollout.announceAt), 'announce'],
  ['is announced until a millisecond before it prompts', at(-1, rollout.promptAt), 'announce'],
  ['prompts at its very instant', rollout.promptAt, 'prompt'],
  ['prompts a millisecond after', at(1, rollout.promptAt), 'prompt'],
  ['prompts until 23:59:59.999 of the last day (E1)', at(-1), 'prompt'],
  ['is required at 00:00:00.000 of the date (E1)', instant, 'required'],
  ['is required a millisecond after', at(1), 'required'],
]
for (const [rule, now, phase] of phases) test(`a roll-out ${rule}`, () => assert.equal(phaseOf(rollout, now), phase))

type Outcome = { obligation: Obligation['obligation']; reason: Obligation['reason']; mayPostpone: boolean }
const obligations: [string, Partial<ObligationFacts>, Date, Outcome][] = [
  [
    'nothing is asked before the announcement',
    {},
    at(-1, rollout.announceAt),
    { obligation: 'none', reason: 'no-roll-out', mayPostpone: true },
  ],
  [
    'the announcement obliges to nothing',
    {},
    rollout.announceAt,
    { obligation: 'none', reason: 'announced', mayPostpone: true },
  ],
  [
    'the prompt phase invites',
    {},
    rollout.promptAt,
    { obligation: 'invited', reason: 'prompt-phase', mayPostpone: true },
  ],
  [
    'the last millisecond may still be put off',
    {},
    at(-1),
    { obligation: 'invited', reason: 'prompt-phase', mayPostpone: true },
  ],
  [
    'the instant requires, and nothing puts it off (E1, E4)',
    {},
    instant,
    { obligation: 'required', reason: 'date-passed', mayPostpone: false },
  ],
  [
    'years after it still requires',
    {},
    at(900 * DAY),
    { obligation: 'required', reason: 'date-passed', mayPostpone: false },
  ],
  [
    'a snooze quietens the prompt',
    { snoozesTaken: 1, snoozedUntil: at(-DAY) },
    at(-DAY - 1),
    { obligation: 'invited', reason: 'snoozed', mayPostpone: true },
  ],
  [
    'a snooze is over at its very end',
    { snoozesTaken: 1, snoozedUntil: at(-DAY) },
    at(-DAY),
    { obligation: 'invited', reason: 'prompt-phase', mayPostpone: true },
  ],
  [
    'a snooze that would last past the instant puts nothing off',
    { snoozesTaken: 1, snoozedUntil: at(DAY) },
    instant,
    { obligation: 'required', reason: 'date-passed', mayPostpone: false },
  ],
  [
    'with every snooze used up it can still be passed for the session, until the deadline',
    { snoozesTaken: 3, snoozedUntil: null },
    at(-1),
    { obligation: 'invited', reason: 'prompt-phase', mayPostpone: true },
  ],
  [
    'a locked account is obliged to nothing and may nothing',
    { locked: true },
    instant,
    { obligation: 'none', reason: 'locked', mayPostpone: false },
  ],
  [
    'who works nowhere is obliged to nothing',
    { hasMembership: false },
    instant,
    { obligation: 'none', reason: 'no-membership', mayPostpone: true },
  ],
  [
    'locked is told before everything else',
    { locked: true, hasMembership: false },
    instant,
    { obligation: 'none', reason: 'locked', mayPostpone: false },
  ],
  [
    'an employer without a roll-out obliges to nothing',
    { rollouts: [] },
    instant,
    { obligation: 'none', reason: 'no-roll-out', mayPostpone: true },
  ],
  [
    'a date moved to later holds from then on (E10)',
    { rollouts: [{ ...rollout, requiredAt: at(30 * DAY) }] },
    instant,
    { obligation: 'invited', reason: 'prompt-phase', mayPostpone: true },
  ],
  [
    'a date moved to later requires at the later one (E10)',
    { rollouts: [{ ...rollout, requiredAt: at(30 * DAY) }] },
    at(30 * DAY),
    { obligation: 'required', reason: 'date-passed', mayPostpone: false },
  ],
]
for (const [rule, facts, now, result] of obligations) {
  test(rule, () => {
    const { obligation, reason, mayPostpone } = obligationOf({ ...employee, ...facts }, now)
    assert.deepEqual({ obligation, reason, mayPostpone }, result)
  })
}

const company = (name: string, more: Partial<Rollout>): Rollout => ({ ...rollout, company: name, ...more })
const announced = company('announced', { promptAt: at(30 * DAY), requiredAt: at(60 * DAY) })
const prompting = company('prompting', { promptAt: at(-DAY), requiredAt: at(20 * DAY) })
const promptingLater = company('prompting-later', { promptAt: at(-DAY), requiredAt: at(40 * DAY) })
const required = company('required', {})
const requiredBefore = company('required-before', { requiredAt: at(-DAY) })
const planned = company('planned', { announceAt: at(DAY), promptAt: at(2 * DAY), requiredAt: at(3 * DAY) })
const several: [string, Rollout[], string | null][] = [
  ['what requires decides over what prompts (E2)', [prompting, required, announced], 'required'],
  ['what prompts decides over what is announced', [announced, prompting], 'prompting'],
  ['of two that require, the one that did so first is named', [required, requiredBefore], 'required-before'],
  ['of two that prompt, the earlier date is named', [promptingLater, prompting], 'prompting'],
  [
    'an earlier date that is only announced is named before a later one that prompts',
    [promptingLater, company('announced-early', { promptAt: at(5 * DAY), requiredAt: at(10 * DAY) })],
    'announced-early',
  ],
  ['what is only planned is not named, though its date is the earliest', [planned, announced], 'announced'],
  ['only planned ones: nobody is named', [planned], null],
]
for (const [rule, rollouts, named] of several) {
  test(`of several companies ${rule}`, () => {
    for (const order of [rollouts, rollouts.toReversed()])
      assert.equal(obligationOf({ ...employee, rollouts: order }, instant).rollout?.company ?? null, named)
  })
}

test('a date named for one company does not quieten the prompt of another', () => {
  const result = obligationOf(
    {
      ...employee,
      rollouts: [promptingLater, company('announced-early', { promptAt: at(5 * DAY), requiredAt: at(10 * DAY) })],
    },
    instant,
  )
  assert.deepEqual([result.obligation, result.reason, result.snooze.left], ['invited', 'prompt-phase', 3])
})

const left: [string, Partial<ObligationFacts>, Date, { left: number; until: Date | null }][] = [
  ['all of them before the first', {}, rollout.promptAt, { left: 3, until: null }],
  ['one less after each', { snoozesTaken: 2, snoozedUntil: at(-DAY) }, at(-2 * DAY), { left: 1, until: at(-DAY) }],
  ['never less than none, though the number was lowered since', { snoozesTaken: 5 }, at(-1), { left: 0, until: null }],
  ['none from the instant on', {}, instant, { left: 0, until: null }],
  [
    'the end is not told when it is over',
    { snoozesTaken: 1, snoozedUntil: at(-DAY) },
    at(-DAY),
    { left: 2, until: null },
  ],
]
for (const [rule, facts, now, snooze] of left)
  test(`snoozes left: ${rule}`, () => assert.deepEqual(obligationOf({ ...employee, ...facts }, now).snooze, snooze))

test('a snooze lasts its hours', () => assert.deepEqual(snoozeUntil(rollout, at(-10 * DAY)), at(-9 * DAY)))
test('a snooze never lasts past the instant', () => {
  for (const before of [DAY - 1, HOUR, 1]) assert.deepEqual(snoozeUntil(rollout, at(-before)), instant)
})

const lastDays: [string, string, string, string][] = [
  ['the day before the date in Amsterdam (E11)', '2026-06-30T22:00:00.000Z', 'Europe/Amsterdam', '2026-06-30'],
  [
    'the day before the date in Auckland, which is ahead of UTC',
    '2026-06-30T12:00:00.000Z',
    'Pacific/Auckland',
    '2026-06-30',
  ],
  [
    'the day before the date in Curaçao, which is behind UTC',
    '2026-07-01T04:00:00.000Z',
    'America/Curacao',
    '2026-06-30',
  ],
  ['in Amsterdam the day before clocks go forward', '2026-03-28T23:00:00.000Z', 'Europe/Amsterdam', '2026-03-28'],
  ['in Amsterdam the 23-hour day itself', '2026-03-29T22:00:00.000Z', 'Europe/Amsterdam', '2026-03-29'],
  ['in Amsterdam the 25-hour day itself', '2026-10-25T23:00:00.000Z', 'Europe/Amsterdam', '2026-10-25'],
  [
    'an instant in the middle of a day: that day is the last one begun without',
    '2026-06-30T10:00:00.000Z',
    'Europe/Amsterdam',
    '2026-06-30',
  ],
  ['the last day of a year', '2026-12-31T23:00:00.000Z', 'Europe/Amsterdam', '2026-12-31'],
]
for (const [rule, requiredAt, timezone, day] of lastDays)
  test(`the last day without is ${rule}`, () =>
    assert.equal(lastDay({ requiredAt: new Date(requiredAt), timezone }), day))
