// Sends the texts that are due: claimed before a gateway is asked, handed on where it cannot, and not sent again where
// one may have taken it (decision 0010).
import { type Clock, isDatabaseGone, type Log } from '@sluis/ground'
import type { Identity } from '#identity/stores.ts'
import type { Answer } from '#platform/sms/gateway.ts'
import type { GatewayInRow, GatewayRow } from './gateway-row.service.ts'
import type { DueText } from './texts.store.ts'

type Needs = {
  identity: Identity
  row: GatewayRow
  clock: Clock
  log: Log
  sender: string
  reportUrl: (id: string, gateway: string) => string
}
export type Outbox = ReturnType<typeof createOutbox>

const AT_ONCE = 20
const LOOK_EVERY_MS = 1_000
// The transaction that wrote a text has most likely ended by then; where it has not, the next look finds it.
const SOON_MS = 30
/**
 * How long a report or an answer may take until a text in doubt is sent by another gateway. An answer that is not there
 * after 3 seconds never comes.
 */
export const DOUBT_MS = 10_000
// The first, and once more after a doubt: a second text with the same code harms nobody, a third one says that
// somebody's gateway takes texts and tells nothing.
const MOST_ASKED = 2
const FIRST_PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 60_000

export function createOutbox({ identity, row, clock, log, sender, reportUrl }: Needs) {
  const texts = identity.texts
  const startedAt = clock.now().getTime()
  let timer: { handle: NodeJS.Timeout; firesAt: number } | null = null
  let looking: Promise<void> = Promise.resolve()
  const inHand = new Map<string, Promise<void>>()
  let mayBeMore = false
  // Not before it is started: in a command's process a text waits in the table for a provider.
  let isRunning = false

  const after = (ms: number): Date => new Date(clock.now().getTime() + ms)
  /** Longer for each further try, since the pause grows with the age. */
  const pause = ({ dueAt, createdAt }: DueText): Date =>
    after(Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, (dueAt.getTime() - createdAt.getTime()) / 2)))

  async function send(due: DueText): Promise<void> {
    if (due.expiresAt <= clock.now()) return expire(due)
    if (due.asked >= MOST_ASKED) return texts.later(due, due.expiresAt)
    // Reports may have come in vain while nobody was up; who has just started waits for the gateway to tell them again.
    const sinceStart = Math.abs(clock.now().getTime() - startedAt)
    if (due.isInDoubt && sinceStart < DOUBT_MS) return texts.later(due, after(DOUBT_MS - sinceStart))

    let { dueAt } = due
    let refusals = 0
    for (const gateway of row.inOrder(due.isInDoubt ? due.gateway : null)) {
      if (!gateway.breaker.allows(row.steady())) continue
      const asked = await ask(gateway, { ...due, dueAt })
      if (asked === null || asked.kind === 'taken' || asked.kind === 'in-doubt') return
      if (asked.kind === 'refused') refusals += 1
      dueAt = pause(due)
      await texts.notTaken(due.id, asked.claimedUntil, dueAt, clock.now())
    }
    if (refusals === row.count) await texts.failed(due.id, clock.now())
    else if (dueAt === due.dueAt) await texts.later(due, pause(due))
  }

  /** Null where another process has it, or a report has settled it. */
  async function ask(gateway: GatewayInRow, due: DueText): Promise<(Answer & { claimedUntil: Date }) | null> {
    const claimedUntil = after(DOUBT_MS)
    const letter = await texts.claim(due, gateway.name, claimedUntil, clock.now())
    if (!letter) return null
    const validMinutes = Math.max(1, Math.floor((due.expiresAt.getTime() - clock.now().getTime()) / 60_000))
    const answer = await gateway.send({
      ...letter,
      from: sender,
      reportUrl: reportUrl(due.id, gateway.name),
      validMinutes,
    })
    if (answer.kind === 'taken' || answer.kind === 'refused') gateway.breaker.succeeded()
    else gateway.breaker.failed(row.steady())
    if (answer.kind === 'taken') await texts.sent(due.id, clock.now())
    else
      log.warn(
        { text: due.id, gateway: gateway.name, answer: answer.kind, reason: answer.reason },
        'a text was not taken',
      )
    return { ...answer, claimedUntil }
  }

  async function expire({ id }: DueText): Promise<void> {
    await texts.expired(id, clock.now())
    log.warn({ text: id }, 'a text expired before a gateway took it')
  }

  const failed = (error: unknown): void =>
    log[isDatabaseGone(error) ? 'warn' : 'error']({ err: error }, 'sending texts failed, and is tried again')

  /** Does not wait for what it begins: one gateway that stalls must not hold up the texts that another would take. */
  async function look(): Promise<void> {
    const found = (await texts.due(clock.now(), AT_ONCE))
      .filter(({ id }) => !inHand.has(id))
      .slice(0, AT_ONCE - inHand.size)
    for (const due of found) {
      const work = send(due)
        .catch(failed)
        .finally(() => {
          inHand.delete(due.id)
          if (mayBeMore) lookIn(0)
        })
      inHand.set(due.id, work)
    }
    mayBeMore = inHand.size === AT_ONCE
  }

  function lookIn(ms: number): void {
    const firesAt = row.steady() + ms
    if (!isRunning || (timer && timer.firesAt <= firesAt)) return
    if (timer) clearTimeout(timer.handle)
    const handle = setTimeout(() => {
      timer = null
      looking = looking.then(look).catch(failed)
      void looking.then(() => lookIn(LOOK_EVERY_MS))
    }, ms)
    timer = { handle, firesAt }
  }

  return {
    start(): void {
      isRunning = true
      lookIn(0)
    },
    /** Something was just written. */
    soon: () => lookIn(SOON_MS),
    /** What was begun is finished first. */
    async stop(): Promise<void> {
      isRunning = false
      if (timer) clearTimeout(timer.handle)
      await looking
      await Promise.all(inHand.values())
    },
  }
}
