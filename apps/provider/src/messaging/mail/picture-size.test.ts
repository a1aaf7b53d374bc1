// The size of a logo, by the bytes of both kinds of file.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readMailMark } from '@sluis/design/files'
import { fitted, pictureSize } from './picture-size.ts'

const JPEG = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0001108002a0054030122000211010311', 'hex')

test('a PNG and a JPEG say how large they are; what is neither, or is cut off, does not', () => {
  assert.deepEqual(pictureSize(readMailMark()), { width: 80, height: 80 })
  assert.deepEqual(pictureSize(JPEG), { width: 84, height: 42 })
  for (const bytes of [Buffer.alloc(0), Buffer.from('<svg>'), JPEG.subarray(0, 24), Buffer.alloc(64, 0xff)])
    assert.equal(pictureSize(bytes), null)
})
test('a logo is made to fit and keeps its shape; a small one stays small', () => {
  const bounds = { width: 120, height: 36 }
  assert.deepEqual(fitted({ width: 1024, height: 1024 }, bounds), { width: 36, height: 36 })
  assert.deepEqual(fitted({ width: 1000, height: 100 }, bounds), { width: 120, height: 12 })
  assert.deepEqual(fitted({ width: 20, height: 10 }, bounds), { width: 20, height: 10 })
  assert.deepEqual(fitted({ width: 1024, height: 1 }, bounds), { width: 120, height: 1 })
})
