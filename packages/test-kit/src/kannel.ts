// A real Kannel on loopback ports: bearerbox, smsbox with sendsms, and Kannel's fake mobile network.

import { spawn, type ChildProcess } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { freePort } from './free-port.ts'
import { waitFor } from './wait-for.ts'

const BEARERBOX = '/usr/sbin/bearerbox'
const SMSBOX = '/usr/sbin/smsbox'
const FAKE_NETWORK = '/usr/lib/kannel/test/fakesmsc'
const START_LIMIT_MS = 15_000

export type Kannel = {
  /** The address of sendsms. */
  url: string
  username: string
  password: string
  /** What the network received, one line each: "sender receiver text …"; a message may have several lines. */
  readonly arrived: readonly string[]
  waitFor: (predicate: (line: string) => boolean, limitMs?: number) => Promise<string>
  /** Disconnects the mobile network; Kannel queues messages until it is back. */
  leaveNetwork: () => Promise<void>
  joinNetwork: () => Promise<void>
  /** SIGKILL for smsbox, which serves sendsms. */
  killSendsms: () => Promise<void>
  stop: () => Promise<void>
}

/** Whether Kannel is installed (Debian: kannel, kannel-extras). */
export const hasKannel = (): boolean => [BEARERBOX, SMSBOX, FAKE_NETWORK].every((path) => existsSync(path))

export async function kannelServer({ username = 'sluis', password = 'kannel-test-password' } = {}): Promise<Kannel> {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-kannel-'))
  const [admin, boxes, network, sendsms] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const settings = join(folder, 'kannel.conf')
  writeFileSync(settings, groups({ admin, boxes, network, sendsms, username, password }))
  const running = new Set<ChildProcess>()
  const arrivals = new EventEmitter().setMaxListeners(0)
  const arrived: string[] = []

  function begin(program: string, ...args: string[]): ChildProcess {
    const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    running.add(child)
    child.once('exit', () => running.delete(child))
    child.on('error', () => undefined)
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => onLine(line))
    return child
  }
  function onLine(line: string): void {
    const message = / Got message \d+: <(.*)>$/u.exec(line)?.[1]
    if (message === undefined) return
    arrived.push(message)
    arrivals.emit('line', message)
  }
  async function end(child: ChildProcess): Promise<void> {
    if (!running.has(child)) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  /** Waits until Kannel notices: a message that it writes to a dead connection is lost. */
  const hasNetwork = (wanted: boolean): Promise<void> =>
    until(wanted ? 'find its network' : 'miss its network', async () => {
      // The fake network exits when nothing listens yet. No other connection is tried: Kannel would take it for the
      // network.
      if (wanted && !running.has(line)) line = fakeNetwork()
      const status = await fetch(`http://127.0.0.1:${admin}/status.txt?password=${password}`).then((response) =>
        response.text(),
      )
      return /FAKE:\d+ \(online/u.test(status) === wanted
    })
  const answers = (port: number): Promise<void> => until(`listen on ${port}`, () => isListening(port))
  const fakeNetwork = (): ChildProcess =>
    begin(FAKE_NETWORK, '-H', '127.0.0.1', '-r', String(network), '-m', '0', '1 2 text nothing')

  begin(BEARERBOX, settings)
  await answers(admin)
  await answers(boxes)
  const smsbox = begin(SMSBOX, settings)
  let line = fakeNetwork()
  await answers(sendsms)
  await hasNetwork(true)
  return {
    url: `http://127.0.0.1:${sendsms}/cgi-bin/sendsms`,
    username,
    password,
    arrived,
    waitFor: (predicate, limitMs = 10_000) =>
      waitFor({
        arrivals,
        name: 'line',
        items: () => arrived,
        predicate,
        limitMs,
        timeoutMessage: () =>
          `The network did not receive it within ${limitMs} ms. It received: ${arrived.join(' | ') || 'nothing'}`,
      }),
    async leaveNetwork() {
      await end(line)
      await hasNetwork(false)
    },
    async joinNetwork() {
      line = fakeNetwork()
      await hasNetwork(true)
    },
    killSendsms: () => end(smsbox),
    async stop() {
      await Promise.all([...running].map(end))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + START_LIMIT_MS; !(await holds());) {
    if (performance.now() > end) throw new Error(`Kannel did not ${what} within ${START_LIMIT_MS} ms`)
  }
}

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket
      .once('error', () => resolve(false))
      .once('connect', () => {
        socket.destroy()
        resolve(true)
      })
  })

type Ports = { admin: number; boxes: number; network: number; sendsms: number; username: string; password: string }

// Everything on loopback; a report is sent again when nothing receives it.
const groups = ({ admin, boxes, network, sendsms, username, password }: Ports): string => `group = core
admin-port = ${admin}
admin-interface = "127.0.0.1"
admin-password = ${password}
smsbox-port = ${boxes}
smsbox-interface = "127.0.0.1"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = network
host = 127.0.0.1
port = ${network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendsms}
sendsms-interface = "127.0.0.1"
http-request-retry = 30
http-queue-delay = 1

group = sendsms-user
username = ${username}
password = ${password}
max-messages = 1
`
