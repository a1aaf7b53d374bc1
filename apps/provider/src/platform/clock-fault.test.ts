// When a clock cannot be right, and when it can.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeClockFault, judgeClock } from './clock-fault.ts'

const at = (seconds: number) => new Date(Date.parse('2026-06-15T10:00:00Z') + seconds * 1000)
const cases: [rule: string, now: number, took: number, database: number, stored: number | null, says: string | null][] =
  [
    ['a clock that agrees is right', 0, 0, 0, -5, null],
    ['on an empty database too', 0, 0, 0, null, null],
    ['half a minute apart no code is refused yet', 0, 0, 30, null, null],
    ['a database that took long to answer is no difference', 0, 90, 45, 0, null],
    ['another process may be ahead a little', 0, 0, 0, 60, null],
    ['ten minutes back is seen by the database’s clock', -600, 0, 0, -3, "600 seconds behind the database's"],
    ['and ten minutes ahead', 600, 0, 0, -3, "600 seconds ahead of the database's"],
    [
      'where both were put back, by what is stored',
      -600,
      0,
      -600,
      -3,
      '597 seconds behind the last entry of the audit trail',
    ],
  ]
for (const [rule, now, took, database, stored, says] of cases)
  test(rule, () => {
    const fault = judgeClock(
      { before: at(now), after: at(now + took) },
      { databaseNow: at(database), lastStoredAt: stored === null ? null : at(stored) },
    )
    assert.equal(fault && describeClockFault(fault), says && `the clock of this machine is ${says}`)
  })
