// Counting a guess at one person's proofs before it is looked at, and resetting what was counted: the one place that
// decides what a proof, a new password or a human's word resets (rule 3, decision 0023).
import { rateLimitKey } from '@sluis/server-kit/client-address'
import { accept, type Decision } from '@sluis/server-kit/decision'
import {
  type Budget,
  budgetsOf,
  resetScopeOf,
  type ResettingEvent,
  type GuessSource,
} from '#identity/attempts/guess-budgets.ts'
import {
  GUESSES_RESET_BY_PASSWORD,
  type GuessKind,
  isWhileOpened,
  SECOND_FACTOR,
} from '#identity/attempts/rate-limits.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { RawBuilder } from 'kysely'
import type { StoresOf } from '#use-cases/stores.ts'

export type GuessStores = StoresOf<'attempts' | 'devices'>
/** `isLast`: no further one is looked at until something resets them. */
export type CountedGuess = { budgets: readonly Budget[]; isKnownBrowser: boolean; failures: number; isLast: boolean }
export type GuessRefusal = { refusal: 'rate-limited'; until: Date } | { refusal: 'used-up' }
type Guesser = Pick<Session, 'id' | 'personId' | 'origin' | 'device' | 'history'>

async function sourceOf(
  { devices }: GuessStores,
  { id, personId, origin, device = null, history }: Guesser,
  now: Date,
): Promise<GuessSource> {
  const { isProved, openedAt } = history ?? (await devices.historyOf(personId, device))
  return isProved && device !== null
    ? { from: 'known-browser', token: device }
    : {
        from: 'stranger',
        signIn: id,
        network: rateLimitKey(origin ?? 'unknown'),
        isOpened: isWhileOpened(openedAt, now),
      }
}
/** What counts a guess from where this request comes from. */
export const guessBudgets = async (
  stores: GuessStores,
  kind: GuessKind,
  guesser: Guesser,
  now: Date,
): Promise<Budget[]> => budgetsOf(kind, guesser.personId, await sourceOf(stores, guesser, now))

/** Counts one guess in each of its budgets, or in none, by one guarded statement. */
export async function consumeGuess(
  stores: GuessStores,
  kind: GuessKind,
  guesser: Guesser,
  now: Date,
): Promise<Decision<CountedGuess, GuessRefusal>> {
  const counted = await consumeGuessAfter(stores, kind, guesser, null, now)
  if (counted === null) throw new Error('nothing came before this guess')
  return counted
}

/** `first`: counts the try too, in the same go. Null where that refused it (see `consumeEach`). */
export async function consumeGuessAfter(
  stores: GuessStores,
  kind: GuessKind,
  guesser: Guesser,
  first: RawBuilder<unknown> | null,
  now: Date,
): Promise<Decision<CountedGuess, GuessRefusal> | null> {
  const source = await sourceOf(stores, guesser, now)
  const budgets = budgetsOf(kind, guesser.personId, source)
  const counted = await stores.attempts.consumeEach(budgets, now, { personId: guesser.personId, first })
  if (counted.refusedAt === null)
    return accept({
      budgets,
      isKnownBrowser: source.from === 'known-browser',
      failures: Math.max(...counted.failures),
      isLast: budgets.some(({ rateLimit: { limit } }, at) => limit !== null && counted.failures[at]! >= limit),
    })
  if (counted.refusedAt === -1) return null
  const { bucket, rateLimit } = budgets[counted.refusedAt]!
  if (await stores.attempts.isUsedUp(bucket, rateLimit)) return { ok: false, refusal: 'used-up' }
  return { ok: false, refusal: 'rate-limited', until: (await stores.attempts.limitedUntil(bucket, now)) ?? now }
}

/** True where one of these budgets is used up, until something resets it. */
export async function isUsedUp(
  { attempts }: Pick<GuessStores, 'attempts'>,
  budgets: readonly Budget[],
): Promise<boolean> {
  for (const { bucket, rateLimit } of budgets) if (await attempts.isUsedUp(bucket, rateLimit)) return true
  return false
}

/** Until when these budgets take nothing; null where all of them do. */
export async function limitedUntil(
  { attempts }: Pick<GuessStores, 'attempts'>,
  budgets: readonly Budget[],
  now: Date,
): Promise<Date | null> {
  for (const { bucket } of budgets) {
    const until = await attempts.limitedUntil(bucket, now)
    if (until !== null) return until
  }
  return null
}

/**
 * Within the caller's transaction. `own`: the budgets that count where the person comes from, which a proof by code
 * resets.
 */
export async function resetGuesses(
  { attempts, factors }: StoresOf<'attempts' | 'factors'>,
  event: ResettingEvent,
  personId: string,
  now: Date,
  own: readonly Budget[] = [],
): Promise<void> {
  const hasFactor = event === 'password-renewed' && (await factors.listByPerson(personId)).some(isUsable)
  const byPassword = `reset-by-password:${personId}`
  switch (resetScopeOf(event, hasFactor)) {
    case 'own': {
      const [narrow, ...wider] = own.map(({ bucket }) => bucket)
      if (narrow !== undefined && wider.length > 0) await attempts.resetWithin(personId, narrow, wider)
      else if (narrow !== undefined) await attempts.reset(narrow)
      return
    }
    case 'once-a-week':
      // Where nothing keeps tries away the week is not begun: it is for when its owner needs it.
      if (!(await attempts.isHeldUp(personId, SECOND_FACTOR.limit, now))) return
      if ((await attempts.consume(byPassword, GUESSES_RESET_BY_PASSWORD, now)).ok) await attempts.resetAll(personId)
      return
    case 'all':
      await attempts.resetAll(personId)
      if (event === 'opened-by-human') await attempts.reset(byPassword)
  }
}
