// The cookies of the provider's pages: names and flags, in one place.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

/** Each is sent as __Host-<name>: Secure, path /, no domain. */
export const SESSION_COOKIE = 'sluis-session'
export const EMAIL_COOKIE = 'sluis-email'
/** This browser need not show the second factor again for a while. */
export const REMEMBERED_COOKIE = 'sluis-remembered'
export const LANGUAGE_COOKIE = 'sluis-language'

const FLAGS = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

export const readCookie = (c: Context, name: string): string | undefined => getCookie(c, name, 'host')
/** `seconds`: how long the browser keeps it, also when it is closed: phones end browsers at will. */
export const writeCookie = (c: Context, name: string, value: string, seconds: number): void => setCookie(c, name, value, { ...FLAGS, maxAge: seconds })
export const dropCookie = (c: Context, name: string): void => void deleteCookie(c, name, FLAGS)
