// The engine's session: our own says who is signed in and what they proved, so this one says no more than for which of
// ours an application was let in to, and lies in a cookie of its own (decision 0050).
import { randomToken } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { type Adapter, type AdapterPayload, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Session } from '#identity/sessions/sessions.store.ts'

const PLACE = 'openid_session.cookie'

/** `asks`: where the question of a sign-out lies until it is answered; what an application says in it may be long. */
type Kept = Pick<AdapterPayload, 'jti' | 'exp' | 'uid' | 'accountId' | 'transient'> & { asks?: string }
type Question = AdapterPayload & { secret?: string; asks?: string }

type CookieSettings = Parameters<KoaContextWithOIDC['cookies']['set']>[2]

/** The engine's storage for its model Session. `questions`: of what sign-outs ask. */
export function sessionCookieAdapter(
  { sealer }: { sealer: Sealer },
  { name, settings, questions }: { name: string; settings: CookieSettings; questions: Adapter },
): Adapter {
  return {
    /** By what stands in the cookie. */
    async find(value) {
      const kept = unseal(value)
      if (!kept) return undefined
      const { asks, ...session } = kept
      const { route } = Provider.ctx!.oidc
      // The answer of the sign-in says whose it is (continue.ts), whoever was here before.
      if (route === 'resume') delete session.accountId
      if (asks === undefined) return session
      const question = route === 'end_session_confirm' ? await questions.find(asks) : { asks }
      return { ...session, ...(question && { state: question }) }
    },
    /** The engine has set its cookie to the id: the session itself takes its place. */
    async upsert(id, { exp, uid, accountId, transient, state }, expiresIn) {
      const question: Question | undefined = state
      let asks = question?.asks
      if (question?.secret !== undefined) await questions.upsert((asks = randomToken()), question, expiresIn)
      const kept: Kept = { jti: id, exp, uid, accountId, transient, ...(asks !== undefined && { asks }) }
      Provider.ctx!.oidc.cookies.set(name, sealer.seal(PLACE, JSON.stringify(kept)).toString('base64url'), {
        ...settings,
        overwrite: true,
      })
    },
    destroy: () => Promise.resolve(),
    findByUid: () => Promise.resolve(undefined),
    findByUserCode: () => Promise.resolve(undefined),
    consume: () => Promise.resolve(),
    revokeByGrantId: () => Promise.resolve(),
  }

  /** Undefined for whatever we have not sealed: an old cookie, a planted one, one of a key that is gone. */
  function unseal(value: string): Kept | undefined {
    try {
      return JSON.parse(sealer.unseal(PLACE, Buffer.from(value, 'base64url')).toString()) as Kept
    } catch {
      return undefined
    }
  }
}

/**
 * A request that waits keeps nothing of whoever was here when it came: at its end the checks ask who is (policy.ts).
 */
export function keepNoSession({ Interaction }: Pick<Provider, 'Interaction'>): void {
  const fields = Interaction.IN_PAYLOAD.filter((field) => field !== 'session')
  Object.defineProperty(Interaction, 'IN_PAYLOAD', { get: () => fields })
}

/**
 * Of which session of ours the engine's is: of none, where another one is in this browser by now. A cookie from before
 * a sign-out says nothing of whoever is here after it.
 */
export function bindToSession({ oidc }: KoaContextWithOIDC, own: Session | null): void {
  const { session } = oidc
  if (session?.accountId === undefined) return
  const isNew = oidc.result?.login !== undefined
  if (own?.personId !== session.accountId || (!isNew && session.uid !== own.id)) delete session.accountId
  else if (session.uid !== own.id) session.uid = own.id
}
