// Decisions: a refusal is a word, or an object that has the word with what its sentence names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accept, type Decision, refuse } from './decision.ts'

type Limited = { refusal: 'limited'; until: Date }
const UNTIL = new Date('2026-06-15T10:05:00Z')
const word = (is: boolean): Decision<number, 'late'> => (is ? accept(1) : refuse('late'))
const object = (is: boolean): Decision<number, Limited | { refusal: 'late' }> =>
  is ? accept(1) : refuse({ refusal: 'limited', until: UNTIL })

test('an accepted decision has its value', () => assert.deepEqual(word(true), { ok: true, value: 1 }))
test('a refusal is a word', () => assert.deepEqual(word(false), { ok: false, refusal: 'late' }))
test('a refusal that is an object says its word and what belongs to it', () => {
  const decision = object(false)
  assert.deepEqual(decision, { ok: false, refusal: 'limited', until: UNTIL })
  // Narrowed by its word: without that this line would not compile.
  if (!decision.ok && decision.refusal === 'limited') assert.equal(decision.until, UNTIL)
})
