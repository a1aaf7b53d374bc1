// Which second factor may be removed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { removalRefusal } from './removal.ts'

const factor = (id: string, more: { kind?: 'sms' | 'passkey'; lostAt?: Date; quarantinedAt?: Date } = {}) => ({
  id,
  kind: 'totp' as const,
  lostAt: null,
  quarantinedAt: null,
  ...more,
})
const REQUIRED = { isRequired: true, smsFirst: false }
const FREE = { isRequired: false, smsFirst: false }
const THEN = new Date('2026-06-01T10:00:00Z')

test('one of two that work may go, demanded or not', () => {
  for (const rules of [REQUIRED, FREE]) assert.equal(removalRefusal([factor('a'), factor('b')], 'a', rules), null)
})
test('the last that works stays while a second factor is demanded (P16), and else goes by switching off', () => {
  assert.equal(removalRefusal([factor('a')], 'a', REQUIRED), 'last-and-required')
  assert.equal(removalRefusal([factor('a')], 'a', FREE), 'last')
})
test('one that is lost, or quarantined, does not count as the other that stays', () => {
  for (const more of [{ lostAt: THEN }, { quarantinedAt: THEN }]) {
    assert.equal(removalRefusal([factor('a'), factor('b', more)], 'a', REQUIRED), 'last-and-required')
    assert.equal(removalRefusal([factor('a'), factor('b', more)], 'b', REQUIRED), null)
  }
})
test('what the person does not have is unknown', () =>
  assert.equal(removalRefusal([factor('a')], 'b', FREE), 'unknown'))
test('what leaves nothing but text messages stays where they may not stand alone, demanded or not (decision 0016)', () => {
  const sms = factor('sms', { kind: 'sms' })
  for (const rules of [REQUIRED, FREE]) {
    assert.equal(removalRefusal([factor('a'), sms], 'a', rules), 'text-alone')
    assert.equal(removalRefusal([factor('a'), sms], 'sms', rules), null)
    assert.equal(removalRefusal([factor('a'), sms], 'a', { ...rules, smsFirst: true }), null)
    assert.equal(removalRefusal([factor('a'), factor('b', { kind: 'passkey' }), sms], 'a', rules), null)
    assert.equal(removalRefusal([factor('a', { lostAt: THEN }), sms], 'a', rules), null)
  }
})
