// Sends the messages that are due: claimed before a gateway is asked, handed on where it cannot, and not sent again
// where one may have taken it (decision 0010).
import type { Clock } from '@sluis/server-kit/clock'
import { createFailureLog } from '@sluis/server-kit/failure-log'
import type { Log } from '@sluis/server-kit/log'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { SendResult } from '#messaging/sms/gateways/gateway.ts'
import type { PooledGateway, GatewayPool } from './gateway-pool.ts'
import type { DueSms, SmsMessagesStore } from './sms-messages.store.ts'

type Deps = {
  messages: SmsMessagesStore
  pool: GatewayPool
  clock: Clock
  log: Log
  sender: string
  reportUrl: (id: string, gateway: string) => string
}
export type Outbox = ReturnType<typeof createOutbox>

const CONCURRENCY = 20
const POLL_INTERVAL_MS = 1_000
// The transaction that wrote a text has most likely ended by then; where it has not, the next look finds it.
const TRIGGER_DELAY_MS = 30
/**
 * How long a report or an answer may take until a message in doubt is sent by another gateway. An answer that is not
 * there after 3 seconds never comes.
 */
export const DOUBT_MS = 10_000
// The first, and once more after a doubt: a second text with the same code harms nobody, a third one says that
// somebody's gateway takes messages and tells nothing.
const MAX_SENDS = 2
const FIRST_PAUSE_MS = 2_000

export function createOutbox({ messages, pool, clock, log, sender, reportUrl }: Deps) {
  const startedAt = clock.now().getTime()
  let timer: { handle: NodeJS.Timeout; firesAt: number } | null = null
  let polling: Promise<void> = Promise.resolve()
  const inFlight = new Map<string, Promise<void>>()
  let mayBeMore = false
  // Not before it is started: in a command's process a message waits in the table for a provider.
  let isRunning = false

  const after = (ms: number): Date => new Date(clock.now().getTime() + ms)
  /** Longer for each further try, since the pause grows with the age. */
  const pause = ({ dueAt, createdAt }: DueSms): Date =>
    after(Math.min(MINUTE_MS, Math.max(FIRST_PAUSE_MS, (dueAt.getTime() - createdAt.getTime()) / 2)))

  async function send(due: DueSms): Promise<void> {
    if (due.expiresAt <= clock.now()) return expire(due)
    if (due.asked >= MAX_SENDS) return messages.reschedule(due, due.expiresAt)
    // Reports may have come in vain while nobody was up; who has just started waits for the gateway to tell them again.
    const sinceStart = Math.abs(clock.now().getTime() - startedAt)
    if (due.isInDoubt && sinceStart < DOUBT_MS) return messages.reschedule(due, after(DOUBT_MS - sinceStart))

    let { dueAt } = due
    let refusals = 0
    for (const gateway of pool.ordered(due.isInDoubt ? due.gateway : null)) {
      if (!gateway.breaker.allows(pool.monotonicNow())) continue
      const asked = await sendVia(gateway, { ...due, dueAt })
      if (asked === null || asked.kind === 'taken' || asked.kind === 'in-doubt') return
      if (asked.kind === 'refused') refusals += 1
      dueAt = pause(due)
      await messages.release(due.id, asked.claimedUntil, dueAt, clock.now())
    }
    if (refusals === pool.count) await messages.markFailed(due.id, clock.now())
    else if (dueAt === due.dueAt) await messages.reschedule(due, pause(due))
  }

  /** Null where another process has it, or a report has settled it. */
  async function sendVia(gateway: PooledGateway, due: DueSms): Promise<(SendResult & { claimedUntil: Date }) | null> {
    const claimedUntil = after(DOUBT_MS)
    const content = await messages.claim(due, gateway.name, claimedUntil, clock.now())
    if (!content) return null
    const validMinutes = Math.max(1, Math.floor((due.expiresAt.getTime() - clock.now().getTime()) / MINUTE_MS))
    const answer = await gateway.send({
      ...content,
      from: sender,
      reportUrl: reportUrl(due.id, gateway.name),
      validMinutes,
    })
    if (answer.kind === 'taken' || answer.kind === 'refused') gateway.breaker.succeeded()
    else gateway.breaker.failed(pool.monotonicNow())
    if (answer.kind === 'taken') await messages.markSent(due.id, clock.now())
    else
      log.warn(
        { sms: due.id, gateway: gateway.name, answer: answer.kind, reason: answer.reason },
        'an SMS was not accepted',
      )
    return { ...answer, claimedUntil }
  }

  async function expire({ id }: DueSms): Promise<void> {
    await messages.markExpired(id, clock.now())
    log.warn({ sms: id }, 'an SMS expired before a gateway accepted it')
  }

  const logFailure = createFailureLog(log)
  const failed = (error: unknown): void => logFailure(error, {}, 'sending SMS failed, and is tried again')

  /**
   * Does not wait for what it begins: one gateway that stalls must not hold up the messages that another would take.
   */
  async function poll(): Promise<void> {
    const found = (await messages.listDue(clock.now(), CONCURRENCY))
      .filter(({ id }) => !inFlight.has(id))
      .slice(0, CONCURRENCY - inFlight.size)
    for (const due of found) {
      const work = send(due)
        .catch(failed)
        .finally(() => {
          inFlight.delete(due.id)
          if (mayBeMore) pollIn(0)
        })
      inFlight.set(due.id, work)
    }
    mayBeMore = inFlight.size === CONCURRENCY
  }

  function pollIn(ms: number): void {
    const firesAt = pool.monotonicNow() + ms
    if (!isRunning || (timer && timer.firesAt <= firesAt)) return
    if (timer) clearTimeout(timer.handle)
    const handle = setTimeout(() => {
      timer = null
      polling = polling.then(poll).catch(failed)
      void polling.then(() => pollIn(POLL_INTERVAL_MS))
    }, ms)
    timer = { handle, firesAt }
  }

  return {
    start(): void {
      isRunning = true
      pollIn(0)
    },
    /** Something was just written. */
    trigger: () => pollIn(TRIGGER_DELAY_MS),
    /** What was begun is finished first. */
    async stop(): Promise<void> {
      isRunning = false
      if (timer) clearTimeout(timer.handle)
      await polling
      await Promise.all(inFlight.values())
    },
  }
}
