// Which second factor may be removed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { removalRefusal } from './removal.ts'

const factor = (id: string, more: { lostAt?: Date; quarantinedAt?: Date } = {}) => ({
  id,
  lostAt: null,
  quarantinedAt: null,
  ...more,
})
const THEN = new Date('2026-06-01T10:00:00Z')

test('one of two that work may go, demanded or not', () => {
  for (const isRequired of [true, false])
    assert.equal(removalRefusal([factor('a'), factor('b')], 'a', isRequired), null)
})
test('the last that works stays while a second factor is demanded (P16), and else goes by switching off', () => {
  assert.equal(removalRefusal([factor('a')], 'a', true), 'last-and-required')
  assert.equal(removalRefusal([factor('a')], 'a', false), 'last')
})
test('one that is lost, or quarantined, does not count as the other that stays', () => {
  for (const more of [{ lostAt: THEN }, { quarantinedAt: THEN }]) {
    assert.equal(removalRefusal([factor('a'), factor('b', more)], 'a', true), 'last-and-required')
    assert.equal(removalRefusal([factor('a'), factor('b', more)], 'b', true), null)
  }
})
test('what the person does not have is unknown', () =>
  assert.equal(removalRefusal([factor('a')], 'b', false), 'unknown'))
