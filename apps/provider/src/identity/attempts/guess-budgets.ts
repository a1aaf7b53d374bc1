// Where a guess at one person's proofs is counted, and what resets it. Apart by where it comes from: whoever guesses
// shuts out strangers like themselves, and never the owner in a browser that is known to be theirs (decision 0023).
import { GUESS_LIMITS, type GuessKind, LIMITS_WHILE_OPENED, type RateLimit } from './rate-limits.ts'

/**
 * `known-browser`: its person was let in there before, with a second factor; `token` is the browser's lasting one.
 * `stranger`: any other; `signIn`: the id of the session; `isOpened`: a human has let the person in lately.
 */
export type GuessSource =
  { from: 'known-browser'; token: string } | { from: 'stranger'; signIn: string; network: string; isOpened: boolean }

export type Budget = { bucket: string; rateLimit: RateLimit }

/** The narrow one first, so that whoever is past it uses up nothing of others. */
export function budgetsOf(kind: GuessKind, personId: string, source: GuessSource): Budget[] {
  const bucket = (of: string): string => `guess:${kind}:${personId}:${of}`
  if (source.from === 'known-browser')
    return [{ bucket: bucket(`browser:${source.token}`), rateLimit: GUESS_LIMITS[kind].knownBrowser }]
  const limits = (source.isOpened ? LIMITS_WHILE_OPENED[kind] : undefined) ?? GUESS_LIMITS[kind]
  return [
    ...(limits.signIn ? [{ bucket: bucket(`sign-in:${source.signIn}`), rateLimit: limits.signIn }] : []),
    ...(limits.network ? [{ bucket: bucket(`network:${source.network}`), rateLimit: limits.network }] : []),
    ...(limits.strangers ? [{ bucket: bucket('strangers'), rateLimit: limits.strangers }] : []),
  ]
}

/** By what somebody shows that the account is theirs. */
export type ResettingEvent =
  | 'code-proved'
  | 'recovery-code-proved'
  | 'passkey-proved'
  | 'mailed-code-proved'
  | 'first-factor-enrolled'
  | 'password-renewed'
  | 'opened-by-owner'
  | 'opened-by-human'
/**
 * `own`: what was counted where they come from; what strangers elsewhere have guessed stays, or a daily sign-in would
 * buy them a hundred a day. `all`: everything that was counted for this person. `once-a-week`: all, so seldom that a
 * mailbox buys no tries; at once where there is no second factor to guess.
 */
export type ResetScope = 'own' | 'all' | 'once-a-week'

const RESETS: Record<ResettingEvent, ResetScope> = {
  'code-proved': 'own',
  'mailed-code-proved': 'own',
  'recovery-code-proved': 'all',
  'passkey-proved': 'all',
  'first-factor-enrolled': 'all',
  'password-renewed': 'once-a-week',
  'opened-by-owner': 'all',
  'opened-by-human': 'all',
}

/** `hasFactor`: one that can be guessed at, now. */
export const resetScopeOf = (event: ResettingEvent, hasFactor: boolean): ResetScope =>
  RESETS[event] === 'once-a-week' && !hasFactor ? 'all' : RESETS[event]
