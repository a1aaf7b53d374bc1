// Who is slow to ask is cut off in time, and keeps nobody else out.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, describe, test } from 'node:test'
import { listen } from './server.ts'

const limits = { headMs: 200, requestMs: 400, lookMs: 50, asking: 3 }
const running = await listen(
  (incoming, outgoing) => incoming.on('data', () => undefined).on('end', () => outgoing.end('whole')),
  '127.0.0.1',
  0,
  { limits },
)
after(() => running.stop())

async function asking(text: string): Promise<Socket> {
  const socket = connect(running.port, '127.0.0.1').on('error', () => undefined)
  await once(socket, 'connect')
  socket.write(text)
  return socket
}
/** All that is answered until the end of the connection, and when that was. */
async function answerOn(socket: Socket): Promise<{ status: string; ms: number }> {
  const begun = performance.now()
  let text = ''
  for await (const part of socket.setEncoding('utf8')) text += part as string
  return { status: /^HTTP\/1.1 (\d+)/u.exec(text)?.[1] ?? 'none', ms: performance.now() - begun }
}
const HEAD = 'POST / HTTP/1.1\r\nHost: localhost\r\n'

describe('a slow client', { concurrency: true }, () => {
  for (const [what, text, limitMs] of [
    ['head', HEAD, limits.headMs],
    ['body', `${HEAD}Content-Length: 10\r\n\r\nhalf`, limits.requestMs],
  ] as const)
    test(`a ${what} that does not end is cut off at its limit, and not later`, async () => {
      const { status, ms } = await answerOn(await asking(text))
      assert.equal(status, '408')
      assert.ok(ms > limitMs - 100 && ms < limitMs + 1_000, `after ${Math.round(ms)} ms`)
    })
})
test('where too many are slow, the slowest goes, and whoever asks at once is served', async () => {
  const slow = await Promise.all([HEAD, HEAD, HEAD].map(asking))
  const answers = slow.map(answerOn)
  const { status } = await answerOn(await asking('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'))
  assert.equal(status, '200')
  const cut = await Promise.all(answers)
  assert.deepEqual(cut.map((each) => each.status).toSorted(), ['408', '408', 'none'])
})
