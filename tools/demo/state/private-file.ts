// Small JSON files that only their owner may read, written completely or not at all.
import { DataDirectoryUnusable } from '@sluis/server-kit/data-lock'
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'

/** Null when there is no such file. Throws DataDirectoryUnusable when it is not JSON. */
export function readPrivate(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(file)
  }
}

export const damaged = (file: string): DataDirectoryUnusable =>
  new DataDirectoryUnusable(
    `The file ${file} is missing or damaged. Put it back as it was, or begin with fresh data: npm start -- --start-over`,
  )

/** Mode 0600; written to a temporary file beside it, which is then renamed. */
export function writePrivate(file: string, content: unknown): void {
  const neighbour = `${file}.new`
  const handle = openSync(neighbour, 'w', 0o600)
  try {
    writeSync(handle, `${JSON.stringify(content, null, 2)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(neighbour, file)
}
