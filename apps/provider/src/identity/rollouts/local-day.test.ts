// The beginning of a day in a time zone: ordinary days, the days on which clocks change, and what is no day.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startOfDay } from './local-day.ts'

const days: [string, string, string, string][] = [
  ['in Amsterdam in summer', '2026-07-01', 'Europe/Amsterdam', '2026-06-30T22:00:00.000Z'],
  ['in Amsterdam in winter', '2026-12-01', 'Europe/Amsterdam', '2026-11-30T23:00:00.000Z'],
  ['on the day clocks go forward at two', '2026-03-29', 'Europe/Amsterdam', '2026-03-28T23:00:00.000Z'],
  ['on the day after clocks went forward', '2026-03-30', 'Europe/Amsterdam', '2026-03-29T22:00:00.000Z'],
  ['on the day clocks go back at three', '2026-10-25', 'Europe/Amsterdam', '2026-10-24T22:00:00.000Z'],
  ['on the day after clocks went back', '2026-10-26', 'Europe/Amsterdam', '2026-10-25T23:00:00.000Z'],
  ['far ahead of UTC', '2026-07-01', 'Pacific/Kiritimati', '2026-06-30T10:00:00.000Z'],
  ['far behind UTC', '2026-07-01', 'Pacific/Pago_Pago', '2026-07-01T11:00:00.000Z'],
  ['in a zone of half hours', '2026-07-01', 'Asia/Kolkata', '2026-06-30T18:30:00.000Z'],
  [
    'where clocks go forward at midnight: the first moment that the day has',
    '2026-09-06',
    'America/Santiago',
    '2026-09-06T04:00:00.000Z',
  ],
  ['where they go forward at midnight, ahead of UTC', '2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
  ['where clocks go back at midnight', '2026-04-05', 'America/Santiago', '2026-04-05T04:00:00.000Z'],
  ['on the 29th of February of a leap year', '2028-02-29', 'Europe/Amsterdam', '2028-02-28T23:00:00.000Z'],
]
for (const [rule, day, timezone, begins] of days)
  test(`a day begins ${rule}`, () => assert.equal(startOfDay(day, timezone)?.toISOString(), begins))

for (const none of [
  '',
  '2026-02-30',
  '2026-02-29',
  '2026-13-01',
  '2026-00-10',
  '2026-7-1',
  '01-07-2026',
  '2026-07-01T00:00',
  'tomorrow',
  '2026-07-01 ',
  '+12026-07-01',
  '٢٠٢٦-٠٧-٠١',
]) {
  test(`${JSON.stringify(none)} is no day`, () => assert.equal(startOfDay(none, 'Europe/Amsterdam'), null))
}
