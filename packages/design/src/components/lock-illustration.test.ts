// The picture of the lock agrees with its arguments.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lockIllustration } from './lock-illustration.ts'
import { textOf } from '../examples/text-of.ts'

const countGates = (picture: string) => picture.match(/lock-illustration-gate/g)?.length
const countOpenGates = (picture: string) => picture.match(/lock-illustration-gate is-open/g)?.length ?? 0

test('as many gates as there are steps, as many open as are behind the person', () => {
  for (let total = 1; total <= 6; total++) {
    for (let done = 0; done <= total; done++) {
      const picture = textOf(lockIllustration({ total: total, done }))
      assert.equal(countGates(picture), total)
      assert.equal(countOpenGates(picture), done)
    }
  }
})

test('a number out of its range is brought back into it', () => {
  assert.equal(countGates(textOf(lockIllustration({ total: 40, done: -2 }))), 6)
  assert.equal(countOpenGates(textOf(lockIllustration({ total: 0, done: 9 }))), 1)
})

test('it says nothing to a screen reader and costs less than 4 kB', () => {
  const picture = textOf(lockIllustration({ total: 6, done: 3 }))
  assert.match(picture, /aria-hidden="true"/)
  assert.ok(picture.length < 4096, `${picture.length}`)
})
