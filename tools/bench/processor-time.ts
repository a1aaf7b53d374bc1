// Processor time of other processes, from the system's own accounting (/proc): what a busy machine cannot add to.

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const TICK_MS = 1000 / ticksPerSecond()

function ticksPerSecond(): number {
  if (process.platform !== 'linux') return 100
  return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
}

type Times = { own: number; reaped: number; parent: number }

/** In ms; null when there is no such process. `reaped`: of children that have ended. */
function timesOf(pid: number | string, of = `/proc/${pid}/stat`): Times | null {
  try {
    // After the name in brackets, which may hold anything: state, parent, …
    const fields = readFileSync(of, 'utf8').split(') ').at(-1)!.split(' ')
    const at = (place: number): number => Number(fields[place - 3])
    return { own: (at(14) + at(15)) * TICK_MS, reaped: (at(16) + at(17)) * TICK_MS, parent: at(4) }
  } catch {
    return null
  }
}

/** Of a process and all of its children, those that ended too. Throws where there is no /proc. */
export function processorMs(pid: number): number {
  const root = timesOf(pid)
  if (!root) throw new Error('Processor time is read from /proc, which this machine does not have: measure on Linux.')
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .flatMap((name) => timesOf(name) ?? [])
    .filter(({ parent }) => parent === pid)
  return children.reduce((sum, { own }) => sum + own, root.own + root.reaped)
}

/** Of a process' first thread alone, which is JavaScript's. */
export const mainThreadMs = (pid: number): number => timesOf(pid, `/proc/${pid}/task/${pid}/stat`)?.own ?? 0

/** Resident memory of a process and its children, in MB: now, and the most that it ever was. */
export function residentMb(pid: number): { now: number; peak: number } {
  const all = [String(pid), ...readdirSync('/proc').filter((name) => timesOf(name)?.parent === pid)]
  const sum = (key: string): number =>
    all.reduce(
      (total, each) => total + Number(new RegExp(`^${key}:\\s+(\\d+)`, 'mu').exec(statusOf(each))?.[1] ?? 0),
      0,
    )
  return { now: sum('VmRSS') / 1024, peak: sum('VmHWM') / 1024 }
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
