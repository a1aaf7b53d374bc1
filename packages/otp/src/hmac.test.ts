// HMAC and the hashes under it, held against Node's own at every length that pads differently.

import assert from 'node:assert/strict'
import { createHash, createHmac, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { finish } from './hash.ts'
import { hmac } from './hmac.ts'
import { sha1 } from './sha1.ts'
import { sha256 } from './sha256.ts'
import { sha512 } from './sha512.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

const functions = [
  {
    name: 'sha1',
    hash: (message: Uint8Array) => finish(sha1, sha1.start(), 0, message),
    sign: (key: Uint8Array, message: Uint8Array) => hmac(sha1, key)(message),
  },
  {
    name: 'sha256',
    hash: (message: Uint8Array) => finish(sha256, sha256.start(), 0, message),
    sign: (key: Uint8Array, message: Uint8Array) => hmac(sha256, key)(message),
  },
  {
    name: 'sha512',
    hash: (message: Uint8Array) => finish(sha512, sha512.start(), 0, message),
    sign: (key: Uint8Array, message: Uint8Array) => hmac(sha512, key)(message),
  },
]
for (const { name, hash, sign } of functions) {
  test(`${name} agrees with Node's own at every length to 260 bytes`, () => {
    for (let length = 0; length <= 260; length++) {
      const message = randomBytes(length)
      assert.equal(hex(hash(message)), createHash(name).update(message).digest('hex'), `length ${length}`)
    }
  })

  test(`HMAC with ${name} agrees with Node's own for keys shorter and longer than a block`, () => {
    for (const length of [0, 1, 20, 63, 64, 65, 127, 128, 129, 200]) {
      const key = randomBytes(length)
      const message = randomBytes(8)
      assert.equal(hex(sign(key, message)), createHmac(name, key).update(message).digest('hex'), `key of ${length}`)
    }
  })
}

test('one key signs many messages, each as if it were the first', () => {
  const key = randomBytes(20)
  const sign = hmac(sha1, key)
  for (let count = 0; count < 5; count++) {
    const message = randomBytes(8)
    assert.equal(hex(sign(message)), createHmac('sha1', key).update(message).digest('hex'))
  }
})
