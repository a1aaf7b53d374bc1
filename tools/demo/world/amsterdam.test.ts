// Amsterdam's calendar: midnights in winter and summer, and the two nights on which the clocks change.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantOf, midnight, wallTime } from './amsterdam.ts'

const written: [string, string, string | null][] = [
  ['summer: two hours ahead of UTC', '2026-07-01T00:00', '2026-06-30T22:00:00.000Z'],
  ['winter: one hour ahead', '2026-12-01T00:00', '2026-11-30T23:00:00.000Z'],
  ['with seconds', '2026-12-01T00:00:30', '2026-11-30T23:00:30.000Z'],
  ['an hour that summer time skips is the hour after it', '2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ['the first midnight of summer time', '2026-03-30T00:00', '2026-03-29T22:00:00.000Z'],
  ['no date', 'soon', null],
  ['no time', '2026-07-01', null],
  ['a month that is none', '2026-13-01T00:00', null],
]
for (const [rule, text, instant] of written)
  test(rule, () => assert.equal(instantOf(text)?.toISOString() ?? null, instant))

test('a written time reads back unchanged, also in the hour that happens twice', () => {
  for (const text of ['2026-01-31T23:59:59', '2026-10-25T01:59:00', '2026-10-25T03:00:00'])
    assert.equal(wallTime(instantOf(text)!), text)
})

test('midnight counts calendar days, across a change of the clocks', () => {
  assert.equal(midnight(new Date('2026-11-22T11:00:00Z'), 1).toISOString(), '2026-11-22T23:00:00.000Z')
  assert.equal(midnight(new Date('2026-11-22T23:30:00Z'), 0).toISOString(), '2026-11-22T23:00:00.000Z')
  assert.equal(midnight(new Date('2026-03-20T12:00:00Z'), 20).toISOString(), '2026-04-08T22:00:00.000Z')
  assert.equal(midnight(new Date('2026-03-01T12:00:00Z'), -1).toISOString(), '2026-02-27T23:00:00.000Z')
})
