// SIGTERM to the program of production: what is under way is finished, nothing new is taken, and the process ends in
// order and in time.
import { freePort, mailbox, type Mailbox, postgresServer, type PostgresServer } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { type Ending, within } from './provider-process.ts'

const RUN = fileURLToPath(new URL('run.ts', import.meta.resolve('@sluis/provider/main')))
const HOST = 'sluis.example'
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

const key = randomBytes(32).toString('base64')
const pepper = randomBytes(32).toString('base64')

type Running = { child: ChildProcess; port: number; ended: Promise<Ending>; output: () => string }

async function running(): Promise<Running> {
  const port = await freePort()
  const env = {
    PATH: process.env['PATH'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    SLUIS_ISSUER: `https://${HOST}`,
    DATABASE_URL: database,
    SLUIS_SEALING_KEYS: key,
    SLUIS_PASSWORD_PEPPER: pepper,
    SLUIS_SMTP_URL: mail.url,
    SLUIS_MAIL_FROM: 'sluis@example.org',
    SLUIS_PORT: String(port),
  }
  const child = spawn(process.execPath, [RUN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = (once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>).then(
    ([code, signal]): Ending => ({ code, signal }),
  )
  let text = ''
  const up = Promise.withResolvers<void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
      if (text.includes('provider is up')) up.resolve()
    })
  }
  await within(
    30_000,
    'it did not start',
    Promise.race([up.promise, ended.then(() => assert.fail(`it did not start: ${text}`))]),
  )
  return { child, port, ended, output: () => text }
}

/** A connection of one's own, so that a request can be sent by halves. */
async function connected(
  port: number,
): Promise<{ socket: Socket; send: (text: string) => void; answer: Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => void (text += part))
  // Cut off by a reset or by an end, what came is what counts.
  const closed = Promise.withResolvers<string>()
  socket.on('error', () => undefined).once('close', () => closed.resolve(text))
  const answer = closed.promise
  return { socket, send: (part) => void socket.write(part), answer }
}

/** Nobody is taken in any more: the stop has begun. Each try is an event; nobody sleeps. */
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
 * A form without its last byte, from an application that the database has to be asked about. Its browser cookie is
 * missing, and a page says so.
 */
const half = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: ${HOST}\r\nAuthorization: Basic ${Buffer.from('kade:wrong').toString('base64')}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${BODY.length + 1}\r\n\r\n${BODY}`

test('requests under way are answered in full, no new one is taken, and it ends with 0', async () => {
  const { child, port, ended, output } = await running()
  const halves = await Promise.all(
    ['/sign-in/password', '/sign-in', '/sign-out', '/oidc/token'].map(async (path) => {
      const one = await connected(port)
      one.send(half(path))
      return { path, ...one }
    }),
  )
  // One that is answered, and then kept open without a word.
  const idle = await connected(port)
  idle.send(`GET /livez HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`)
  await once(idle.socket, 'data')

  const begun = performance.now()
  child.kill('SIGTERM')
  await within(5_000, 'it still takes requests', refusesConnections(port))
  // A second signal, as an impatient supervisor sends it, changes nothing.
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
    assert.ok(body.length > 0, `${path} was answered by half`)
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
