// A free port can be listened on, and is given to nobody else while who asked for it lives.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { freePort } from './index.ts'

test('a free port can be listened on', async () => {
  const server = createServer().listen(await freePort(), '127.0.0.1')
  await once(server, 'listening')
  server.close()
})

test('no port is given twice, listened on or not, and none that systems give to outgoing connections', async () => {
  // Of so many taken at random some would be the same.
  const ports = await Promise.all(Array.from({ length: 500 }, freePort))
  assert.equal(new Set(ports).size, 500)
  assert.ok(ports.every((port) => port > 10_080 && port < 32_768))
})
