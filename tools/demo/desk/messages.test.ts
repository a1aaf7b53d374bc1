// What holds for every sentence of the desk, in both languages.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import en from './messages/en.json' with { type: 'json' }
import nl from './messages/nl.json' with { type: 'json' }

test('both languages have the same keys, in the same order', () => assert.deepEqual(Object.keys(nl), Object.keys(en)))

test('one kind of quotation marks in each language: ‘ ’ in Dutch, “ ” in English', () => {
  for (const text of Object.values(nl)) assert.doesNotMatch(text, /["'“”„«»]/u)
  for (const text of Object.values(en)) assert.doesNotMatch(text, /["‘’„«»]/u)
})
