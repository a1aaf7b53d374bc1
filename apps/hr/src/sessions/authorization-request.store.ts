// Authorization requests that are open at Sluis: bound to the browser that began them, consumed once.
import type { Kysely } from 'kysely'
import { hashToken, type Sealer } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Tables } from '#schema/tables.ts'

export type AuthorizationRequest = {
  verifier: string
  nonce: string
  askedAcr: string | null
  askedMaxAge: number | null
  returnTo: string
  loginId: string | null
}
export type ConsumedRequest = 'unknown' | 'consumed' | 'expired' | 'other-browser' | AuthorizationRequest
export type AuthorizationRequestStore = ReturnType<typeof createAuthorizationRequestStore>

// Long enough to fetch an authenticator app from a shop on a slow line, and to come back from a call.
export const AUTHORIZATION_REQUEST_MINUTES = 60

export function createAuthorizationRequestStore(db: Kysely<Tables>, sealer: Sealer) {
  const place = (state: string) => `way_out.verifier_sealed.${hashToken(state).toString('hex')}`
  return {
    /** `browser`: the secret in the cookie of the browser that began. `loginId`: who was signed in then. */
    async begin(state: string, browser: string, request: AuthorizationRequest, now: Date): Promise<void> {
      await db
        .insertInto('authorization_request')
        .values({
          state_hash: hashToken(state),
          browser_hash: hashToken(browser),
          verifier_sealed: sealer.seal(place(state), request.verifier),
          nonce: request.nonce,
          asked_acr: request.askedAcr,
          asked_max_age: request.askedMaxAge,
          return_to: request.returnTo,
          login_id: request.loginId,
          started_at: now,
          expires_at: new Date(now.getTime() + AUTHORIZATION_REQUEST_MINUTES * MINUTE_MS),
          consumed_at: null,
        })
        .execute()
    },

    /**
     * Consumes a request for the browser that began it, by one guarded statement; otherwise says why not, and changes
     * nothing.
     */
    async consume(state: string, browser: string | undefined, now: Date): Promise<ConsumedRequest> {
      const found = await db
        .selectFrom('authorization_request')
        .selectAll()
        .where('state_hash', '=', hashToken(state))
        .executeTakeFirst()
      if (!found) return 'unknown'
      if (found.consumed_at !== null) return 'consumed'
      if (found.expires_at <= now) return 'expired'
      if (browser === undefined || !hashToken(browser).equals(found.browser_hash)) return 'other-browser'
      const { numUpdatedRows } = await db
        .updateTable('authorization_request')
        .set({ consumed_at: now })
        .where('state_hash', '=', found.state_hash)
        .where('consumed_at', 'is', null)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows !== 1n) return 'consumed'
      return {
        verifier: sealer.unseal(place(state), found.verifier_sealed).toString(),
        nonce: found.nonce,
        askedAcr: found.asked_acr,
        askedMaxAge: found.asked_max_age,
        returnTo: found.return_to,
        loginId: found.login_id,
      }
    },

    async prune(now: Date): Promise<void> {
      await db.deleteFrom('authorization_request').where('expires_at', '<', now).execute()
    },
  }
}
