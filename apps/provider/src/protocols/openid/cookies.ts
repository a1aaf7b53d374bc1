// Our pages' cookies, where the engine answers.
import { cookieRules } from '@sluis/server-kit/cookies'
import type { KoaContextWithOIDC } from 'oidc-provider'

// Also before the engine has taken the request in.
const rulesOf = (ctx: KoaContextWithOIDC) => cookieRules((ctx.app as unknown as { issuer: string }).issuer)

export const readCookie = (ctx: KoaContextWithOIDC, name: string): string | undefined =>
  ctx.cookies.get(rulesOf(ctx).nameOf(name))

export function clearCookie(ctx: KoaContextWithOIDC, name: string): void {
  const { nameOf, isSecure } = rulesOf(ctx)
  ctx.cookies.set(nameOf(name), null, { path: '/', secure: isSecure, httpOnly: true, sameSite: 'lax' })
}
