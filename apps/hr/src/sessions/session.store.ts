// Records of sessions. The token is stored as its hash; what Sluis gave is sealed, bound to its row.
import type { Kysely } from 'kysely'
import { randomId, randomToken } from '@sluis/server-kit/random'
import { hashToken, type Sealer } from '@sluis/server-kit/sealing'
import { DAY_MS } from '@sluis/server-kit/time'
import type { Tables } from '#schema/tables.ts'
import { isLoggedOutSince, isPasswordOver, type PasswordDecision } from './logout.store.ts'
import type { Session } from './session.ts'

/** What a sign-in at Sluis leaves behind. */
export type FromSluis = {
  acr: string
  amr: string[]
  authTime: Date | null
  sid: string | null
  issuedAt: Date
  refreshToken: string | null
  idToken: string
  isStepUp: boolean
}
/** What somebody came in by: an answer of Sluis, or a password of ours. */
export type Proof = { fromSluis: FromSluis } | { byPassword: PasswordDecision }
export type SessionStore = ReturnType<typeof createSessionStore>

const COLUMNS = [
  'id',
  'login_id as loginId',
  'kind',
  'company_id as companyId',
  'acr',
  'refreshed_at as refreshedAt',
  'stepped_up_at as steppedUpAt',
  'pop_up_passed_at as popUpPassedAt',
  'created_at as createdAt',
  'seen_at as seenAt',
] as const
// How long one process may take over a refresh before another may try.
const REFRESH_SECONDS = 20

export function createSessionStore(db: Kysely<Tables>, sealer: Sealer) {
  const refreshPlace = (id: string) => `session.refresh_sealed.${id}`
  const idTokenPlace = (id: string) => `session.id_token_sealed.${id}`
  const update = (id: string) => db.updateTable('session').where('id', '=', id).where('ended_at', 'is', null)

  return {
    findByToken: async (token: string): Promise<Session | null> =>
      (await db
        .selectFrom('session')
        .select(COLUMNS)
        .where('token_hash', '=', hashToken(token))
        .where('ended_at', 'is', null)
        .executeTakeFirst()) ?? null,

    /**
     * Creates a session, ending `replaced`; returns the token for the cookie. Null where Sluis has ended its session,
     * or all that the person has here, meanwhile.
     */
    async create(
      input: { loginId: string; companyId: string | null; replaced: string | null } & Proof,
      now: Date,
    ): Promise<string | null> {
      const id = randomId()
      const token = randomToken()
      const fromSluis = 'fromSluis' in input ? input.fromSluis : null
      const isCreated = await db.transaction().execute(async (tx) => {
        const isOver =
          'fromSluis' in input
            ? await isLoggedOutSince(tx, input.loginId, input.fromSluis)
            : await isPasswordOver(tx, input.loginId, input.byPassword)
        if (isOver) return false
        if (input.replaced !== null)
          await tx
            .updateTable('session')
            .set({ ended_at: now, refresh_sealed: null, id_token_sealed: null })
            .where('id', '=', input.replaced)
            .execute()
        await tx
          .insertInto('session')
          .values({
            id,
            token_hash: hashToken(token),
            login_id: input.loginId,
            kind: fromSluis ? 'sluis' : 'password',
            company_id: input.companyId,
            acr: fromSluis?.acr ?? null,
            amr: fromSluis?.amr.join(' ') ?? null,
            auth_time: fromSluis?.authTime ?? null,
            issued_at: fromSluis?.issuedAt ?? null,
            sid: fromSluis?.sid ?? null,
            refresh_sealed: fromSluis?.refreshToken ? sealer.seal(refreshPlace(id), fromSluis.refreshToken) : null,
            id_token_sealed: fromSluis ? sealer.seal(idTokenPlace(id), fromSluis.idToken) : null,
            refreshed_at: fromSluis ? now : null,
            refreshing_until: null,
            stepped_up_at: fromSluis?.isStepUp ? now : null,
            pop_up_passed_at: null,
            created_at: now,
            seen_at: now,
            ended_at: null,
            ended_by: null,
          })
          .execute()
        return true
      })
      return isCreated ? token : null
    },

    /** A session that is over by the word of Sluis. */
    findEndedBySluis: async (token: string): Promise<Pick<Session, 'kind' | 'acr' | 'loginId'> | null> =>
      (await db
        .selectFrom('session')
        .select(['kind', 'acr', 'login_id as loginId'])
        .where('token_hash', '=', hashToken(token))
        .where('ended_by', '=', 'sluis')
        .executeTakeFirst()) ?? null,
    /** Ends every session of a login, but for the one given. */
    endOthers: async (loginId: string, except: string, now: Date): Promise<void> =>
      void (await db
        .updateTable('session')
        .set({ ended_at: now, refresh_sealed: null, id_token_sealed: null })
        .where('login_id', '=', loginId)
        .where('id', '!=', except)
        .where('ended_at', 'is', null)
        .execute()),

    touch: async (id: string, now: Date): Promise<void> => void (await update(id).set({ seen_at: now }).execute()),
    chooseCompany: async (id: string, companyId: string): Promise<void> =>
      void (await update(id).set({ company_id: companyId }).execute()),
    passPopUp: async (id: string, now: Date): Promise<void> =>
      void (await update(id).set({ pop_up_passed_at: now }).execute()),

    /**
     * Ends a session and returns the ID token it held, for logging out at Sluis too. Of two log-outs one gets it.
     */
    end: (id: string, now: Date): Promise<string | null> =>
      db.transaction().execute(async (tx) => {
        const row = await tx
          .selectFrom('session')
          .select('id_token_sealed')
          .where('id', '=', id)
          .where('ended_at', 'is', null)
          .forUpdate()
          .executeTakeFirst()
        if (!row) return null
        await tx
          .updateTable('session')
          .set({ ended_at: now, refresh_sealed: null, id_token_sealed: null })
          .where('id', '=', id)
          .execute()
        return row.id_token_sealed && sealer.unseal(idTokenPlace(id), row.id_token_sealed).toString()
      }),

    /**
     * Takes the refresh token out for use, for one caller among all processes: Sluis ends the whole family of a token
     * that is used twice.
     * `busy` where somebody else has it, or refreshed meanwhile; `none` where Sluis gave none.
     */
    async claimRefreshToken(session: Session, now: Date): Promise<{ token: string } | 'busy' | 'none'> {
      const claimed = await update(session.id)
        .set({ refreshing_until: new Date(now.getTime() + REFRESH_SECONDS * 1000) })
        .where('refreshed_at', '=', session.refreshedAt)
        .where((is) => is.or([is('refreshing_until', 'is', null), is('refreshing_until', '<=', now)]))
        .returning('refresh_sealed')
        .executeTakeFirst()
      if (!claimed) return 'busy'
      return claimed.refresh_sealed === null
        ? 'none'
        : { token: sealer.unseal(refreshPlace(session.id), claimed.refresh_sealed).toString() }
    },

    async saveRefreshed(
      id: string,
      tokens: { refreshToken: string; idToken: string | null },
      now: Date,
    ): Promise<void> {
      const idToken = tokens.idToken === null ? {} : { id_token_sealed: sealer.seal(idTokenPlace(id), tokens.idToken) }
      await update(id)
        .set({
          refresh_sealed: sealer.seal(refreshPlace(id), tokens.refreshToken),
          refreshed_at: now,
          refreshing_until: null,
          ...idToken,
        })
        .execute()
    },

    /** Deletes what ended or was left more than a day ago. */
    async prune(now: Date): Promise<void> {
      const yesterday = new Date(now.getTime() - DAY_MS)
      await db
        .deleteFrom('session')
        .where('created_at', '<', yesterday)
        .where((is) => is.or([is('ended_at', 'is not', null), is('seen_at', '<', yesterday)]))
        .execute()
    },
  }
}
