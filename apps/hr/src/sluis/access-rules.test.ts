// What opens and what shows, as tables; the date to the millisecond, before and after.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aStatus } from '#testing/statuses.ts'
import {
  afterLater,
  laterLeft,
  passwordAccess,
  reminderOf,
  sessionAccess,
  type SessionFacts,
  type AccessDecision,
} from './access-rules.ts'
import type { Status } from './status.ts'
import { ONE_FACTOR, TWO_FACTOR } from './strength.ts'

const instant = new Date('2026-06-30T22:00:00.000Z')
const before = new Date(instant.getTime() - 1)
const invited = aStatus({ obligation: 'invited', reason: 'prompt-phase', deadlineAt: instant })

const passwords: [string, boolean, Partial<Status>, Date, AccessDecision][] = [
  ['a password opens Kade for somebody who is invited', false, {}, before, 'allowed'],
  [
    'a password opens nothing from the very millisecond on, though the answer kept says invited',
    false,
    {},
    instant,
    'wall',
  ],
  [
    'a password opens nothing once Sluis says required, though the instant moved to later',
    false,
    { obligation: 'required' },
    before,
    'wall',
  ],
  ['a password of somebody enrolled leads to Sluis', false, { enrolled: true }, before, 'sluis'],
  [
    'a password of somebody enrolled leads to Sluis after the date too, past no wall',
    false,
    { enrolled: true, obligation: 'required' },
    instant,
    'sluis',
  ],
  ['a password is over once its owner has chosen one at Sluis', false, { passwordChosen: true }, before, 'sluis'],
  [
    'a password that is over shows no wall after the date either',
    false,
    { passwordChosen: true, obligation: 'required' },
    instant,
    'sluis',
  ],
  ['a password of a linked login leads to Sluis', true, {}, before, 'sluis'],
  [
    'an announced change is required at its instant',
    false,
    { obligation: 'none', reason: 'announced' },
    instant,
    'wall',
  ],
  [
    'without a roll-out a password opens Kade at any time',
    false,
    { obligation: 'none', reason: 'no-roll-out', deadline: null },
    instant,
    'allowed',
  ],
  [
    'an account locked at Sluis is closed here',
    false,
    { obligation: 'none', reason: 'locked', deadline: null },
    before,
    'locked',
  ],
]
for (const [rule, linked, change, now, expected] of passwords) {
  test(rule, () => assert.equal(passwordAccess(linked, { ...invited, ...change }, now), expected))
}

const password: SessionFacts = { kind: 'password', acr: null }
const oneFactor: SessionFacts = { kind: 'sluis', acr: ONE_FACTOR }
const twoFactor: SessionFacts = { kind: 'sluis', acr: TWO_FACTOR }
const sessions: [string, SessionFacts, boolean, Partial<Status>, Date, AccessDecision][] = [
  ['a password session stands until the instant', password, false, {}, before, 'allowed'],
  ['a password session made before the instant does not survive it (E6)', password, false, {}, instant, 'wall'],
  [
    'a password session ends for Sluis as soon as its person has enrolled',
    password,
    false,
    { enrolled: true },
    before,
    'sluis',
  ],
  [
    'a password session ends for Sluis as soon as its person has chosen a password there',
    password,
    false,
    { passwordChosen: true },
    before,
    'sluis',
  ],
  [
    'a one-factor session from Sluis rests on the password that was chosen there',
    oneFactor,
    true,
    { passwordChosen: true },
    before,
    'allowed',
  ],
  ['a password session ends for Sluis as soon as its login is linked', password, true, {}, before, 'sluis'],
  ['a one-factor session from Sluis stands until the instant', oneFactor, true, {}, before, 'allowed'],
  [
    'a one-factor session from Sluis is sent to sign in again at the instant (E6)',
    oneFactor,
    true,
    {},
    instant,
    'sluis',
  ],
  ['a two-factor session stands after the instant', twoFactor, true, { obligation: 'required' }, instant, 'allowed'],
]
for (const [rule, session, linked, change, now, expected] of sessions) {
  test(rule, () => assert.equal(sessionAccess(session, linked, { ...invited, ...change }, now), expected))
}

const until = new Date('2026-06-20T12:00:00Z')
const snoozed: Partial<Status> = { reason: 'snoozed', snooze: { left: 1, until, hours: 24 } }
const reminders: [string, Partial<Status>, Date, boolean, string][] = [
  ['an announced change shows the banner', { obligation: 'none', reason: 'announced' }, before, false, 'banner'],
  ['the prompt phase shows the pop-up with what is left', {}, before, false, 'pop-up 2'],
  [
    'with nothing left the pop-up comes in each session',
    { snooze: { left: 0, until: null, hours: 24 } },
    before,
    false,
    'pop-up 0',
  ],
  [
    'with nothing left it can be passed for the session',
    { snooze: { left: 0, until: null, hours: 24 } },
    before,
    true,
    'banner',
  ],
  ['somebody snoozed sees the banner alone', snoozed, new Date(until.getTime() - 1), false, 'banner'],
  ['the pop-up is back when the snooze ends, though the answer kept says snoozed', snoozed, until, false, 'pop-up 1'],
  ['somebody enrolled sees nothing', { enrolled: true }, before, false, 'nothing'],
  [
    'without a roll-out nothing shows',
    { obligation: 'none', reason: 'no-roll-out', deadline: null },
    before,
    false,
    'nothing',
  ],
]
for (const [rule, change, now, passed, expected] of reminders) {
  test(rule, () => {
    const reminder = reminderOf({ ...invited, ...change }, now, passed)
    assert.equal(reminder.show === 'pop-up' ? `pop-up ${reminder.left}` : reminder.show, expected)
  })
}

const HOUR = 3_600_000
const toGo = (hours: number) => new Date(instant.getTime() - hours * HOUR)
const laters: [string, number, number, number, number][] = [
  ['weeks before the date all are there', 3, 24, 24 * 20, 3],
  ['two days before it two fit', 3, 24, 48, 2],
  ['a moment more than two days before it three fit', 3, 24, 48.1, 3],
  ['on the last evening one fits, though three are left', 3, 24, 5, 1],
  ['on the last evening with one left it is one', 1, 24, 5, 1],
  ['what is used up is not given back by a far date', 0, 24, 24 * 20, 0],
  ['a snooze of three days fits once in the last three', 3, 72, 70, 1],
  ['at the instant none fits', 3, 24, 0, 0],
]
for (const [rule, left, hours, togo, expected] of laters)
  test(`“Later”: ${rule}`, () =>
    assert.equal(laterLeft({ ...invited, snooze: { left, until: null, hours } }, toGo(togo)), expected))

test('what is said after “Later”: the last time where it lasts until the instant, tomorrow where it lasts a day', () => {
  const said = (ends: Date, hours: number) => afterLater({ ...invited, snooze: { left: 1, until: ends, hours } })
  assert.deepEqual(
    [said(instant, 24), said(instant, 72), said(toGo(1), 24), said(toGo(1), 72)],
    ['last', 'last', 'tomorrow', 'again'],
  )
})

test('the day of the company on which it is the last one, and not ours, is called the last (rule 8)', () => {
  const isLast = (now: Date) => {
    const reminder = reminderOf(invited, now, false)
    return reminder.show !== 'nothing' && reminder.isLastDay
  }
  // 00:00 in Amsterdam is 22:00 of the day before in UTC.
  assert.deepEqual([isLast(toGo(24.1)), isLast(toGo(24)), isLast(before)], [false, true, true])
})
