// What is left of a year's leave.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveLeft } from './leave.ts'

const year = { year: 2026, statutoryHours: 160, extraHours: 40, takenHours: 0 }
const cases: [string, number, [number, number, number]][] = [
  ['nothing taken leaves all', 0, [200, 160, 40]],
  ['what the law gives is taken first', 60, [140, 100, 40]],
  ['then what comes on top', 170, [30, 0, 30]],
  ['more than there is shows as owed', 210, [-10, 0, -10]],
]
for (const [rule, takenHours, [hours, statutoryHours, extraHours]] of cases) {
  test(rule, () => assert.deepEqual(leaveLeft({ ...year, takenHours }), { hours, statutoryHours, extraHours }))
}
