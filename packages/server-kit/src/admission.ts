// How many newcomers a server lets in, and who waits how long: by what it was measured to do (decision 0052). Pure:
// measured values and the time come in as arguments.

/** What was measured over some time. The shares are of that time, from 0 to 1. */
export type Load = {
  seconds: number
  /** How many newcomers were let in. */
  letIn: number
  /** How much of the work that they come for was done: passwords hashed. */
  done: number
  eventLoop: number
  hashing: number
  connections: number
  /** As pressureOf gives it. */
  pressure: number
}

/** How long somebody waits, for each of what a request needs. */
export type Waits = {
  eventLoopMs: number
  hashMs: number
  connectionMs: number
}

/**
 * `perSecond`: how many newcomers are let in, 0 while nobody can be served. `learned`: how many this machine can do, as
 * far as it was seen.
 */
export type Pace = { perSecond: number; learned: number; burst: number }

// Nobody notices less.
const UNNOTICED: Waits = { eventLoopMs: 100, hashMs: 400, connectionMs: 50 }
// What is busier than that has its work wait for it.
const FULL = 0.85
// Of less work nothing is learned: what little there was may have been something else.
const BUSY = 0.5
// What one moment was changes little, unless it shows that more can be done: that too much was let in shows at once.
const TAKEN_OVER = { upwards: 0.4, downwards: 0.2 }
const GROWTH = 1.25
// Whoever is let in reads and types first, and many never do.
const MOST_AHEAD = 5
const LEAST_PER_SECOND = 0.5
const LEAST_PRESSED = 0.1
const FIRST_PER_CORE = 5
// So many seconds of work may come at once: whoever comes alone never waits.
const BURST_SECONDS = 2
const LEAST_BURST = { unpressed: 10, pressed: 3 }

/** In the place of what is measured, where nobody is to wait. */
export const NOBODY_WAITS: Pace = { perSecond: 1e6, learned: 1e6, burst: 1e6 }

/** Until something is measured. `cores`: how many this process has for itself; one and a bit is all that it uses. */
export function firstPace(cores: number): Pace {
  const perSecond = FIRST_PER_CORE * Math.min(2, cores)
  return { perSecond, learned: perSecond, burst: Math.max(LEAST_BURST.unpressed, BURST_SECONDS * perSecond) }
}

/** Above 1 somebody waits noticeably. */
export const pressureOf = (waits: Waits): number =>
  Math.max(...(Object.keys(UNNOTICED) as (keyof Waits)[]).map((what) => waits[what] / UNNOTICED[what]))

/**
 * By the utilisation law: what was done in the time in which the busiest part was at work is what can be done in a time
 * in which it always is. Where nobody waits, more are let in each time than the last time; where many wait, far fewer
 * than can be served until they are through: whoever was let in has most of their way before them.
 */
export function nextPace({ learned: before }: Pace, load: Load): Pace {
  const busiest = Math.min(1, Math.max(load.eventLoop, load.hashing, load.connections))
  const rate = load.done / load.seconds
  const possible = Math.max(LEAST_PER_SECOND, (FULL * rate) / busiest)
  // Passwords come early on the way: where many wait, their number promises more than can be kept up.
  const isTelling = busiest >= BUSY && load.done > 0 && !(load.pressure > 2 && possible > before)
  const takenOver = TAKEN_OVER[possible > before ? 'upwards' : 'downwards']
  const learned = isTelling ? before + takenOver * (possible - before) : before
  if (load.pressure > 1) {
    const perSecond = Math.max(LEAST_PRESSED, learned / load.pressure ** 2)
    return { learned, perSecond, burst: Math.max(LEAST_BURST.pressed, perSecond) }
  }
  const perSecond = Math.max(learned, Math.min(MOST_AHEAD * learned, (GROWTH * load.letIn) / load.seconds))
  return { learned, perSecond, burst: Math.max(LEAST_BURST.unpressed, BURST_SECONDS * perSecond) }
}

/** Nobody is let in, and what was learned stays. */
export const closed = (pace: Pace): Pace => ({ ...pace, perSecond: 0, burst: 0 })

/** What processes that share a line do together. */
export const together = (paces: readonly Pace[]): Pace => {
  const sum = (of: keyof Pace): number => paces.reduce((total, pace) => total + pace[of], 0)
  return { perSecond: sum('perSecond'), learned: sum('learned'), burst: sum('burst') }
}

/** How many may wait for places that each take so long, so that nobody waits longer than `waitMs`. */
export const longestQueue = (places: number, eachMs: number, waitMs: number): number =>
  Math.max(places, Math.floor((places * waitMs) / Math.max(1, eachMs)))

/**
 * Where somebody stands. `number` 1 is the next one. `seconds`: null while nobody is let in. `lookAgain`: in so many
 * seconds, or the place is lost.
 */
export type Place = { number: number; seconds: number | null; lookAgain: number }
/** `since`: what somebody was given who waits: a place in any line, for one turn. Another one where it was used. */
export type Arrival = { isIn: true } | { isIn: false; since: number; place: Place }

export type Line = {
  /** Somebody who has just come, or who came at `since`. Null where the line is too long for one more. */
  arrive(since: number | null, nowMs: number): Arrival | null
  /** Where this one stands, or one who had just come, without going in; null for who would be let in. */
  look(since: number | null, nowMs: number): Place | null
  setPace(pace: Pace, nowMs: number): void
  length(): number
  /** How many were let in so far. */
  letIn(): number
}

// Whoever does not look again in time has left. Some seconds more, since a phone may be slow.
const LOST_AFTER_MS = 4_000
const MAX_LENGTH = 10_000
/** Nobody comes back to a place that is older. */
export const PLACE_LASTS_MS = 60 * 60_000
// Often where the turn is near, so that the server has always somebody to serve.
const MOST_LOOK_SECONDS = 12
const CLOSED_LOOK_SECONDS = 4

/** First come, first served. It holds moments and nothing of anybody; whoever waits keeps their own. */
export function createLine(nowMs: number, first: Pace): Line {
  let pace = first
  let tokens = pace.burst
  let countedAt = nowMs
  let lastSince = 0
  let letIn = 0
  let waiting: { since: number; backBy: number }[] = []
  // Places of those who were let in: each is good for one turn.
  let used = new Set<number>()
  let usedBefore = new Set<number>()
  let usedSince = nowMs

  function count(now: number): void {
    tokens = Math.min(pace.burst, tokens + (Math.max(0, now - countedAt) / 1_000) * pace.perSecond)
    countedAt = Math.max(countedAt, now)
    if (waiting.some(({ backBy }) => backBy < now)) waiting = waiting.filter(({ backBy }) => backBy >= now)
  }

  function use(since: number, now: number): void {
    if (now - usedSince > PLACE_LASTS_MS) [usedBefore, used, usedSince] = [used, new Set(), now]
    used.add(since)
  }
  const isUsed = (since: number | null): boolean => since !== null && (used.has(since) || usedBefore.has(since))

  /** How many came before, of those who still wait. */
  function countBefore(since: number): number {
    let [low, high] = [0, waiting.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (waiting[middle]!.since < since) low = middle + 1
      else high = middle
    }
    return low
  }

  function placeAt(before: number): Place {
    const number = before + 1
    if (pace.perSecond === 0) return { number, seconds: null, lookAgain: CLOSED_LOOK_SECONDS }
    const seconds = Math.max(1, Math.ceil((number - tokens) / pace.learned))
    return { number, seconds, lookAgain: Math.min(MOST_LOOK_SECONDS, Math.ceil(seconds / 4)) }
  }

  return {
    arrive(known, now) {
      count(now)
      const isNew = known === null || isUsed(known)
      const since = isNew ? Math.max(lastSince + 1, Math.round(now)) : known
      if (isNew) lastSince = since
      const before = countBefore(since)
      const isHere = waiting[before]?.since === since
      if (before + 1 <= tokens) {
        tokens -= 1
        letIn += 1
        if (isHere) waiting.splice(before, 1)
        if (!isNew) use(since, now)
        return { isIn: true }
      }
      if (!isHere && waiting.length >= MAX_LENGTH) return null
      const place = placeAt(before)
      const one = { since, backBy: now + place.lookAgain * 1_000 + LOST_AFTER_MS }
      waiting.splice(before, isHere ? 1 : 0, one)
      return { isIn: false, since, place }
    },
    look(since, now) {
      count(now)
      const before = countBefore(since === null || isUsed(since) ? Infinity : since)
      if (before + 1 <= tokens) return null
      const place = placeAt(before)
      const one = waiting[before]
      if (one?.since === since) one.backBy = now + place.lookAgain * 1_000 + LOST_AFTER_MS
      return place
    },
    setPace(next, now) {
      count(now)
      pace = next
      tokens = Math.min(tokens, pace.burst)
    },
    length: () => waiting.length,
    letIn: () => letIn,
  }
}
