// When a backup is offered again: once, after 7 days once more, then after 90 (P11).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDue, type Offer } from './offers.ts'

const ASKED = new Date('2026-06-01T10:00:00Z')
const after = (days: number, ms = 0): Date => new Date(ASKED.getTime() + days * 86_400_000 + ms)
const cases: [string, Offer | undefined, Date, boolean][] = [
  ['never asked', undefined, after(0), true],
  ['asked once, just now', { times: 1, askedAt: ASKED }, after(0), false],
  ['asked once, just before a week has gone', { times: 1, askedAt: ASKED }, after(7, -1), false],
  ['asked once, a week ago', { times: 1, askedAt: ASKED }, after(7), true],
  ['asked twice, a week ago', { times: 2, askedAt: ASKED }, after(7), false],
  ['asked twice, just before 90 days have gone', { times: 2, askedAt: ASKED }, after(90, -1), false],
  ['asked twice, 90 days ago', { times: 2, askedAt: ASKED }, after(90), true],
  ['asked often, 7 days ago', { times: 9, askedAt: ASKED }, after(7), false],
]
for (const [what, offer, now, due] of cases)
  test(`${what}: ${due ? 'it is offered' : 'it is left alone'}`, () => assert.equal(isDue(offer, now), due))
