// The cookies of Kade: one for the session, and one for each authorization request that is open at Sluis.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { hashToken } from '@sluis/server-kit/sealing'
import { AUTHORIZATION_REQUEST_MINUTES } from '#sessions/authorization-request.store.ts'

const SESSION = 'kade-session'
const COMPANY = 'kade-company'
const REQUEST = 'kade-out-'
// Requests that were begun and abandoned; a browser that holds more starts again, so that cookies never outgrow a
// request.
const MAX_REQUESTS = 8
const YEAR_SECONDS = 365 * 24 * 60 * 60

const OPTIONS = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

export const readSessionToken = (c: Context): string | undefined => getCookie(c, SESSION, 'host')
export const saveSessionToken = (c: Context, token: string): void => setCookie(c, SESSION, token, OPTIONS)
export const deleteSessionToken = (c: Context): void => void deleteCookie(c, SESSION, OPTIONS)

/** The company that was last chosen on this device (C8). */
export const readLastCompany = (c: Context): string | undefined => getCookie(c, COMPANY, 'host')
export const saveLastCompany = (c: Context, company: string): void =>
  setCookie(c, COMPANY, company, { ...OPTIONS, maxAge: YEAR_SECONDS })

// Named after the state, so that several tabs can be at Sluis concurrently.
const requestCookieName = (state: string) => `${REQUEST}${hashToken(state).toString('hex').slice(0, 12)}`

export function saveRequestSecret(c: Context, state: string, secret: string): void {
  const begun = Object.keys(getCookie(c)).filter((name) => name.startsWith(`__Host-${REQUEST}`))
  if (begun.length >= MAX_REQUESTS) for (const name of begun) deleteCookie(c, name.slice('__Host-'.length), OPTIONS)
  setCookie(c, requestCookieName(state), secret, { ...OPTIONS, maxAge: AUTHORIZATION_REQUEST_MINUTES * 60 })
}
export const readRequestSecret = (c: Context, state: string): string | undefined =>
  getCookie(c, requestCookieName(state), 'host')
export const deleteRequestSecret = (c: Context, state: string): void =>
  void deleteCookie(c, requestCookieName(state), OPTIONS)
