// The breaker of a gateway: three failures in a row close the door, one success opens it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createBreaker } from './circuit-breaker.ts'

function broken() {
  const breaker = createBreaker()
  for (let time = 0; time < 3; time++) breaker.failed(1000)
  return breaker
}

test('a gateway that fails now and then is asked all the same', () => {
  const breaker = createBreaker()
  for (let time = 0; time < 10; time++) {
    breaker.failed(0)
    breaker.failed(0)
    breaker.succeeded()
  }
  assert.deepEqual([breaker.allows(0), breaker.isOpen(0)], [true, false])
})
test('after three failures in a row it is left alone for 30 seconds', () => {
  const breaker = broken()
  assert.deepEqual([breaker.allows(1000), breaker.isOpen(1000), breaker.allows(30_999)], [false, true, false])
})
test('then one text tries it, and the others wait for what comes of that', () => {
  const breaker = broken()
  assert.deepEqual([breaker.allows(31_000), breaker.allows(31_000), breaker.allows(34_999)], [true, false, false])
})
test('where nobody hears what came of it, the next one tries', () => {
  const breaker = broken()
  breaker.allows(31_000)
  assert.equal(breaker.allows(35_000), true)
})
test('one success is enough to trust it again, one more failure closes it for 30 seconds', () => {
  const [well, ill] = [broken(), broken()]
  well.allows(31_000)
  well.succeeded()
  assert.deepEqual([well.allows(31_001), well.allows(31_001)], [true, true])
  ill.allows(31_000)
  ill.failed(32_000)
  assert.deepEqual([ill.allows(61_999), ill.allows(62_000)], [false, true])
})
