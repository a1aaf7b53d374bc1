// A PostgreSQL server for tests: real, durable, on a loopback port, removed when the process exits.

import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client, escapeIdentifier } from 'pg'
import { freePort } from './free-port.ts'
import { copyFolder, keptFolder } from './kept-folder.ts'
import { scratchFolder } from './scratch-folder.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { type PostgresUser, postgresUser } from './postgres-user.ts'

export type PostgresServer = {
  /** Of the empty database `postgres`; its user is a superuser. */
  url: string
  /** Of the server's first process, whose children do the work; null while it is stopped. */
  pid: () => number | null
  /** Returns the address of a new database: empty, or a copy of `template`, which must have no connections. */
  createDatabase: (template?: string) => Promise<string>
  /** The deadlocks that the server has ended, a text each: who waited for whom, and with which statements. */
  deadlocks: () => string[]
  /** Kills the server at any moment, as a power cut would. What was acknowledged must still be there after `start`. */
  kill: () => Promise<void>
  /** Starts it again at the same address with the same data. */
  start: () => Promise<void>
  /**
   * Stops processes in the middle of what they do (SIGSTOP), as a hung disk or a machine that is moved would: these, or
   * all that the server has. Connections stay open, and nobody answers.
   */
  freeze: (pids?: readonly number[]) => Promise<void>
  /** What is frozen, or these of it, goes on where it stopped. */
  thaw: (pids?: readonly number[]) => void
  /** Stops it and removes its data. May be called twice. */
  stop: () => Promise<void>
}

const PASSWORD = 'of-a-server-that-lives-for-one-test'

/**
 * Takes less than a second. Throws when PostgreSQL is missing or does not start, with the server's error output.
 *
 * `syncs`: false for tests that simulate no power cut. Killing processes, the server's too, loses nothing: what they
 * wrote is with the operating system by then.
 *
 * `socket`: addresses go by a Unix socket in the server's own folder, where a statement costs both sides half of what
 * it does by TCP.
 *
 * `more`: settings besides these, by their name.
 */
export async function postgresServer({
  syncs = true,
  socket = false,
  more = {},
}: { syncs?: boolean; socket?: boolean; more?: Record<string, string> } = {}): Promise<PostgresServer> {
  const user = postgresUser()
  const folder = folderOf(user, syncs ? diskFolder(user) : scratchFolder())
  const data = join(folder, 'data')
  const port = await freePort()
  let server: ChildProcess | null = null
  let watchdog: ChildProcess | null = null
  const deadlocks: string[] = []
  const frozen = new Set<number>()

  async function start(): Promise<void> {
    if (server) return
    const fsync = syncs ? 'on' : 'off'
    const settings = {
      port,
      listen_addresses: '127.0.0.1',
      unix_socket_directories: socket ? folder : '',
      fsync,
      ...more,
    }
    const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    const child = await firstReady(() => launch('postgres', args, folder, user))
    server = child
    noteDeadlocks(child, deadlocks)
    // A killed test process never calls `stop`; the end of this pipe tells the shell.
    watchdog = spawn(
      '/bin/sh',
      ['-c', 'read -r _; kill -CONT "$1"; kill -QUIT "$1"; rm -rf "$2"', 'sh', String(child.pid), folder],
      {
        stdio: ['pipe', 'ignore', 'ignore'],
        detached: true,
        cwd: '/',
        ...user,
      },
    )
    // The test process may exit even if it forgets to stop the server.
    for (const handle of [child, child.stderr as Socket, watchdog, watchdog.stdin as Socket]) handle.unref()
  }

  const processes = async (): Promise<number[]> =>
    (await answerOf<{ pid: number }>(addressOf('postgres'), 'select pid from pg_stat_activity')).map(({ pid }) => pid)

  /** All processes, as in a power cut: a backend that is left would go on working without the server. */
  async function kill(): Promise<void> {
    if (!server) return
    thaw()
    const pids = await processes()
    const ended = end('SIGKILL')
    for (const pid of pids) sendSignal(pid, 'SIGKILL')
    await ended
  }

  async function freeze(chosen?: readonly number[]): Promise<void> {
    const own = server?.pid
    if (own === undefined) return
    const all = async () => [own, ...(await processes())]
    for (const pid of chosen ?? (await all())) {
      frozen.add(pid)
      sendSignal(pid, 'SIGSTOP')
    }
  }
  function thaw(chosen?: readonly number[]): void {
    for (const pid of chosen ?? [...frozen]) if (frozen.delete(pid)) sendSignal(pid, 'SIGCONT')
  }

  /** SIGINT ends connections and writes a checkpoint; SIGKILL does neither. */
  async function end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    if (!server) return
    thaw()
    const ending = server
    server = null
    watchdog?.kill('SIGKILL')
    if (ending.exitCode !== null || ending.signalCode !== null) return
    ending.ref()
    ending.kill(signal)
    await once(ending, 'exit')
  }

  function remove(): void {
    rmSync(folder, { recursive: true, force: true })
  }
  function removeAtExit(): void {
    thaw()
    server?.kill('SIGQUIT')
    remove()
  }

  async function stop(): Promise<void> {
    await end('SIGINT')
    process.off('exit', removeAtExit)
    remove()
  }

  process.on('exit', removeAtExit)
  const place = (database: string): string =>
    socket ? `localhost:${port}/${database}?host=${encodeURIComponent(folder)}` : `127.0.0.1:${port}/${database}`
  const addressOf = (database: string): string => `postgres://sluis:${PASSWORD}@${place(database)}`
  try {
    copyFolder(await emptyCluster(user), data)
    await start()
  } catch (error) {
    await stop()
    throw error
  }

  async function createDatabase(template?: string): Promise<string> {
    const name = `test_${randomUUID().replaceAll('-', '')}`
    const from = template ? ` TEMPLATE ${escapeIdentifier(new URL(template).pathname.slice(1))}` : ''
    await answerOf(addressOf('postgres'), `CREATE DATABASE ${name}${from}`)
    return addressOf(name)
  }

  const url = addressOf('postgres')
  const pid = (): number | null => server?.pid ?? null
  return { url, pid, createDatabase, deadlocks: () => [...deadlocks], kill, start, freeze, thaw, stop }
}

/** Under /tmp when root runs it as another user, who may have no access to other folders. */
const diskFolder = (user: PostgresUser | null): string => (user ? '/tmp' : tmpdir())

function folderOf(user: PostgresUser | null, parent: string): string {
  const folder = mkdtempSync(join(parent, 'sluis-postgres-'))
  if (user) chownSync(folder, user.uid, user.gid)
  return folder
}

const launch = (program: string, args: string[], folder: string, user: PostgresUser | null): ChildProcess =>
  spawn(join(postgresBinaries(), program), args, {
    // Not the caller's folder: the user may have no access to it.
    cwd: folder,
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...user,
  })

/** Made once, since initdb takes longest; each server works on a copy. */
async function emptyCluster(user: PostgresUser | null): Promise<string> {
  const recipe = [fileURLToPath(import.meta.url), join(postgresBinaries(), 'initdb')]
  const kept = await keptFolder('postgres', recipe, async (into) => {
    const folder = folderOf(user, diskFolder(user))
    try {
      await initialise(folder, user)
      copyFolder(join(folder, 'data'), join(into, 'data'))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
  return join(kept, 'data')
}

async function initialise(folder: string, user: PostgresUser | null): Promise<void> {
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 })
  if (user) chownSync(passwordFile, user.uid, user.gid)
  // By the socket no password is asked: it lies in a folder that is its owner's alone.
  const access = ['-U', 'sluis', `--pwfile=${passwordFile}`, '--auth-host=scram-sha-256', '--auth-local=trust']
  const ground = ['-D', join(folder, 'data'), '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions']
  await success(launch('initdb', [...access, ...ground], folder, user))
}

async function answerOf<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** To a process that may have ended. */
function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function success(child: ChildProcess): Promise<void> {
  const stderr = listen(child)
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`PostgreSQL's initdb failed: ${stderr()}`)
}

/** After a kill the last old process takes a moment to exit, and a new server refuses to start before. */
async function firstReady(run: () => ChildProcess): Promise<ChildProcess> {
  for (let tries = 1; ; tries++) {
    const child = run()
    try {
      await readiness(child)
      return child
    } catch (error) {
      if (tries === 50 || !String(error).includes('shared memory block')) throw error
    }
  }
}

/** Resolves when the server takes connections, rejects when it exits instead. */
async function readiness(child: ChildProcess): Promise<void> {
  const stderr = listen(child)
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on('data', () => {
      if (stderr().includes('ready to accept connections')) resolve()
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`PostgreSQL did not start: ${stderr()}`)))
  })
}

/** In the server's log an entry is a line, and further ones that begin with a tab or hold DETAIL, HINT and the like. */
function noteDeadlocks(child: ChildProcess, into: string[]): void {
  if (!child.stderr) return
  let isOne = false
  createInterface({ input: child.stderr }).on('line', (line) => {
    const starts = !/^\t|(?:DETAIL|HINT|CONTEXT|STATEMENT): /u.test(line)
    if (starts) isOne = line.includes('deadlock detected')
    if (starts && isOne) into.push(line)
    else if (isOne) into[into.length - 1] += `\n${line}`
  })
}

/** Keeps the first 10,000 characters of a program's error output; the rest is read and dropped. */
function listen(child: ChildProcess): () => string {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    if (text.length < 10_000) text += part
  })
  return () => text
}
