// What one request of the engine has read and has still to write: nothing is read twice, and what it stores goes in one
// statement before anything of it leaves (decision 0050).
import type { Insertable } from 'kysely'
import { Provider } from 'oidc-provider'
import type { SessionGrant, TokenState } from '#identity/sessions/grants.store.ts'
import type { SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'
import type { Tables } from '#schema/tables.ts'

export type RecordRow = Insertable<Tables['openid_record']>
export type RecordKey = { model: string; hash: Buffer }
/** `state`: what the grant of it stands on; null where there is none. */
export type FoundRecord = {
  model: string
  id_hash: Buffer
  payload_sealed: Buffer
  consumed_at: Date | null
  state: TokenState | null
}

type Memory = {
  /** By model and hash. */
  found: Map<string, Promise<FoundRecord[]>>
  /** What tokens stand on, by grant; null where the application was let go. */
  states: Map<string, TokenState | null>
  /** What is stored of the sign-in, where it was read together with the request that waited for it. */
  signIn: SignInRecord | null
  waiting: Waiting
}

/** What is used up; `isRepeatable`: whoever comes with it again at once gets the same (decision 0029). */
export type UsedRecord = RecordKey & { isRepeatable: boolean }
/**
 * `used`: the code or refresh token for which `rows` are given out, and `pushed` the pushed request. `tokensOf`: grants
 * whose codes and tokens go, and `revoked` those that nothing is granted by any more.
 */
export type Waiting = {
  rows: RecordRow[]
  gone: RecordKey[]
  grant: SessionGrant | null
  pushed: Buffer | null
  used: UsedRecord | null
  tokensOf: string[]
  revoked: string[]
}

const memories = new WeakMap<object, Memory>()

/** Null outside of the engine's requests, where everything goes at once. */
export const memory = (ctx: object | undefined = Provider.ctx): Memory | null => {
  if (!ctx) return null
  let own = memories.get(ctx)
  if (!own) memories.set(ctx, (own = { found: new Map(), states: new Map(), signIn: null, waiting: nothing() }))
  return own
}

/** What waits, which then waits no longer. */
export function takeWaiting(own: Memory): Waiting {
  const { waiting } = own
  own.waiting = nothing()
  return waiting
}

export const nothing = (): Waiting => ({
  rows: [],
  gone: [],
  grant: null,
  pushed: null,
  used: null,
  tokensOf: [],
  revoked: [],
})
