// How recovery codes are stored.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHashQueue } from '@sluis/server-kit/hash-queue'
import { createCodeHashes } from './recovery-code-hashes.ts'

const CODE = '0123456789ABCDEFGHJKMNPQ'
const SALT = Buffer.alloc(16, 1)
const fullQueue = createHashQueue(0, 0)
const hashesBy = (pepper: number) => createCodeHashes(fullQueue, Buffer.alloc(32, pepper))
const { create, find } = hashesBy(7)

test('a code of a new set is found without waiting, while the queue of slow hashes is full', async () => {
  assert.deepEqual(await find(CODE, { hashing: 'hmac-sha256', salt: SALT }), create(CODE, SALT))
  await assert.rejects(find(CODE, { hashing: 'argon2id', salt: SALT }), { name: 'Busy' })
})
test('what is stored depends on the code, the salt of its set, and the pepper', () => {
  const others = [
    create('1123456789ABCDEFGHJKMNPQ', SALT),
    create(CODE, Buffer.alloc(16, 2)),
    hashesBy(8).create(CODE, SALT),
  ]
  for (const other of others) assert.notDeepEqual(other, create(CODE, SALT))
})
