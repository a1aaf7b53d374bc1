// Tells a database that is silent from one that is slow (decision 0028): who waits in a request is told within two
// seconds, and nobody waits again before it answers.

/** Said without asking: the database is known not to answer. */
export class DatabaseSilent extends Error {
  override name = 'DatabaseSilent'
  constructor() {
    super('the database does not answer')
  }
}

/** Something that was asked and is not answered yet. */
export type Wait = {
  /** Whoever waits is let go when the database is silent; jobs have limits of their own. */
  isHurried: boolean
  /** A long wait is a reason to ask how the server is. */
  isSuspect: boolean
  /** Of the server's process that was asked; null where none is known. */
  pid: number | null
  giveUp(): void
}

/** What the server says when it is asked over a new connection of the processes of those who wait. */
export type Probe = {
  /**
   * `stopped`: not at work, so they have stopped or never got the question. `blocked`: they wait for a lock of one that
   * does nothing, and were told to give up.
   */
  answer: Promise<{ stopped: readonly number[]; blocked: readonly number[] }>
  abandon(): void
}

export type DatabaseWatch = {
  isSilent(): boolean
  /** Returns how to end it: with true where the server has answered, be it with an error. */
  begin(wait: Wait): (isAnswered: boolean) => void
  stop(): void
}

// A wait of this length is suspicious, and the server is asked how it is.
const SUSPICION_MS = 500
// Without an answer to that, and none to anybody else, it is silent.
const SILENCE_MS = 700
// Then the question stays open so long before it is asked anew: each may cost the server a process when it goes on.
const REPEAT_MS = 5_000
const PAUSE_MS = 250

/** `onChange` is told when it falls silent and when it answers again. */
export function createDatabaseWatch(
  ask: (pids: readonly number[]) => Probe,
  onChange: (isSilent: boolean) => void,
): DatabaseWatch {
  const waits = new Map<Wait, number>()
  const told = new WeakSet<Wait>()
  let silent = false
  let heardAt = -Infinity
  let timer: NodeJS.Timeout | null = null
  let probe: Probe | null = null
  let hasStopped = false

  const later = (ms: number, work: () => void): NodeJS.Timeout => setTimeout(work, ms).unref()
  const suspects = (): [Wait, number][] => [...waits].filter(([{ isSuspect }]) => isSuspect)
  const oldAt = (now: number): Wait[] =>
    suspects()
      .filter(([, since]) => now - since >= SUSPICION_MS)
      .map(([wait]) => wait)
  const settle = (isNowSilent: boolean): void => {
    if (silent === isNowSilent) return
    silent = isNowSilent
    onChange(silent)
  }
  const letGo = (isLost: (wait: Wait) => boolean): void => {
    for (const wait of waits.keys())
      if (isLost(wait)) {
        waits.delete(wait)
        wait.giveUp()
      }
  }

  function lookLater(ms: number): void {
    if (hasStopped || timer !== null || probe !== null || (waits.size === 0 && !silent)) return
    timer = later(ms, () => {
      timer = null
      const now = performance.now()
      if (silent || oldAt(now).length > 0) look()
      else lookLater(SUSPICION_MS + 1 - Math.max(0, ...suspects().map(([, since]) => now - since)))
    })
  }

  function look(): void {
    const askedAt = performance.now()
    const old = oldAt(askedAt)
    const current = ask(old.flatMap(({ isHurried, pid }) => (isHurried && pid !== null ? pid : [])))
    probe = current
    let verdict: NodeJS.Timeout
    const judge = (): void => {
      if (probe !== current) return
      const heardAgo = performance.now() - heardAt
      verdict = later(Math.max(PAUSE_MS, SILENCE_MS - heardAgo), judgeLater)
      if (heardAgo < SILENCE_MS) return
      settle(true)
      letGo(({ isHurried }) => isHurried)
    }
    // Here and below, whatever has arrived meanwhile is read first: it may be this process that was slow.
    const judgeLater = () => void setImmediate(() => setImmediate(judge))
    verdict = later(SILENCE_MS, judgeLater)
    const limit = later(REPEAT_MS, () => current.abandon())
    const end = (work: () => void): void => {
      clearTimeout(verdict)
      clearTimeout(limit)
      probe = null
      if (!hasStopped) work()
      lookLater(PAUSE_MS)
    }
    current.answer.then(
      ({ stopped, blocked }) =>
        setImmediate(() =>
          end(() => {
            settle(false)
            const isOf = (wait: Wait, pids: readonly number[]): boolean =>
              old.includes(wait) && wait.pid !== null && pids.includes(wait.pid)
            // Told to give up once before, and it did not.
            letGo((wait) => isOf(wait, stopped) || (isOf(wait, blocked) && told.has(wait)))
            for (const wait of old) if (isOf(wait, blocked)) told.add(wait)
          }),
        ),
      // Refused, it is not silent: whoever asks is refused as quickly.
      (error: unknown) => end(() => settle(silent && error instanceof ProbeAbandoned)),
    )
  }

  return {
    isSilent: () => silent,
    begin(wait) {
      waits.set(wait, performance.now())
      if (silent && wait.isHurried) setImmediate(() => letGo((each) => each === wait))
      lookLater(SUSPICION_MS)
      return (isAnswered) => {
        waits.delete(wait)
        if (!isAnswered) return
        heardAt = performance.now()
        settle(false)
      }
    },
    stop() {
      hasStopped = true
      if (timer) clearTimeout(timer)
      probe?.abandon()
    },
  }
}

/** The question was taken back before there was an answer. */
export class ProbeAbandoned extends Error {
  override name = 'ProbeAbandoned'
}
