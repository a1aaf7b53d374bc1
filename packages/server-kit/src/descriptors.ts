// Whether the process can still open something. Without a free file descriptor connections are dropped as they come,
// and neither Node nor the kernel says a word of it.
import { closeSync, openSync } from 'node:fs'
import { devNull } from 'node:os'
import type { Log } from './log.ts'

const CHECK_INTERVAL_MS = 1_000

/** Says so in the log when the last one is gone, and when there are some again. Returns how to stop looking. */
export function watchDescriptors(log: Pick<Log, 'error' | 'warn'>, intervalMs = CHECK_INTERVAL_MS): () => void {
  let wereGone = false
  const timer = setInterval(() => {
    const areGone = !canOpen()
    if (areGone && !wereGone)
      log.error('no file descriptor is left: connections are dropped; raise the limit (LimitNOFILE, ulimit -n)')
    if (!areGone && wereGone) log.warn('there are file descriptors again')
    wereGone = areGone
  }, intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}

function canOpen(): boolean {
  try {
    closeSync(openSync(devNull, 'r'))
    return true
  } catch (error) {
    // Of the process, of the machine.
    return !['EMFILE', 'ENFILE'].includes((error as { code?: string }).code ?? '')
  }
}
