// How often and how long a job is tried: long enough for a mail server that is down over a weekend's day and a half,
// and quick at first, since codes are waited for.

export type RetryPolicy = {
  /** How often a job is tried again after its first try. */
  tries: number
  /**
   * The pauses between tries double from the first to the longest; chance makes each up to twice as long, so that not
   * all come back at once.
   */
  firstPauseSeconds: number
  maxPauseSeconds: number
  /** A job whose process says nothing for so long counts as dropped. */
  silenceSeconds: number
  /** How often dropped jobs are looked for. */
  roundSeconds: number
}

/** Production's. */
export const RETRY_POLICY: RetryPolicy = {
  tries: 120,
  firstPauseSeconds: 5,
  maxPauseSeconds: 1_800,
  silenceSeconds: 20,
  roundSeconds: 15,
}

/** The least time that lies between a job's first try and its last. */
export function minSpanSeconds({ tries, firstPauseSeconds, maxPauseSeconds }: RetryPolicy): number {
  let seconds = 0
  for (let doublings = 0; doublings < tries; doublings++)
    seconds += Math.min(maxPauseSeconds, firstPauseSeconds * 2 ** Math.min(15, doublings))
  return seconds
}
