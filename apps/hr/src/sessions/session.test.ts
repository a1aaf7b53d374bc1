// How long a session is valid.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLive, isSteppedUp, isRefreshDue, type Session } from './session.ts'

const now = new Date('2026-06-01T12:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
const made: Session = {
  id: 's',
  loginId: 'p',
  kind: 'sluis',
  companyId: null,
  acr: 'x',
  refreshedAt: now,
  steppedUpAt: null,
  popUpPassedAt: null,
  createdAt: ago(5),
  seenAt: now,
}

const cases: [string, (session: Session, now: Date) => boolean, Partial<Session>, boolean][] = [
  ['a session in use is live', isLive, {}, true],
  ['an hour without a request ends it', isLive, { seenAt: ago(60) }, false],
  ['ten hours end it, in use or not', isLive, { createdAt: ago(10 * 60) }, false],
  ['and not less', isLive, { createdAt: ago(10 * 60 - 1) }, true],
  ['ten minutes after the last refresh it is due', isRefreshDue, { refreshedAt: ago(10) }, true],
  ['a password session is never refreshed', isRefreshDue, { kind: 'password', refreshedAt: null }, false],
  ['a step-up opens for five minutes', isSteppedUp, { steppedUpAt: ago(4.99) }, true],
  ['and not longer', isSteppedUp, { steppedUpAt: ago(5) }, false],
  ['a password session is never stepped up', isSteppedUp, { kind: 'password', steppedUpAt: now }, false],
]
for (const [rule, judge, change, expected] of cases)
  test(rule, () => assert.equal(judge({ ...made, ...change }, now), expected))
