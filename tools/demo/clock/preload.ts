// Loaded before anything else in each program of the demo (node --import): puts the movable clock in place of the
// machine's.
import type { Clock } from '@sluis/server-kit/clock'
import { correctCookies } from './cookie-expiry.ts'
import { createShiftedDate } from './shifted-date.ts'
import { shiftDateFormats } from './shifted-intl.ts'

const RealDate = globalThis.Date
const shifted = createShiftedDate(RealDate, Number(process.env['SLUIS_DEMO_CLOCK_OFFSET_MS'] ?? 0))
globalThis.Date = shifted.Date
RealDate.prototype.constructor = shifted.Date
shiftDateFormats(() => shifted.Date.now())
correctCookies(() => shifted.offset())

/**
 * Server time follows the desk; phone time never does, since the authenticator app in the visitor's hand follows the
 * real clock.
 */
export const demoClock: Clock = { now: () => new Date(), phoneTime: () => new RealDate() }

/** Called by the program's ear (programs/ear.ts) when the desk moves the clock. */
export const moveClock = (offsetMs: number): void => shifted.setOffset(offsetMs)
