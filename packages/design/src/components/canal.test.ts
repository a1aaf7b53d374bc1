// The picture of the lock agrees with what it is told.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canal } from './canal.ts'
import { textOf } from '../examples/text-of.ts'

const gates = (picture: string) => picture.match(/canal-gate/g)?.length
const open = (picture: string) => picture.match(/canal-gate is-open/g)?.length ?? 0

test('as many gates as there are steps, as many open as are behind the person', () => {
  for (let total = 1; total <= 6; total++) {
    for (let passed = 0; passed <= total; passed++) {
      const picture = textOf(canal({ gates: total, passed }))
      assert.equal(gates(picture), total)
      assert.equal(open(picture), passed)
    }
  }
})

test('a number out of its range is brought back into it', () => {
  assert.equal(gates(textOf(canal({ gates: 40, passed: -2 }))), 6)
  assert.equal(open(textOf(canal({ gates: 0, passed: 9 }))), 1)
})

test('it says nothing to a screen reader and costs less than 4 kB', () => {
  const picture = textOf(canal({ gates: 6, passed: 3 }))
  assert.match(picture, /aria-hidden="true"/)
  assert.ok(picture.length < 4096, `${picture.length}`)
})
