// The cookies of the provider's pages: names and flags, in one place.
import type { Context } from 'hono'
import { randomToken } from '@sluis/server-kit/random'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

/** Each is sent as __Host-<name>: Secure, path /, no domain. */
export const SESSION_COOKIE = 'sluis-session'
export const EMAIL_COOKIE = 'sluis-email'
/** Which browser this is, so that a sign-in from a new one can be told. Opens nothing. */
const DEVICE_COOKIE = 'sluis-device'
/** This browser need not show the second factor again for a while. */
export const REMEMBERED_COOKIE = 'sluis-remembered'
/** Set by script: this device can make passkeys. Says nothing of anybody, and opens nothing. */
export const CAPABLE_COOKIE = 'sluis-passkeys'
export const LANGUAGE_COOKIE = 'sluis-language'

const FLAGS = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

export const readCookie = (c: Context, name: string): string | undefined => getCookie(c, name, 'host')
/** `seconds`: how long the browser keeps it, also when it is closed: phones end browsers at will. */
export const writeCookie = (c: Context, name: string, value: string, seconds: number): void =>
  setCookie(c, name, value, { ...FLAGS, maxAge: seconds })
export const clearCookie = (c: Context, name: string): void => void deleteCookie(c, name, FLAGS)

const DEVICE_SECONDS = 400 * 86_400

/** The lasting token of this browser; null where it has none yet. */
export function readDeviceToken(c: Context): string | null {
  const sent = readCookie(c, DEVICE_COOKIE)
  return sent !== undefined && /^[\w-]{43}$/.test(sent) ? sent : null
}

/**
 * The lasting token of this browser; made where it has none. Written again each time, since browsers drop a cookie
 * after 400 days.
 */
export function ensureDeviceToken(c: Context): string {
  const token = readDeviceToken(c) ?? randomToken()
  writeCookie(c, DEVICE_COOKIE, token, DEVICE_SECONDS)
  return token
}
