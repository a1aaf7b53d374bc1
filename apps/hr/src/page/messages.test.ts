// What holds for every sentence of Kade, in both languages.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import en from '#messages/en.json' with { type: 'json' }
import nl from '#messages/nl.json' with { type: 'json' }

test('both languages have the same keys, in the same order', () => assert.deepEqual(Object.keys(nl), Object.keys(en)))

test('one kind of quotation marks in each language: ‘ ’ in Dutch, “ ” in English', () => {
  for (const text of Object.values(nl)) assert.doesNotMatch(text, /["'“”„«»]/u)
  for (const text of Object.values(en)) assert.doesNotMatch(text, /["‘’„«»]/u)
})

test('2FA stands on the button that the help page names, and nowhere else; nobody is shouted at', () => {
  for (const [key, text] of [...Object.entries(nl), ...Object.entries(en)]) {
    assert.doesNotMatch(text, /\b(?:MFA|T?OTP)\b|!/u, key)
    if (key !== 'set-up.button') assert.doesNotMatch(text, /\b2FA\b/u, key)
  }
})
