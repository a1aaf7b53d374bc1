// Bank account numbers as people type them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maskedIban, readIban } from './iban.ts'

const cases: [string, string, string][] = [
  ['a Dutch number is taken', 'NL91ABNA0417164300', 'NL91ABNA0417164300'],
  ['spaces and small letters are taken out', ' nl91 abna 0417 1643 00 ', 'NL91ABNA0417164300'],
  ['a Belgian number is taken', 'BE68 5390 0754 7034', 'BE68539007547034'],
  ['a swapped digit fails the checksum', 'NL91ABNA0417164030', 'iban-checksum'],
  ['a number of another length is none of that country', 'NL91ABNA041716430', 'iban-shape'],
  ['words are no number', 'my bank', 'iban-shape'],
  ['nothing is nothing', '   ', 'iban-empty'],
]
for (const [rule, typed, expected] of cases) {
  test(rule, () => {
    const read = readIban(typed)
    assert.equal(read.ok ? read.value : read.refusal, expected)
  })
}

test('only country and last four are shown', () => assert.equal(maskedIban('NL91ABNA0417164300'), 'NL•• •••• 4300'))
