// The folder for a test's temporary files: in memory where there is enough, since copying a database on disk is slow.

import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const MEMORY = '/dev/shm'
const PLENTY_BYTES = 4 * 2 ** 30

/** The same folder for the whole process. */
export const scratchFolder = (): string => (chosen ??= hasPlenty() ? MEMORY : tmpdir())

let chosen: string | null = null

/** Containers often have only 64 MB of shared memory, and macOS has none. */
function hasPlenty(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize >= PLENTY_BYTES
  } catch {
    return false
  }
}
