// The exclusive lock on a data directory: PGlite takes none, and two processes on one directory lose data silently.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export class DataDirectoryInUse extends Error {
  override name = 'DataDirectoryInUse'
}
export class DataDirectoryUnusable extends Error {
  override name = 'DataDirectoryUnusable'
}

/**
 * Takes the lock, or throws DataDirectoryInUse, or DataDirectoryUnusable where nothing can be kept there, with a
 * sentence for the person at the terminal. The lock is SQLite's own lock on a small file: the kernel holds it for the
 * process and lets go when the process ends, however it ends, so it is never stale, and never stolen from one that
 * lives.
 */
export function lockDirectory(directory: string): { release(): void } {
  const pidFile = join(directory, 'in-use-by.txt')
  const database = openLock(directory)
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

function openLock(directory: string): DatabaseSync {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    return new DatabaseSync(join(directory, 'lock'), { timeout: 0 })
  } catch (error) {
    throw new DataDirectoryUnusable(
      `The data directory ${directory} cannot be used: ${(error as Error).message}. Name a folder that this user may write to.`,
    )
  }
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim()
  } catch {
    return '(unknown)'
  }
}
