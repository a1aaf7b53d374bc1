// The calendar of the demo's companies: instants by local time in Amsterdam.

export const TIMEZONE = 'Europe/Amsterdam'

const wall = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIMEZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** Local time in Amsterdam, as a form field of type datetime-local writes it: 2026-07-01T00:00:00. */
export function wallTime(instant: Date): string {
  const part = Object.fromEntries(wall.formatToParts(instant).map(({ type, value }) => [type, value]))
  return `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}`
}

/**
 * The instant of this local time in Amsterdam; null when it is no date and time. A time that summer time skips counts
 * as the hour after it.
 */
export function instantOf(written: string): Date | null {
  const whole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.exec(written)
  const asUtc = whole ? Date.parse(whole[1] ? `${written}Z` : `${written}:00Z`) : Number.NaN
  if (Number.isNaN(asUtc)) return null
  // Two rounds: the first guess may fall on the other side of a clock change.
  const guess = asUtc - offsetAt(asUtc)
  return new Date(asUtc - offsetAt(guess))
}

/** 00:00 in Amsterdam, that many days after the local day of `instant`. */
export function midnight(instant: Date, days: number): Date {
  const day = new Date(`${wallTime(instant).slice(0, 10)}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return instantOf(`${day.toISOString().slice(0, 10)}T00:00`)!
}

const offsetAt = (instantMs: number): number =>
  Date.parse(`${wallTime(new Date(instantMs))}Z`) - Math.floor(instantMs / 1000) * 1000
