// The clock, passed as an argument to whatever uses the time; nothing else reads it.

export type Clock = {
  /** The server's time. It decides every date, deadline and expiry. */
  now(): Date
  /**
   * The time that people's phones show. The same as now() everywhere but in the demo, whose clock can be moved while
   * the phone in your hand cannot.
   */
  phoneTime(): Date
}

export const systemClock: Clock = { now: () => new Date(), phoneTime: () => new Date() }
