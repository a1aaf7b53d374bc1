// Somebody types the code that a device shows (RFC 8628 §3.3): counted before it is looked for.
import { rateLimitKey } from '@sluis/server-kit/client-address'
import { type Decision, refuse } from '@sluis/server-kit/decision'
import type { Counter } from '#identity/attempts/attempts.store.ts'
import {
  USER_CODES_OF_STRANGERS,
  USER_CODES_PER_NETWORK,
  USER_CODES_PER_PERSON,
} from '#identity/attempts/rate-limits.ts'
import type { UserCodeRefusal } from '#identity/sessions/device-codes.store.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type TypedCodeRefusal = UserCodeRefusal | 'too-many-codes'
/** `personId`: who is signed in; null for nobody. `origin`: the network address. */
type Typed = { userCode: string; browserId: string; personId: string | null; origin: string }

/** Answers with the id of what the code belongs to. One that is there is no guess, whatever has become of it. */
export async function enterDeviceCode(
  { attempts, deviceCodes }: StoresOf<'attempts' | 'deviceCodes'>,
  { userCode, browserId, personId, origin }: Typed,
  now: Date,
): Promise<Decision<string, TypedCodeRefusal>> {
  const counters = countersOf(personId, origin)
  if ((await attempts.consumeAll(counters, now)) !== null) return refuse('too-many-codes')
  const opened = await deviceCodes.open(userCode, browserId, now)
  if (opened.ok || opened.refusal !== 'code-unknown') await attempts.refundAll(counters)
  return opened
}

const countersOf = (personId: string | null, origin: string): Counter[] =>
  personId === null
    ? [
        { bucket: `user-code-network:${rateLimitKey(origin)}`, rateLimit: USER_CODES_PER_NETWORK },
        { bucket: 'user-code-strangers', rateLimit: USER_CODES_OF_STRANGERS },
      ]
    : [{ bucket: `user-code-person:${personId}`, rateLimit: USER_CODES_PER_PERSON }]
