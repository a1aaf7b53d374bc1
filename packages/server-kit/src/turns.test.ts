// Requests that come at once begin one after the other, and what lies between is served.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTurns } from './turns.ts'

test('of those that come at once one begins in each turn, in the order in which they came', () => {
  const turns: (() => void)[] = []
  const inTurn = createTurns((work) => void turns.push(work))
  const begun: string[] = []
  for (const name of ['one', 'two', 'three']) inTurn(() => begun.push(name))
  assert.deepEqual(begun, ['one'], 'whoever comes alone waits for nothing')
  turns.shift()!()
  assert.deepEqual(begun, ['one', 'two'])
  turns.shift()!()
  assert.deepEqual(begun, ['one', 'two', 'three'])
  turns.shift()!()
  assert.deepEqual(turns, [], 'nobody is left, and nothing is waited for')
  inTurn(() => begun.push('four'))
  assert.deepEqual(begun.at(-1), 'four')
})
test('one that fails keeps nobody else from beginning', () => {
  const turns: (() => void)[] = []
  const inTurn = createTurns((work) => void turns.push(work))
  const begun: string[] = []
  inTurn(() => undefined)
  inTurn(() => {
    throw new Error('this one fails')
  })
  inTurn(() => begun.push('next'))
  assert.throws(() => turns.shift()!())
  turns.shift()!()
  assert.deepEqual(begun, ['next'])
})
