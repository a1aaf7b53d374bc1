// Our pages' cookies, where the engine answers.
import { cookieRules } from '@sluis/server-kit/cookies'
import type { KoaContextWithOIDC } from 'oidc-provider'

export const readCookie = (ctx: KoaContextWithOIDC, name: string): string | undefined =>
  ctx.cookies.get(cookieRules(ctx.oidc.issuer).nameOf(name))

export function clearCookie(ctx: KoaContextWithOIDC, name: string): void {
  const { nameOf, isSecure } = cookieRules(ctx.oidc.issuer)
  ctx.cookies.set(nameOf(name), null, { path: '/', secure: isSecure, httpOnly: true, sameSite: 'lax' })
}
