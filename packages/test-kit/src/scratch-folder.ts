// The folder of files that nobody needs after their test: in memory where there is plenty, else on the disk. Copying
// a database's thousand files costs ten times as much on a disk, and waits for whatever else the disk does.

import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const MEMORY = '/dev/shm'
const PLENTY_BYTES = 4 * 2 ** 30

/** The same answer for the whole process. */
export const scratchFolder = (): string => (chosen ??= hasPlenty() ? MEMORY : tmpdir())

let chosen: string | null = null

/** Containers often have 64 MB of it, and macOS has none. */
function hasPlenty(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize >= PLENTY_BYTES
  } catch {
    return false
  }
}
