// Our pages' cookies, where the engine answers; and the engine's, where we do.
import { type CookieRules, cookieRules } from '@sluis/server-kit/cookies'
import { SECOND_MS } from '@sluis/server-kit/time'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { KoaContextWithOIDC } from 'oidc-provider'

// Also before the engine has taken the request in.
const rulesOf = (ctx: KoaContextWithOIDC) => cookieRules((ctx.app as unknown as { issuer: string }).issuer)

export const readCookie = (ctx: KoaContextWithOIDC, name: string): string | undefined =>
  ctx.cookies.get(rulesOf(ctx).nameOf(name))

/** `seconds`: how long the browser keeps it; without, until it is closed. */
export function writeCookie(ctx: KoaContextWithOIDC, name: string, value: string, seconds?: number): void {
  const { nameOf, isSecure } = rulesOf(ctx)
  const settings = {
    path: '/',
    secure: isSecure,
    httpOnly: true,
    sameSite: 'lax',
    ...(seconds !== undefined && { maxAge: seconds * SECOND_MS }),
  } as const
  ctx.cookies.set(nameOf(name), value, settings)
}
export function clearCookie(ctx: KoaContextWithOIDC, name: string): void {
  const { nameOf, isSecure } = rulesOf(ctx)
  ctx.cookies.set(nameOf(name), null, { path: '/', secure: isSecure, httpOnly: true, sameSite: 'lax' })
}

/** The engine's, by what they hold; each reaches one address alone, so it may not be bound to the host (`__Host-`). */
export const engineCookies = ({ nameOf }: CookieRules) => ({
  session: nameOf('sluis-openid'),
  interaction: nameOf('sluis-interaction', '__Secure-'),
  resume: nameOf('sluis-resume', '__Secure-'),
})
/** The id of the request with which this browser came. */
export const interactionOfBrowser = (c: Context): string | undefined =>
  getCookie(c, engineCookies(c.get('cookieRules') as CookieRules).interaction)
