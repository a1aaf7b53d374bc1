// Randomness in blocks: each of its bytes is given out once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomBytes, randomToken } from './random.ts'

test('nothing is given out twice, across the ends of blocks too', () => {
  const drawn = Array.from({ length: 3_000 }, (_, at) => randomBytes(8 + (at % 40)).toString('hex'))
  assert.equal(new Set(drawn.map((hex) => hex.slice(0, 16))).size, drawn.length)
  assert.deepEqual(
    drawn.filter((hex) => hex.includes('0'.repeat(16))),
    [],
    'what was overwritten comes back as noughts',
  )
})
test('as many bytes as were asked for, more than a block has too', () => {
  for (const count of [0, 1, 12, 32, 1_023, 1_024, 1_025, 5_000]) {
    const bytes = randomBytes(count)
    assert.equal(bytes.length, count)
    assert.ok(count < 12 || new Set(bytes).size > 2)
  }
  assert.match(randomToken(), /^[\w-]{43}$/u)
})
test('what was given out changes with nothing that comes later', () => {
  const bytes = randomBytes(16)
  const before = bytes.toString('hex')
  for (let at = 0; at < 200; at += 1) randomBytes(16)
  assert.equal(bytes.toString('hex'), before)
})
