// PGlite in a thread of its own, so that a process goes on while its database works, and the connections to it.
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'

/** `directory`: null for a database in memory. */
export type Opening = { directory: string | null }
/** Messages of the wire protocol: what a connection asks, and the answer to it. */
export type Asked = { connection: number; bytes: Bytes }
/** All of its buffer, which is handed over. */
export type Bytes = Uint8Array<ArrayBuffer>

export type DatabaseThread = {
  /** For pg, in the place of a socket. One begins a session, which ends that of the one before. */
  connection(): Duplex
  close(): Promise<void>
}

const PROGRAM = new URL('database-thread-program.ts', import.meta.url)
// What the process loads before all else, such as the demo's clock, the thread does too. Its other options are either
// for all threads or for none.
const IMPORTS = process.execArgv.filter(
  (option, index, all) => /^--import(=|$)/u.test(option) || all[index - 1] === '--import',
)

/**
 * Rejects where the database cannot be opened. Where its thread ends unasked, whoever waits is told, `onEnd` too, and
 * the next connection opens the database again; one in memory is lost, and stays closed.
 */
export async function startThread(opening: Opening, onEnd: (error: unknown) => void): Promise<DatabaseThread> {
  const connections = new Map<number, Duplex>()
  let lastId = 0
  let worker: Promise<Worker> | null = null
  let unanswered = 0
  let isClosing = false

  async function open(): Promise<Worker> {
    const thread = new Worker(PROGRAM, { workerData: opening, execArgv: IMPORTS })
    const { promise: ended, reject: end } = Promise.withResolvers<never>()
    ended.catch(() => undefined)
    thread.once('error', (error) => end(error as Error))
    thread.once('exit', (code) => end(new Error(`its thread ended with code ${code}`)))
    await Promise.race([once(thread, 'message'), ended])
    thread.on('message', ({ connection: id, bytes }: Asked) => {
      // Who waits for an answer keeps the process; a database that nobody asks does not.
      if (--unanswered === 0) thread.unref()
      // In the next turn, when sockets have been looked at: Node hands over up to a thousand answers in one, and each
      // leads to the next question.
      setImmediate(() => connections.get(id)?.push(Buffer.from(bytes.buffer)))
    })
    thread.unref()
    ended.catch((error: unknown) => {
      worker = opening.directory === null || isClosing ? ended : null
      unanswered = 0
      for (const each of connections.values()) each.destroy(terminated(error))
      if (!isClosing) onEnd(error)
    })
    return thread
  }

  function connection(): Duplex {
    const id = ++lastId
    const socket = createSocket(
      () => (worker ??= open()),
      (thread, bytes) => {
        unanswered++
        thread.ref()
        thread.postMessage({ connection: id, bytes } satisfies Asked, [bytes.buffer])
      },
    )
    connections.set(id, socket)
    socket.once('close', () => connections.delete(id))
    return socket
  }

  worker = open()
  await worker
  return {
    connection,
    async close() {
      isClosing = true
      const thread = await worker?.catch(() => null)
      if (!thread) return
      thread.ref()
      const exit = once(thread, 'exit')
      thread.postMessage('close', [])
      await exit
    },
  }
}

const TERMINATE = 0x58

/** What pg takes for a socket. It writes the messages of a statement together. */
function createSocket(open: () => Promise<Worker>, ask: (thread: Worker, bytes: Bytes) => void): Duplex {
  let thread: Worker | null = null
  const write = (messages: readonly Buffer[], done: () => void): void => {
    if (thread && messages[0]?.[0] !== TERMINATE) ask(thread, joined(messages))
    done()
  }
  const socket: Duplex = new Duplex({
    read: () => undefined,
    write: (message: Buffer, _encoding, done) => write([message], done),
    writev: (messages: { chunk: Buffer }[], done) =>
      write(
        messages.map(({ chunk }) => chunk),
        done,
      ),
    final(done) {
      socket.push(null)
      done()
    },
  })
  const connect = (): void =>
    void open().then(
      (opened) => {
        thread = opened
        socket.emit('connect')
      },
      (error: unknown) => socket.destroy(terminated(error)),
    )
  const nothing = (): void => undefined
  return Object.assign(socket, { connect, setNoDelay: nothing, setKeepAlive: nothing, ref: nothing, unref: nothing })
}

export function joined(pieces: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

// As pg says it of a server's connection.
const terminated = (cause: unknown): Error => new Error('Connection terminated: the database has ended', { cause })
