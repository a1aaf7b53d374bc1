// How the cookies of pages are named and flagged: for one host alone and no script, in one place.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

export type CookieRules = { isSecure: boolean; nameOf: (name: string, prefix?: '__Host-' | '__Secure-') => string }

/**
 * `__Host-` and Secure wherever https is (ASVS 3.3.1, 3.3.3). Safari's engine drops Secure cookies of http://localhost,
 * so that no form of the demo would work there: on that one origin, which no other machine can reach, they are plain.
 */
export function cookieRules(origin: string): CookieRules {
  const { protocol, hostname } = new URL(origin)
  return protocol === 'http:' && hostname === 'localhost' ? PLAIN : STRICT
}
const STRICT: CookieRules = { isSecure: true, nameOf: (name, prefix = '__Host-') => `${prefix}${name}` }
const PLAIN: CookieRules = { isSecure: false, nameOf: (name) => name }

/** Those of the origin that the page middleware serves. */
const rulesOf = (c: Context): CookieRules => (c.get('cookieRules') as CookieRules | undefined) ?? STRICT

/** The name under which the browser holds it. */
export const cookieName = (c: Context, name: string): string => rulesOf(c).nameOf(name)

const sentWith = new WeakMap<Context, Record<string, string>>()
/** All that came with the request: taken apart once, since a page asks for half a dozen of them. */
function sentCookies(c: Context): Record<string, string> {
  let sent = sentWith.get(c)
  if (sent === undefined) sentWith.set(c, (sent = getCookie(c)))
  return sent
}

export const readCookie = (c: Context, name: string): string | undefined => sentCookies(c)[cookieName(c, name)]

/** `seconds`: how long the browser keeps it; without, until it is closed. */
export function writeCookie(c: Context, name: string, value: string, seconds?: number): void {
  const age = seconds === undefined ? {} : { maxAge: seconds }
  setCookie(c, cookieName(c, name), value, { ...flagsOf(c), ...age })
}

export const clearCookie = (c: Context, name: string): void => void deleteCookie(c, cookieName(c, name), flagsOf(c))

/** The names, as given to `writeCookie`, of the cookies that came with the request and begin so. */
export function cookieNamesWith(c: Context, beginning: string): string[] {
  const sent = cookieName(c, beginning)
  return Object.keys(sentCookies(c))
    .filter((name) => name.startsWith(sent))
    .map((name) => beginning + name.slice(sent.length))
}

const flagsOf = (c: Context) => ({ path: '/', secure: rulesOf(c).isSecure, httpOnly: true, sameSite: 'Lax' }) as const
