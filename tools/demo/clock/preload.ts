// Loaded first in each program of the demo and in its threads (node --import): the movable clock takes the place of the
// machine's.
import type { Clock } from '@sluis/server-kit/clock'
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads'
import { correctCookies } from './cookie-expiry.ts'
import { createOffset, createShiftedDate } from './shifted-date.ts'
import { shiftDateFormats } from './shifted-intl.ts'

const RealDate = globalThis.Date
// The database is a thread of the program, and its time has to be the same at each statement.
const OFFSET = 'sluis.demo.clock.offset'
if (isMainThread) setEnvironmentData(OFFSET, createOffset())
const shifted = createShiftedDate(RealDate, getEnvironmentData(OFFSET) as BigInt64Array)
if (isMainThread) shifted.setOffset(Number(process.env['SLUIS_DEMO_CLOCK_OFFSET_MS'] ?? 0))
globalThis.Date = shifted.Date
RealDate.prototype.constructor = shifted.Date
shiftDateFormats(() => shifted.Date.now())
correctCookies(() => shifted.offset())

// After the clock was put back a month, PGlite waits that long for what was due soon. Node makes 1 ms of a wait that is
// longer than it can, and PGlite would ask again a thousand times a second.
const LONGEST_WAIT_MS = 2 ** 31 - 1
const nodesSetTimeout = globalThis.setTimeout
globalThis.setTimeout = Object.assign(
  (run: () => void, ms?: number, ...values: []) => nodesSetTimeout(run, Math.min(ms ?? 0, LONGEST_WAIT_MS), ...values),
  nodesSetTimeout,
) as typeof setTimeout

/** Server time follows the desk; phone time does not, since the visitor's authenticator app follows the real clock. */
export const demoClock: Clock = { now: () => new Date(), phoneTime: () => new RealDate() }

/** Called by programs/child-process.ts when the desk moves the clock. */
export const moveClock = (offsetMs: number): void => shifted.setOffset(offsetMs)
