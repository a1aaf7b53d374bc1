// Paydays and months.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dayIn, monthsBetween, nextPayday, paydayOf } from './calendar.ts'

test('the payday is the 25th, and the Friday before where that is a weekend', () => {
  assert.equal(paydayOf('2026-05'), '2026-05-25')
  assert.equal(paydayOf('2026-07'), '2026-07-24')
  assert.equal(paydayOf('2026-10'), '2026-10-23')
})

test('on a payday that day is the next payday; the day after it is the one of the next month', () => {
  assert.equal(nextPayday('2026-05-25'), '2026-05-25')
  assert.equal(nextPayday('2026-05-26'), '2026-06-25')
  assert.equal(nextPayday('2026-12-26'), '2027-01-25')
})

test('months run on over the turn of the year', () => {
  assert.deepEqual(monthsBetween('2025-11', '2026-02'), ['2025-11', '2025-12', '2026-01', '2026-02'])
})

test('the day is that of the place: late on 30 June in London it is 1 July in Amsterdam', () => {
  const now = new Date('2026-06-30T22:30:00Z')
  assert.equal(dayIn('Europe/London', now), '2026-06-30')
  assert.equal(dayIn('Europe/Amsterdam', now), '2026-07-01')
})
