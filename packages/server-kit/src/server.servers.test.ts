// An orderly stop: what is under way is finished, and no connection that is kept alive holds the process up.
import assert from 'node:assert/strict'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { test } from 'node:test'
import { listen } from './server.ts'

test('connections that are kept busy by a load balancer are closed after their answer', async () => {
  const server = await listen((_request, response) => void setImmediate(() => response.end('ok')), '127.0.0.1', 0)
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  let answers = 0
  const warm = Promise.withResolvers<void>()
  /** Asks again as soon as it has its answer, on the same connection, until nobody is there any more. */
  const ask = (): Promise<void> =>
    new Promise((resolve) => {
      const request = get({ port: server.port, host: '127.0.0.1', agent }, (response) => {
        response.resume().once('end', () => {
          answers += 1
          if (answers > 40) warm.resolve()
          resolve(ask())
        })
      })
      request.once('error', () => resolve())
    })
  const asking = Promise.all(Array.from({ length: 4 }, ask))
  await warm.promise
  const begun = performance.now()
  await server.stop()
  const ms = performance.now() - begun
  assert.ok(ms < 2_000, `took ${Math.round(ms)} ms`)
  await asking
  agent.destroy()
})

test('a port that is taken is said, with what to do', async () => {
  const first = await listen(() => undefined, '127.0.0.1', 0)
  await assert.rejects(
    listen(() => undefined, '127.0.0.1', first.port, { sharesPort: true }),
    new RegExp(`Another program listens on 127\\.0\\.0\\.1:${first.port}: stop it, or choose another port`, 'u'),
  )
  await first.stop()
})

test('where a request comes from is known after its client has hung up', async () => {
  const known = Promise.withResolvers<string | undefined>()
  const server = await listen(
    ({ socket }) => {
      client.resetAndDestroy()
      // It says that it was reset, and then that it is closed.
      socket.on('error', () => undefined).once('close', () => known.resolve(socket.remoteAddress))
    },
    '127.0.0.1',
    0,
  )
  const client = connect(server.port, '127.0.0.1')
  client.on('error', () => undefined)
  client.write('GET / HTTP/1.1\r\nHost: example.org\r\n\r\n')
  assert.equal(await known.promise, '127.0.0.1')
  await server.stop()
})
