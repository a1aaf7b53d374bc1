// When the check-up is due (edge case 55).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CheckUp, isCheckUpDue, wasUsed } from './check-up.ts'

const NOW = new Date('2026-06-15T10:00:00Z')
const ago = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000)
const app = (days: number) => ({ enrolledAt: ago(days), lastUsedAt: ago(days) })
const asked = (more: Partial<CheckUp>): CheckUp => ({ mailedAt: null, laterUntil: null, answeredAt: null, ...more })

const cases: [string, Parameters<typeof isCheckUpDue>[0], CheckUp | undefined, boolean][] = [
  ['without a second factor there is nothing to check', [], undefined, false],
  ['not before 28 days', [app(27.9)], undefined, false],
  ['from 28 days on', [app(28)], undefined, true],
  ['the first set-up counts, not the newest factor', [app(2), app(30)], undefined, true],
  ['a mail is no answer', [app(30)], asked({ mailedAt: ago(1) }), true],
  ['after "later" not for a week', [app(30)], asked({ laterUntil: ago(-1) }), false],
  ['and then again', [app(40)], asked({ laterUntil: ago(0) }), true],
  ['once answered never again', [app(400)], asked({ answeredAt: ago(300), laterUntil: ago(310) }), false],
]
for (const [rule, factors, before, expected] of cases)
  test(`the check-up: ${rule}`, () => assert.equal(isCheckUpDue(factors, before, NOW), expected))

test('a code that was typed at the set-up alone was not used', () => {
  assert.equal(wasUsed({ enrolledAt: ago(30), lastUsedAt: ago(29.5) }), false)
  assert.equal(wasUsed({ enrolledAt: ago(30), lastUsedAt: ago(3) }), true)
})
