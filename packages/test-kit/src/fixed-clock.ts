// A clock that stands still until a test moves it.

/** A span of time; its parts add up, and may be negative. */
export type Span = { days?: number; hours?: number; minutes?: number; seconds?: number; milliseconds?: number }

export type FixedClock = {
  /** A new Date each time, so that changing one changes no other. Works detached: `const { now } = fixedClock(…)`. */
  now: () => Date
  advance: (span: Span) => void
  set: (time: Date | string) => void
}

/** Throws a RangeError for an invalid time. */
export function fixedClock(start: Date | string): FixedClock {
  let time = instantOf(start)
  return {
    now: () => new Date(time),
    advance: (span) => {
      time += millisecondsOf(span)
    },
    set: (to) => {
      time = instantOf(to)
    },
  }
}

function instantOf(time: Date | string): number {
  const instant = new Date(time).getTime()
  if (Number.isNaN(instant)) throw new RangeError(`not a time: ${String(time)}`)
  return instant
}

const millisecondsOf = ({ days = 0, hours = 0, minutes = 0, seconds = 0, milliseconds = 0 }: Span): number =>
  (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000 + milliseconds
