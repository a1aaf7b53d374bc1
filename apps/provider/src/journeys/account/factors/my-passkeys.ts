// Passkeys and security keys of one's own: the list, and one of them, named or removed.
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Passkey } from '#identity/second-factors/passkeys.ts'
import { requireSession } from '#journeys/flow/require-session.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import { type FactorPages, ownFactorRoutes } from './own-factor.ts'
import {
  keepPasskeyPage,
  passkeyListPage,
  passkeyPage,
  PASSKEYS_PATH as PATH,
  removePasskeyPage,
} from './passkey-pages.ts'

export function myPasskeys(deps: Deps) {
  const list = (personId: string): Promise<Passkey[]> => deps.identity.passkeys.listByPerson(personId)
  const pages: FactorPages<Passkey> = {
    path: PATH,
    list,
    page: (c, flow, passkey, error) => passkeyPage(c, deps, flow, passkey, error),
    nameTooLong: 'passkeys.name-long',
    hrefNamed: (_passkey, flash) => `${PATH}?flash=${flash}`,
    hrefRemoved: `${PATH}?flash=removed`,
    removalPage: (c, flow, passkey) => removePasskeyPage(c, deps, flow, passkey),
    removalRefused: (c, flow, passkey, refusal) =>
      refusal === 'unknown' ? c.notFound() : c.html(keepPasskeyPage(c, deps, flow, passkey, refusal), 409),
  }
  const routes = ownFactorRoutes(deps, pages)
  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) =>
      c.html(await passkeyListPage(c, deps, flow, (await list(flow.person.id)).filter(isUsable))),
    ),
  )
  return routes
}
