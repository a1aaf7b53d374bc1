// SIGTERM to the production program: requests in flight finish, no new ones are accepted, the process ends in time.
import { mailbox, type Mailbox, postgresServer, type PostgresServer } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { HOST, productionProcess } from './production-process.ts'
import { within } from './provider-process.ts'

const END_LIMIT_MS = 12_000

let server: PostgresServer
let mail: Mailbox
let database: string
before(async () => {
  ;[server, mail] = await Promise.all([postgresServer({ syncs: false }), mailbox()])
  database = await server.createDatabase()
})
after(async () => {
  await server.stop()
  await mail.close()
})

const running = () => productionProcess({ database, smtpUrl: mail.url })

/** A separate connection, so that a request can be sent in two parts. */
async function connected(
  port: number,
): Promise<{ socket: Socket; send: (text: string) => void; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => void (text += part))
  // When the connection is reset or closed, the text received so far counts.
  const closed = Promise.withResolvers<string>()
  socket.on('error', () => undefined).once('close', () => closed.resolve(text))
  const answer = closed.promise
  return { socket, send: (part) => void socket.write(part), answer }
}

/** Until connections are refused: the stop has begun. Each attempt waits for an event, without sleeping. */
async function refusesConnections(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, '127.0.0.1')
    const isIn = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'close').then(() => false),
    ]).catch(() => false)
    socket.destroy()
    if (!isIn) return
  }
}

const BODY = 'username=nobody%40example.org&password=wrong&csrf='
/**
 * A form without its last byte, from a client that requires a database lookup. Its cookie is missing, and a page says
 * so.
 */
const half = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: ${HOST}\r\nAuthorization: Basic ${Buffer.from('kade:wrong').toString('base64')}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${BODY.length + 1}\r\n\r\n${BODY}`

test('requests in flight get a complete response, no new one is accepted, and it ends with 0', async () => {
  const { child, port, ended, output } = await running()
  const halves = await Promise.all(
    ['/sign-in/password', '/sign-in', '/sign-out', '/oidc/token'].map(async (path) => {
      const one = await connected(port)
      one.send(half(path))
      return { path, ...one }
    }),
  )
  // A connection that has its response and stays open.
  const idle = await connected(port)
  idle.send(`GET /livez HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`)
  await once(idle.socket, 'data')

  const begun = performance.now()
  child.kill('SIGTERM')
  await within(5_000, 'it still takes requests', refusesConnections(port))
  // A second signal, from an impatient supervisor, changes nothing.
  child.kill('SIGTERM')
  for (const { send } of halves) send('x')

  const answers = await within(
    END_LIMIT_MS,
    'not all were answered',
    Promise.all(halves.map(async ({ path, answer }) => ({ path, text: await answer }))),
  )
  for (const { path, text } of answers) {
    const [head = '', body = ''] = text.split('\r\n\r\n', 2)
    assert.match(head, /^HTTP\/1\.1 4\d\d /, `${path}: ${text}`)
    assert.ok(body.length > 0, `${path} got half a response`)
  }
  assert.deepEqual(await within(END_LIMIT_MS, 'it did not end', ended), { code: 0, signal: null })
  assert.ok(performance.now() - begun < END_LIMIT_MS)
  assert.match(output(), /provider has stopped/)
  assert.doesNotMatch(output(), /"level":[56]0/)
})

test('a client that never finishes its request does not hold it up for longer than 12 seconds', async () => {
  const { child, port, ended, output } = await running()
  const stuck = await connected(port)
  stuck.send(half('/sign-in'))
  child.kill('SIGTERM')
  assert.deepEqual(await within(END_LIMIT_MS, 'it did not end', ended), { code: 0, signal: null })
  assert.match(output(), /provider has stopped/)
  assert.equal(await stuck.answer, '')
})
