// Recovery codes as people write them, and how they are made.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { CODES_PER_SET, codeOf, formatRecoveryCode, parseRecoveryCode } from './recovery-codes.ts'

const code = '0123456789ABCDEFGHJKMNPQ'
const readings: [string, string][] = [
  ['as it is printed', '0123-4567-89AB-CDEF-GHJK-MNPQ'],
  ['without dashes', code],
  ['in small letters', '0123-4567-89ab-cdef-ghjk-mnpq'],
  ['with spaces', ' 0123 4567 89AB CDEF GHJK MNPQ '],
  ['with a line break, as it is pasted', '0123-4567-89AB-\r\nCDEF-GHJK-MNPQ\n'],
  ['with the long dashes that a word processor makes', '0123–4567—89AB−CDEF‑GHJK-MNPQ'],
  ['with the letter o for nought', 'o123-4567-89AB-CDEF-GHJK-MNPQ'],
  ['with the letters i and l for one', '0I23-4567-89AB-CDEF-GHJK-MNPQ'],
  ['with a small l for one', '0l23-4567-89AB-CDEF-GHJK-MNPQ'],
  ['in full-width signs', '０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫＭＮＰＱ'],
]
for (const [rule, typed] of readings)
  test(`a recovery code is read ${rule}`, () => assert.deepEqual(parseRecoveryCode(typed), { ok: true, value: code }))

for (const typed of ['', ' ', '----', '\n'])
  test(`${JSON.stringify(typed)} is empty`, () =>
    assert.deepEqual(parseRecoveryCode(typed), { ok: false, refusal: 'empty' }))
test('a recovery code of a set from before, of twenty signs, is read as well', () =>
  assert.deepEqual(parseRecoveryCode('0123-4567-89ab-cdef-ghjk'), { ok: true, value: '0123456789ABCDEFGHJK' }))

for (const typed of ['0123', `${code}0`, code.slice(1), '123456', 'X'.repeat(200)])
  test(`${typed.length} signs are the wrong length`, () =>
    assert.deepEqual(parseRecoveryCode(typed), { ok: false, refusal: 'wrong-length' }))

test('a set has ten codes of 24 signs: 120 bits each, enough for a fast hash (NIST SP 800-63B-4 §3.1.2.2)', () => {
  assert.equal(CODES_PER_SET, 10)
  assert.match(codeOf(randomBytes(24)), /^[0-9A-HJKMNP-TV-Z]{24}$/u)
})
test('each sign is equally likely', () => {
  const counts = new Map<string, number>()
  for (let byte = 0; byte < 256; byte++) {
    const sign = codeOf(Uint8Array.of(byte))
    counts.set(sign, (counts.get(sign) ?? 0) + 1)
  }
  assert.deepEqual([counts.size, new Set(counts.values())], [32, new Set([8])])
})
test('a code that was made is read back as it was shown', () => {
  for (let time = 0; time < 200; time++) {
    const made = codeOf(randomBytes(24))
    assert.deepEqual(parseRecoveryCode(formatRecoveryCode(made)), { ok: true, value: made })
  }
})
