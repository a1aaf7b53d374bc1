// Counting of septets (GSM 03.38): what looks harmless and doubles the price of a message.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isGsm7, septetsOf } from './gsm7.ts'

const cases: [string, string, number | null][] = [
  ['plain letters', 'code 123456', 11],
  ['the signs of Dutch that are in the alphabet', 'één café à ü ö', 14],
  ['a line break and an at', '\n@host #1', 9],
  ['signs that take an escape', '€{}[]\\^~|', 18],
  ['a typographic apostrophe', 'We’ve', null],
  ['a Spanish ó', 'código', null],
  ['a Dutch ë', 'België', null],
  ['a Polish ł', 'hasło', null],
  ['a cedilla in small', 'ç', null],
  ['a backquote', '`', null],
  ['a tab', '\t', null],
  ['an emoji', '🙂', null],
  ['nothing', '', 0],
]
for (const [what, text, septets] of cases)
  test(`${what}: ${septets ?? 'not in the alphabet'}`, () =>
    assert.deepEqual([septetsOf(text), isGsm7(text)], [septets, septets !== null]))
