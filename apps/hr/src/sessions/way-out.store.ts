// Visits on their way to Sluis and back: bound to the browser that began them, spent once.
import type { Kysely } from 'kysely'
import { hashToken, type Sealer } from '@sluis/ground'
import type { Tables } from '#schema/tables.ts'

export type WayOut = {
  verifier: string
  nonce: string
  askedAcr: string | null
  askedMaxAge: number | null
  returnTo: string
  loginId: string | null
}
export type WayBack = 'unknown' | 'spent' | 'expired' | 'other-browser' | WayOut
export type WayOutStore = ReturnType<typeof createWayOutStore>

// Long enough to fetch an authenticator app from a shop on a slow line, and to come back from a call.
export const WAY_OUT_MINUTES = 60

export function createWayOutStore(db: Kysely<Tables>, sealer: Sealer) {
  const place = (state: string) => `authorization_request.verifier_sealed.${hashToken(state).toString('hex')}`
  return {
    /** `browser`: the secret in the cookie of the browser that began. `loginId`: who was signed in then. */
    async begin(state: string, browser: string, wayOut: WayOut, now: Date): Promise<void> {
      await db
        .insertInto('authorization_request')
        .values({
          state_hash: hashToken(state),
          browser_hash: hashToken(browser),
          verifier_sealed: sealer.seal(place(state), wayOut.verifier),
          nonce: wayOut.nonce,
          asked_acr: wayOut.askedAcr,
          asked_max_age: wayOut.askedMaxAge,
          return_to: wayOut.returnTo,
          login_id: wayOut.loginId,
          started_at: now,
          expires_at: new Date(now.getTime() + WAY_OUT_MINUTES * 60_000),
          consumed_at: null,
        })
        .execute()
    },

    /**
     * Spends a visit for the browser that began it, by one guarded statement; otherwise says why not, and changes
     * nothing.
     */
    async spend(state: string, browser: string | undefined, now: Date): Promise<WayBack> {
      const found = await db
        .selectFrom('authorization_request')
        .selectAll()
        .where('state_hash', '=', hashToken(state))
        .executeTakeFirst()
      if (!found) return 'unknown'
      if (found.consumed_at !== null) return 'spent'
      if (found.expires_at <= now) return 'expired'
      if (browser === undefined || !hashToken(browser).equals(found.browser_hash)) return 'other-browser'
      const { numUpdatedRows } = await db
        .updateTable('authorization_request')
        .set({ consumed_at: now })
        .where('state_hash', '=', found.state_hash)
        .where('consumed_at', 'is', null)
        .executeTakeFirstOrThrow()
      if (numUpdatedRows !== 1n) return 'spent'
      return {
        verifier: sealer.open(place(state), found.verifier_sealed).toString(),
        nonce: found.nonce,
        askedAcr: found.asked_acr,
        askedMaxAge: found.asked_max_age,
        returnTo: found.return_to,
        loginId: found.login_id,
      }
    },

    async sweep(now: Date): Promise<void> {
      await db.deleteFrom('authorization_request').where('expires_at', '<', now).execute()
    },
  }
}
