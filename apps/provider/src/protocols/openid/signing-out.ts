// Signing out at an application's wish (RP-Initiated Logout 1.0): asked how far, and our session ends with the
// engine's. Whoever ends everything is told what that was before they go on (decision 0030).
import type { Clock } from '@sluis/server-kit/clock'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import { signOut } from '#use-cases/sign-in/sign-out.ts'
import type { Identity } from '#use-cases/stores.ts'
import { BROWSER_COOKIE, EMAIL_COOKIE, SESSION_COOKIE } from '#platform/cookies.ts'
import { clearCookie, readCookie } from './cookies.ts'

/** `application`: that says to have logged this person out. `stay`: where staying leads; null where it is an answer. */
export type SignOutPrompt = {
  action: string
  xsrf: string
  person: Person
  application: string | null
  stay: string | null
}
type Deps = { identity: Identity; clock: Clock; ask: (ctx: KoaContextWithOIDC, how: SignOutPrompt) => Promise<string> }
/**
 * What the engine keeps between its two requests; the return address in it has been compared with the application's.
 */
type EngineLogoutState = { secret: string; clientId?: string; state?: string; postLogoutRedirectUri?: string }

function returnOf({ postLogoutRedirectUri, state }: EngineLogoutState): string | null {
  if (postLogoutRedirectUri === undefined) return null
  const address = new URL(postLogoutRedirectUri)
  if (state !== undefined) address.searchParams.set('state', state)
  return address.href
}

/** Run after the engine, which has checked the hint, the address and the form. */
export const signingOut =
  ({ identity, clock, ask }: Deps) =>
  async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { oidc } = ctx
    if (oidc.route === 'end_session' && ctx.status === 200) await promptOrRedirect()
    if (oidc.route !== 'end_session_confirm' || ctx.status !== 303) return
    // Staying signed in keeps the engine's session.
    if ((oidc.session as { destroyed?: boolean } | undefined)?.destroyed) await end()
    else await revokeGrants()

    async function promptOrRedirect(): Promise<void> {
      const logoutState = (oidc.session as unknown as { state: EngineLogoutState }).state
      const session = await readSession()
      const person = session && (await identity.people.findById(session.personId))
      if (person) {
        // A hint of somebody else says nothing of this person, and ends none of their tokens (RP-Initiated Logout 1.0
        // §2).
        const isOfThem = (hintedSubject() ?? person.id) === person.id
        ctx.body = await ask(ctx, {
          action: oidc.urlFor('end_session_confirm'),
          xsrf: logoutState.secret,
          person,
          application: isOfThem ? (oidc.client?.clientName ?? null) : null,
          stay: isOfThem ? null : (returnOf(logoutState) ?? '/'),
        })
        return
      }
      // Nobody is signed in here, so there is nothing to ask.
      ctx.redirect(returnOf(logoutState) ?? `${oidc.urlFor('end_session')}/success`)
      ctx.status = 303
    }

    /** Of an ID token that the engine has verified. */
    function hintedSubject(): string | undefined {
      const hint = oidc.entities['IdTokenHint'] as { payload: { sub: string } } | undefined
      return hint?.payload.sub
    }

    async function end(): Promise<void> {
      const session = await readSession()
      const application = oidc.client && (await identity.applications.findByClientId(oidc.client.clientId))
      const scope = oidc.params?.['logout'] === 'everywhere' ? 'everywhere' : 'here'
      const places = session ? await signOut(identity, session, scope, clock.now(), application?.id) : 0
      for (const name of [SESSION_COOKIE, EMAIL_COOKIE, BROWSER_COOKIE]) clearCookie(ctx, name)
      if (scope !== 'everywhere') return
      // Our own page says what that was, at an address of its own; the application's is a button there.
      const told = new URLSearchParams({ everywhere: String(places) })
      if (application) {
        told.set('client_id', application.clientId)
        told.set('to', ctx.response.get('location'))
      }
      ctx.redirect(`/sign-out?${told}`)
      ctx.status = 303
    }

    /** The application's tokens end; with offline_access the engine would keep them. */
    async function revokeGrants(): Promise<void> {
      const session = await readSession()
      const application = oidc.client && (await identity.applications.findByClientId(oidc.client.clientId))
      if (session && application) await identity.grants.deleteForSession(session.id, application.id)
    }

    async function readSession(): Promise<Session | undefined> {
      const token = readCookie(ctx, SESSION_COOKIE)
      return token ? identity.sessions.findByToken(token, clock.now()) : undefined
    }
  }
