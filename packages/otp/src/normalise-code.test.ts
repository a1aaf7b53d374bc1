// Typed codes: what counts as the same code, and what is refused.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { normaliseCode } from './index.ts'

const same: [string, string][] = [
  ['as it is', '012345'],
  ['with a space in the middle, as apps show it', '012 345'],
  ['with no-break and thin spaces', '012\u00a0\u2009345'],
  ['with dashes of any length', '01-23\u201345'],
  ['with a minus sign', '012\u2212345'],
  ['with dots', '01.23.45'],
  ['with a tab and a new line', '\t012345\n'],
  ['with zero-width marks and a byte order mark', '\ufeff012\u200b345\u200d'],
  ['inside bidi marks, as copied from an Arabic page', '\u2066\u200f012345\u2069'],
  ['in full-width digits', '\uff10\uff11\uff12\uff13\uff14\uff15'],
  ['in Arabic-Indic digits', '\u0660\u0661\u0662\u0663\u0664\u0665'],
  ['in Persian digits', '\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5'],
  ['in Devanagari digits', '\u0966\u0967\u0968\u0969\u096a\u096b'],
  ['in mathematical bold digits', '\u{1d7ce}\u{1d7cf}\u{1d7d0}\u{1d7d1}\u{1d7d2}\u{1d7d3}'],
  ['in digits of two scripts', '012\u0663\u0664\u0665'],
]
for (const [rule, text] of same) {
  test(`takes a code ${rule}`, () => assert.deepEqual(normaliseCode(text), { ok: true, digits: '012345' }))
}

test('knows every decimal digit that Unicode has', () => {
  const digits = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint)
    .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
    .map((codePoint) => String.fromCodePoint(codePoint))
    .filter((character) => /^\p{Nd}$/u.test(character))
  assert.ok(digits.length >= 650)
  // They come in tens, so that each one's value is its place among all.
  for (const [place, digit] of digits.entries()) {
    assert.deepEqual(normaliseCode(digit, 1), { ok: true, digits: String(place % 10) })
  }
})

const refused: [string, string, ReturnType<typeof normaliseCode>][] = [
  ['nothing', '', { ok: false, refusal: 'empty' }],
  ['only spaces and marks', ' \u200b- ', { ok: false, refusal: 'empty' }],
  ['letters', 'o12345', { ok: false, refusal: 'not-digits' }],
  ['a sign', '+12345', { ok: false, refusal: 'not-digits' }],
  ['a power of ten', '1e2345', { ok: false, refusal: 'not-digits' }],
  [
    'Chinese numerals, which are no digits',
    '\u4e00\u4e8c\u4e09\u56db\u4e94\u516d',
    { ok: false, refusal: 'not-digits' },
  ],
  ['numbers that are no decimal digits', '\u2460\u00b2\u2163\u00bd12', { ok: false, refusal: 'not-digits' }],
  ['five digits, and says five', '12345', { ok: false, refusal: 'wrong-length', length: 5 }],
  ['a code pasted twice, and says twelve', '123456 123456', { ok: false, refusal: 'wrong-length', length: 12 }],
]
for (const [rule, text, expected] of refused) {
  test(`refuses ${rule}`, () => assert.deepEqual(normaliseCode(text), expected))
}

test('takes as many digits as its argument says', () => {
  assert.deepEqual(normaliseCode('1234 5678', 8), { ok: true, digits: '12345678' })
})
