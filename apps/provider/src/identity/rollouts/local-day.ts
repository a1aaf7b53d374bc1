// The instant at which a calendar day begins in a time zone.

/**
 * `day`: YYYY-MM-DD. Null where that is no day. Where clocks are put forward at midnight, the first moment that the day
 * has.
 */
export function startOfDay(day: string, timezone: string): Date | null {
  const utc = new Date(`${day}T00:00:00.000Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(utc.getTime()) || !utc.toISOString().startsWith(day)) return null
  // The zone's offset may change on that very day: the guess is corrected with the offset at the guess itself.
  const first = utc.getTime() - offsetAt(utc.getTime(), timezone)
  const second = utc.getTime() - offsetAt(first, timezone)
  // No offset gives midnight back: the day has none, and begins where the clocks are put forward.
  return new Date(offsetAt(second, timezone) === utc.getTime() - second ? second : Math.max(first, second))
}

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
function offsetAt(instant: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(new Date(instant))
  const part = (type: string) => Number(parts.find((each) => each.type === type)!.value)
  return (
    Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) -
    Math.floor(instant / 1000) * 1000
  )
}
