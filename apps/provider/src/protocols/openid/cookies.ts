// Our pages' cookies, where the engine answers.
import { cookieRules } from '@sluis/server-kit/cookies'
import { SECOND_MS } from '@sluis/server-kit/time'
import type { KoaContextWithOIDC } from 'oidc-provider'

// Also before the engine has taken the request in.
const rulesOf = (ctx: KoaContextWithOIDC) => cookieRules((ctx.app as unknown as { issuer: string }).issuer)

export const readCookie = (ctx: KoaContextWithOIDC, name: string): string | undefined =>
  ctx.cookies.get(rulesOf(ctx).nameOf(name))

export function writeCookie(ctx: KoaContextWithOIDC, name: string, value: string, seconds: number): void {
  const { nameOf, isSecure } = rulesOf(ctx)
  const settings = {
    path: '/',
    secure: isSecure,
    httpOnly: true,
    sameSite: 'lax',
    maxAge: seconds * SECOND_MS,
  } as const
  ctx.cookies.set(nameOf(name), value, settings)
}
export function clearCookie(ctx: KoaContextWithOIDC, name: string): void {
  const { nameOf, isSecure } = rulesOf(ctx)
  ctx.cookies.set(nameOf(name), null, { path: '/', secure: isSecure, httpOnly: true, sameSite: 'lax' })
}
