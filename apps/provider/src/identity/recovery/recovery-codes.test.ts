// Recovery codes as people write them, and how they are made.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { CODES_PER_SET, codeOf, formatRecoveryCode, parseRecoveryCode } from './recovery-codes.ts'

const code = '0123456789ABCDEFGHJK'
const readings: [string, string][] = [
  ['as it is printed', '0123-4567-89AB-CDEF-GHJK'],
  ['without dashes', code],
  ['in small letters', '0123-4567-89ab-cdef-ghjk'],
  ['with spaces', ' 0123 4567 89AB CDEF GHJK '],
  ['with a line break, as it is pasted', '0123-4567-89AB-\r\nCDEF-GHJK\n'],
  ['with the long dashes that a word processor makes', '0123–4567—89AB−CDEF‑GHJK'],
  ['with the letter o for nought', 'o123-4567-89AB-CDEF-GHJK'],
  ['with the letters i and l for one', '0I23-4567-89AB-CDEF-GHJK'],
  ['with a small l for one', '0l23-4567-89AB-CDEF-GHJK'],
  ['in full-width signs', '０１２３４５６７８９ＡＢＣＤＥＦＧＨＪＫ'],
]
for (const [rule, typed] of readings)
  test(`a recovery code is read ${rule}`, () => assert.deepEqual(parseRecoveryCode(typed), { ok: true, value: code }))

for (const typed of ['', ' ', '----', '\n'])
  test(`${JSON.stringify(typed)} is empty`, () =>
    assert.deepEqual(parseRecoveryCode(typed), { ok: false, refusal: 'empty' }))
for (const typed of ['0123', `${code}0`, code.slice(1), '123456', 'X'.repeat(200)])
  test(`${typed.length} signs are the wrong length`, () =>
    assert.deepEqual(parseRecoveryCode(typed), { ok: false, refusal: 'wrong-length' }))

test('a set has ten codes of twenty signs: 100 bits each (NIST SP 800-63B-4 asks for 64)', () => {
  assert.equal(CODES_PER_SET, 10)
  assert.match(codeOf(randomBytes(20)), /^[0-9A-HJKMNP-TV-Z]{20}$/u)
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
    const made = codeOf(randomBytes(20))
    assert.deepEqual(parseRecoveryCode(formatRecoveryCode(made)), { ok: true, value: made })
  }
})
