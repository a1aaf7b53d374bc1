// Base32: the vectors of RFC 4648 §10, and what people paste.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { decodeBase32, encodeBase32, groupsOfFour } from './index.ts'

const vectors: [string, string][] = [
  ['', ''],
  ['f', 'MY======'],
  ['fo', 'MZXQ===='],
  ['foo', 'MZXW6==='],
  ['foob', 'MZXW6YQ='],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI======'],
]
for (const [plain, padded] of vectors) {
  test(`encodes "${plain}" without padding, and reads it with and without (RFC 4648 §10)`, () => {
    const bytes = new TextEncoder().encode(plain)
    const bare = padded.replaceAll('=', '')
    assert.equal(encodeBase32(bytes), bare)
    assert.deepEqual(decodeBase32(padded), { ok: true, bytes })
    assert.deepEqual(decodeBase32(bare), { ok: true, bytes })
  })
}

test('every secret comes back as it was', () => {
  for (let length = 0; length < 100; length++) {
    const bytes = new Uint8Array(randomBytes(length))
    assert.deepEqual(decodeBase32(encodeBase32(bytes)), { ok: true, bytes })
  }
})

const pasted: [string, string][] = [
  ['lower case', 'mzxw6ytboi'],
  ['groups of four', 'MZXW 6YTB OI'],
  ['dashes', 'MZXW-6YTB-OI'],
  ['a dash that a word processor made', 'MZXW\u20136YTB\u2013OI'],
  ['a no-break space and a new line at the end', 'MZXW\u00a06YTBOI\n'],
  ['padding with spaces between', 'MZXW6YTBOI== == =='],
]
for (const [rule, text] of pasted) {
  test(`reads a secret with ${rule}`, () => {
    assert.deepEqual(decodeBase32(text), { ok: true, bytes: new TextEncoder().encode('foobar') })
  })
}

test('reads a secret whose left-over bits are not zero, as other apps do', () => {
  assert.deepEqual(decodeBase32('MZ'), { ok: true, bytes: new TextEncoder().encode('f') })
})

const wrong: [string, string, ReturnType<typeof decodeBase32>][] = [
  ['a digit outside the alphabet', 'MZXW 6YT1', { ok: false, refusal: 'not-base32', at: 8 }],
  ['padding in the middle', 'MZ======XW', { ok: false, refusal: 'not-base32', at: 2 }],
  ['a letter whose upper case is S in another alphabet', 'MZ\u017fW', { ok: false, refusal: 'not-base32', at: 2 }],
  ['an address pasted whole', 'otpauth://totp', { ok: false, refusal: 'not-base32', at: 7 }],
  ['one character too few', 'MZXW6Y', { ok: false, refusal: 'cut-short' }],
  ['a single character', 'M', { ok: false, refusal: 'cut-short' }],
  ['three characters', 'MZX', { ok: false, refusal: 'cut-short' }],
]
for (const [rule, text, expected] of wrong) {
  test(`refuses ${rule}`, () => assert.deepEqual(decodeBase32(text), expected))
}

test('shows a secret in groups of four', () => {
  assert.equal(groupsOfFour('MZXW6YTBOI'), 'MZXW 6YTB OI')
  assert.equal(groupsOfFour(''), '')
})
