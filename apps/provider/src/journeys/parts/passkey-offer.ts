// Whom a passkey is offered to at the end of a sign-in: asked by every page where one can end.
import type { Context } from 'hono'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { SignInState } from '#use-cases/sign-in/sign-in-state.ts'
import { CAPABLE_COOKIE, readDeviceToken, readCookie } from '#platform/cookies.ts'
import { withNext } from '../flow/forms.ts'
import type { Env, AuthenticatedFlow, Deps } from '../flow/sign-in-flow.ts'

export const PASSKEY_OFFER = '/offer/passkey'
type OfferDeps = Pick<Deps, 'identity' | 'clock'>

/** Asked at the end of a sign-in: where to go first, and from there to `next`; null where nothing is offered. */
export async function passkeyOffer(
  c: Context<Env>,
  deps: OfferDeps,
  { session, person }: SignInState,
  next: string,
): Promise<string | null> {
  if (readCookie(c, CAPABLE_COOKIE) !== 'yes' || !session || !person || session.signedInAt !== null) return null
  const device = readDeviceToken(c)
  const isDue =
    (await lacksPasskey(deps, { session, person })) &&
    (device === null || (await deps.identity.passkeyOffers.isDue(person.id, device, deps.clock.now())))
  return isDue ? withNext(PASSKEY_OFFER, next) : null
}

/** Who proved a second factor of another kind just now, and has no passkey yet. */
export async function lacksPasskey(
  { identity }: OfferDeps,
  { session, person }: Pick<AuthenticatedFlow, 'session' | 'person'>,
): Promise<boolean> {
  if (
    session.factorAt === null ||
    session.isRemembered ||
    session.factorKind === 'passkey' ||
    session.factorKind === 'recovery'
  )
    return false
  return !(await identity.passkeys.listByPerson(person.id)).some(isUsable)
}
