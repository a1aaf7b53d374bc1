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
import type { StoresOf } from '#use-cases/stores.ts'
import { emailBucket } from './email-bucket.ts'

/**
 * `origin`: the client's network address. `device`: the browser's lasting token. `pass`: the id of a mailed link that
 * was used in this browser for this address.
 */
export type Caller = { origin: string; device: string | null; pass: string | null }
type Of = Caller & { email: string }

/**
 * Narrowest first, as `consumeAll` wants them. `personIds`: who claims the address. `known`: those of them who have
 * used this browser, for whom it counts apart.
 */
export async function passwordCounters(
  identity: StoresOf<'devices'>,
  { email, origin, device, pass }: Of,
  personIds: readonly string[],
): Promise<{ counters: Counter[]; known: string[] }> {
  const { own, known } = await ownName(identity, personIds, device, pass)
  const network = rateLimitKey(origin)
  const counters: Counter[] =
    own === null
      ? [
          { bucket: `password:${emailBucket(email)}:${network}`, rateLimit: PASSWORD },
          { bucket: `password-address:${emailBucket(email)}`, rateLimit: PASSWORD_PER_ADDRESS },
          { bucket: `password-network:${network}`, rateLimit: PASSWORD_PER_NETWORK },
        ]
      : [{ bucket: `password-${own}`, rateLimit: PASSWORD }]
  return { counters, known }
}

/** The same of mails with a link for a new password. */
export async function resetCounters(
  identity: StoresOf<'devices' | 'people'>,
  { email, origin, device, pass }: Of,
): Promise<Counter[]> {
  const person = await identity.people.findByEmail(email)
  const { own } = await ownName(identity, person ? [person.id] : [], device, pass)
  if (own !== null) return [{ bucket: `reset-${own}`, rateLimit: RESET_MAILS }]
  const network = rateLimitKey(origin)
  return [
    { bucket: `reset:${emailBucket(email)}:${network}`, rateLimit: RESET_MAILS },
    { bucket: `reset-address:${emailBucket(email)}`, rateLimit: RESET_MAILS_PER_ADDRESS },
    { bucket: `reset-network:${network}`, rateLimit: RESET_MAILS_PER_NETWORK },
  ]
}

/** `own`: the bucket that this browser has to itself; null for a stranger. */
async function ownName(
  { devices }: StoresOf<'devices'>,
  personIds: readonly string[],
  device: string | null,
  pass: string | null,
): Promise<{ own: string | null; known: string[] }> {
  const known = device === null ? [] : await devices.listKnown(personIds, device)
  if (device !== null && known.length > 0)
    return { own: `browser:${known[0]}:${hashToken(device).toString('base64url')}`, known }
  return { own: pass === null ? null : `pass:${pass}`, known }
}
