// Where log lines go, and what becomes of those for which there is no room: lost and counted, never at the price of the
// process (decision 0028).
import { fstatSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'

/** Returns false where there is no room; `onLoss` is called where that shows later. */
type Target = (line: string, onLoss: () => void) => boolean

export type LogLines = { write(line: string): void }

/** `tellLoss`: the line that says how many were lost, which is the first one when there is room again. */
export function createLogLines(target: Target, tellLoss: (lost: number) => string): LogLines {
  let lost = 0
  return {
    write(line) {
      const untold = lost
      if (untold > 0 && target(tellLoss(untold), () => void (lost += untold))) lost -= untold
      if (lost > 0 || !target(line, () => void (lost += 1))) lost += 1
    },
  }
}

/** A file, a terminal, a device. A disk without room says so at once, and is asked again with each line. */
export function fileTarget(handle: number): Target {
  let isLineOpen = false
  return (line) => {
    const bytes = Buffer.from(isLineOpen ? `\n${line}` : line)
    let written = 0
    try {
      while (written < bytes.length) written += writeSync(handle, bytes, written)
      isLineOpen = false
      return true
    } catch {
      // The part of a line that found room stays, and the next one begins below it.
      if (written > 0) isLineOpen = true
      return false
    }
  }
}

/** As much as a reader may be behind: some thousands of lines. */
const MAX_PENDING_BYTES = 1_048_576

/** A pipe, whose reader may stop reading (what is written then waits in this process), or die. */
export function pipeTarget(stream: Writable): Target {
  let isUnread = false
  stream.on('error', () => undefined)
  return (line, onLoss) => {
    if (stream.writableLength + line.length > MAX_PENDING_BYTES) return false
    // An empty line finds out whether somebody reads again.
    if (isUnread) stream.write('\n', (error) => void (isUnread = Boolean(error)))
    else
      stream.write(line, (error) => {
        isUnread = Boolean(error)
        if (error) onLoss()
      })
    return !isUnread
  }
}

let standardOutput: Target | null = null
/** The one of this process, which Node never closes. */
export function standardOutputTarget(): Target {
  if (standardOutput) return standardOutput
  const kind = fstatSync(1)
  standardOutput = kind.isFIFO() || kind.isSocket() ? pipeTarget(process.stdout) : fileTarget(1)
  return standardOutput
}
