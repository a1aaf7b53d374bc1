// The exclusive lock on a data directory: PGlite takes none, and two processes on one directory lose data silently.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export class DataDirectoryInUse extends Error {
  override name = 'DataDirectoryInUse'
}

/**
 * Takes the lock, or throws DataDirectoryInUse with a sentence for the person at the terminal. The lock is SQLite's own
 * lock on a small file: the kernel holds it for the process and lets go when the process ends, however it ends, so it
 * is never stale and never stolen from a live process.
 */
export function lockDirectory(directory: string): { release(): void } {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const pidFile = join(directory, 'in-use-by.txt')
  const database = new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
  try {
    database.exec('begin exclusive')
  } catch (error) {
    database.close()
    if (!(error as Error).message.includes('locked')) throw error
    throw new DataDirectoryInUse(
      `The data directory ${directory} is in use by process ${readPid(pidFile)}. One process at a time can have it: stop that one first, or give this one another directory.`,
    )
  }
  writeFileSync(pidFile, `${process.pid}\n`)
  return {
    release() {
      database.exec('rollback')
      database.close()
    },
  }
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim()
  } catch {
    return '(unknown)'
  }
}
