// Samples are added up by package, and by folder where the code is ours; what the thread waits is no part.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partsOf } from './profile.ts'

test('each sample counts for its package, most first, and waiting for nothing', () => {
  const frames: [functionName: string, url: string][] = [
    ['(idle)', ''],
    ['query', 'file:///a/node_modules/pg/lib/client.js'],
    ['sign', 'file:///a/node_modules/@scope/jose/dist/sign.js'],
    ['evaluate', 'file:///a/apps/provider/src/use-cases/sign-in/sign-in-state.ts'],
    ['(garbage collector)', ''],
    ['write', 'node:internal/streams/writable'],
    ['(program)', ''],
  ]
  const nodes = frames.map(([functionName, url], id) => ({ id, callFrame: { functionName, url } }))
  const parts = partsOf({
    nodes,
    samples: [0, 1, 1, 2, 3, 4, 5, 6],
    timeDeltas: [9000, 1000, 1000, 900, 800, 700, 600, 500],
  })
  assert.deepEqual(
    parts.map(({ name, ms }) => `${name} ${ms}`),
    [
      'pg 2',
      '@scope/jose 0.9',
      'apps/provider/use-cases/sign-in 0.8',
      'garbage 0.7',
      'node:internal/streams 0.6',
      'native code and system calls 0.5',
    ],
  )
})
