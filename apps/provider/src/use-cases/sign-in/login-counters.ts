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
 * Narrowest first, as `consumeAll` wants them. `personId`: whose address it is; null where nobody has it.
 * `isKnownBrowser`: it counts apart since this person has used it.
 */
export async function passwordCounters(
  identity: StoresOf<'devices'>,
  { email, origin, device, pass }: Of,
  personId: string | null,
): Promise<{ counters: Counter[]; isKnownBrowser: boolean }> {
  const own = await ownName(identity, personId, device, pass)
  const network = rateLimitKey(origin)
  const counters: Counter[] =
    own === null
      ? [
          { bucket: `password:${emailBucket(email)}:${network}`, rateLimit: PASSWORD },
          { bucket: `password-address:${emailBucket(email)}`, rateLimit: PASSWORD_PER_ADDRESS },
          { bucket: `password-network:${network}`, rateLimit: PASSWORD_PER_NETWORK },
        ]
      : [{ bucket: `password-${own.name}`, rateLimit: PASSWORD }]
  return { counters, isKnownBrowser: own?.isKnownBrowser ?? false }
}

/** The same of mails with a link for a new password. */
export async function resetCounters(
  identity: StoresOf<'devices' | 'people'>,
  { email, origin, device, pass }: Of,
): Promise<Counter[]> {
  const person = await identity.people.findByEmail(email)
  const own = await ownName(identity, person?.id ?? null, device, pass)
  if (own !== null) return [{ bucket: `reset-${own.name}`, rateLimit: RESET_MAILS }]
  const network = rateLimitKey(origin)
  return [
    { bucket: `reset:${emailBucket(email)}:${network}`, rateLimit: RESET_MAILS },
    { bucket: `reset-address:${emailBucket(email)}`, rateLimit: RESET_MAILS_PER_ADDRESS },
    { bucket: `reset-network:${network}`, rateLimit: RESET_MAILS_PER_NETWORK },
  ]
}

/** The bucket that this browser has to itself; null for a stranger. */
async function ownName(
  { devices }: StoresOf<'devices'>,
  personId: string | null,
  device: string | null,
  pass: string | null,
): Promise<{ name: string; isKnownBrowser: boolean } | null> {
  // Asked for nobody as well, so that the work is the same.
  if (device !== null && (await devices.isKnown(personId ?? NOBODY, device)))
    return { name: `browser:${personId}:${hashToken(device).toString('base64url')}`, isKnownBrowser: true }
  return pass === null ? null : { name: `pass:${pass}`, isKnownBrowser: false }
}

const NOBODY = '00000000-0000-0000-0000-000000000000'
