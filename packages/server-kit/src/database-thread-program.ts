// What runs in the database's thread: PGlite, asked over the wire protocol by database-thread.ts.
import { PGlite } from '@electric-sql/pglite'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { type Asked, joined, type Opening } from './database-thread.ts'

// The better compiler takes half a gigabyte for the largest functions of PostgreSQL, and a second of two processors;
// what it makes of them is a tenth faster.
for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag)

// PGlite's own, which it gives where there are none; after them what a single session of a small database needs of
// memory: 160 MB of buffers are its default.
const PARAMETERS = [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB', '-c', 'wal_buffers=1MB']

const { directory } = workerData as Opening
const port = parentPort!
const lite = new PGlite(directory ?? 'memory://', { startParams: PARAMETERS })

async function answer({ connection, bytes }: Asked): Promise<void> {
  if (bytes[0] === 0) await beginSession()
  const pieces: Uint8Array[] = []
  // They lie in the memory of PGlite, which the next piece overwrites.
  await lite.execProtocolRawStream(bytes, { onRawData: (piece) => void pieces.push(piece.slice()) })
  const answered = joined(pieces)
  port.postMessage({ connection, bytes: answered } satisfies Asked, [answered.buffer])
}

/** All connections are one session of PGlite: what the last one left of it is no business of the next one. */
async function beginSession(): Promise<void> {
  await lite.exec('rollback')
  await lite.exec('discard all')
}

/** PGlite throws the status of a program that has ended, which is no error and says nothing outside of this thread. */
async function or(sentence: string, work: Promise<void>): Promise<void> {
  try {
    await work
  } catch (error) {
    throw new Error(sentence, { cause: error })
  }
}

await or(directory === null ? 'PGlite cannot start' : 'PGlite cannot open its directory', lite.waitReady)
let last = Promise.resolve()
port.on('message', (asked: Asked | 'close') => {
  const work = asked === 'close' ? () => lite.close().then(() => port.close()) : () => answer(asked)
  last = last.then(() => or('PGlite has ended', work()))
})
port.postMessage('open', [])
