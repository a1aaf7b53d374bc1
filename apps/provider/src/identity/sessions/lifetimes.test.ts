// How long sessions live, at the millisecond.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAlive, type SessionTimes } from './lifetimes.ts'

const MINUTE = 60_000
const began = new Date('2026-07-01T08:00:00Z')
const at = (minutes: number, ms = 0): Date => new Date(began.getTime() + minutes * MINUTE + ms)
const signIn: SessionTimes = { beganAt: began, lastSeenAt: began, signedInAt: null, endedAt: null }
const session: SessionTimes = { ...signIn, signedInAt: began }

const lives: [string, SessionTimes, Date, boolean][] = [
  ['a sign-in lives until just before 60 minutes', signIn, at(60, -1), true],
  ['a sign-in is over after 60 minutes', signIn, at(60), false],
  ['a sign-in is over after 60 minutes however busy it was', { ...signIn, lastSeenAt: at(59) }, at(60), false],
  ['a session lives until just before an hour of silence', session, at(60, -1), true],
  ['a session is over after an hour of silence', session, at(60), false],
  ['a session that is used goes on', { ...session, lastSeenAt: at(9.5 * 60) }, at(10 * 60, -1), true],
  [
    'a session is over after 10 hours however busy it was',
    { ...session, lastSeenAt: at(10 * 60, -1) },
    at(10 * 60),
    false,
  ],
  [
    '10 hours count from the sign-in, not from its beginning',
    { ...session, signedInAt: at(30), lastSeenAt: at(10 * 60) },
    at(10 * 60 + 30, -1),
    true,
  ],
  [
    'a session of an administrator lives until just before a quarter of an hour of silence',
    { ...session, isAdministrator: true },
    at(15, -1),
    true,
  ],
  [
    'a session of an administrator is over after a quarter of an hour of silence',
    { ...session, isAdministrator: true },
    at(15),
    false,
  ],
  [
    'a session of an administrator is over after 10 hours',
    { ...session, isAdministrator: true, lastSeenAt: at(10 * 60, -1) },
    at(10 * 60),
    false,
  ],
  ['what was ended is over at once', { ...session, endedAt: at(1) }, at(1), false],
  ['a sign-in that was ended is over at once', { ...signIn, endedAt: at(1) }, at(1), false],
]
for (const [rule, life, now, alive] of lives) test(rule, () => assert.equal(isAlive(life, now), alive))
