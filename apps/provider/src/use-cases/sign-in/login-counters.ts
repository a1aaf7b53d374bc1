// In which counters a try before the sign-in is counted (decision 0027): a browser that its owner has used, or let in
// by a mailed link, counts apart, so that no stranger's tries keep the owner out.
import { rateLimitKey } from '@sluis/server-kit/client-address'
import { hashToken } from '@sluis/server-kit/sealing'
import type { Counter } from '#identity/attempts/attempts.store.ts'
import {
  PASSWORD,
  PASSWORD_PER_ADDRESS,
  PASSWORD_PER_NETWORK,
  RESET_MAILS,
  RESET_MAILS_PER_ADDRESS,
  RESET_MAILS_PER_NETWORK,
} from '#identity/attempts/rate-limits.ts'
import type { Claimant } from '#identity/sign-ins/claimants.store.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { emailBucket } from './email-bucket.ts'

/**
 * `origin`: the client's network address. `device`: the browser's lasting token. `pass`: the id of a mailed link that
 * was used in this browser for this address.
 */
export type Caller = { origin: string; device: string | null; pass: string | null }
type Of = Caller & { email: string }

/** People whose password is tried in one go, and the counters of that, narrowest first as `consumeAll` wants them. */
export type Counted = { claimants: readonly Claimant[]; counters: Counter[] }

/**
 * Those who have used this browser, for whom it counts apart, come first; it must not buy tries at the others, who
 * count as everywhere.
 */
export function passwordCounters({ email, origin, device, pass }: Of, claimants: readonly Claimant[]): Counted[] {
  const { own, known } = ownName(claimants, device, pass)
  const network = rateLimitKey(origin)
  const counted: Counter[] = [
    { bucket: `password:${emailBucket(email)}:${network}`, rateLimit: PASSWORD },
    { bucket: `password-address:${emailBucket(email)}`, rateLimit: PASSWORD_PER_ADDRESS },
    { bucket: `password-network:${network}`, rateLimit: PASSWORD_PER_NETWORK },
  ]
  if (own === null) return [{ claimants, counters: counted }]
  const apart: Counter[] = [{ bucket: `password-${own}`, rateLimit: PASSWORD }]
  if (known.length === 0) return [{ claimants, counters: apart }]
  const others = claimants.filter((each) => !known.includes(each))
  return [
    { claimants: known, counters: apart },
    ...(others.length === 0 ? [] : [{ claimants: others, counters: counted }]),
  ]
}

/** The same of mails with a link for a new password. */
export async function resetCounters(
  identity: StoresOf<'claimants'>,
  { email, origin, device, pass }: Of,
): Promise<Counter[]> {
  const { own } = ownName(await identity.claimants.list(email, null, device, 1), device, pass)
  if (own !== null) return [{ bucket: `reset-${own}`, rateLimit: RESET_MAILS }]
  const network = rateLimitKey(origin)
  return [
    { bucket: `reset:${emailBucket(email)}:${network}`, rateLimit: RESET_MAILS },
    { bucket: `reset-address:${emailBucket(email)}`, rateLimit: RESET_MAILS_PER_ADDRESS },
    { bucket: `reset-network:${network}`, rateLimit: RESET_MAILS_PER_NETWORK },
  ]
}

/** `own`: the bucket that this browser has to itself; null for a stranger. */
function ownName(
  claimants: readonly Claimant[],
  device: string | null,
  pass: string | null,
): { own: string | null; known: Claimant[] } {
  const known = device === null ? [] : claimants.filter(({ isKnown }) => isKnown)
  if (device !== null && known.length > 0)
    return { own: `browser:${known[0]!.person.id}:${hashToken(device).toString('base64url')}`, known }
  return { own: pass === null ? null : `pass:${pass}`, known }
}
