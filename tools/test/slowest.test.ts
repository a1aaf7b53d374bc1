// The list of the slowest files: as many as were asked for, the slowest first.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slowest } from './slowest.ts'

test('the slowest come first, and no more than were asked for', () => {
  const { onFileDone, lines } = slowest(2)
  for (const [path, seconds] of [
    ['a', 1],
    ['b', 30.04],
    ['c', 2.5],
  ] as const)
    onFileDone(path, seconds)
  assert.deepEqual(lines(), ['▸ slowest', '    30.0 s  b', '     2.5 s  c', ''])
})

test('of a single file nothing is said', () => {
  const { onFileDone, lines } = slowest(10)
  onFileDone('a', 1)
  assert.deepEqual(lines(), [])
})
