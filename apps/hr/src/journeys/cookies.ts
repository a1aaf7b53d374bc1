// The cookies of Kade: one for the session, and one for each authorization request that is open at Sluis.
import type { Context } from 'hono'
import { clearCookie, cookieNamesWith, readCookie, writeCookie } from '@sluis/server-kit/cookies'
import { hashToken } from '@sluis/server-kit/sealing'
import { AUTHORIZATION_REQUEST_MINUTES } from '#sessions/authorization-request.store.ts'

const SESSION = 'kade-session'
const COMPANY = 'kade-company'
const REQUEST = 'kade-out-'
// Requests that were begun and abandoned; a browser that holds more starts again, so that cookies never outgrow a
// request.
const MAX_REQUESTS = 8
const YEAR_SECONDS = 365 * 24 * 60 * 60

export const readSessionToken = (c: Context): string | undefined => readCookie(c, SESSION)
export const saveSessionToken = (c: Context, token: string): void => writeCookie(c, SESSION, token)
export const deleteSessionToken = (c: Context): void => clearCookie(c, SESSION)

/** The company that was last chosen on this device (C8). */
export const readLastCompany = (c: Context): string | undefined => readCookie(c, COMPANY)
export const saveLastCompany = (c: Context, company: string): void => writeCookie(c, COMPANY, company, YEAR_SECONDS)

// Named after the state, so that several tabs can be at Sluis concurrently.
const requestCookieName = (state: string) => `${REQUEST}${hashToken(state).toString('hex').slice(0, 12)}`

export function saveRequestSecret(c: Context, state: string, secret: string): void {
  const begun = cookieNamesWith(c, REQUEST)
  if (begun.length >= MAX_REQUESTS) for (const name of begun) clearCookie(c, name)
  writeCookie(c, requestCookieName(state), secret, AUTHORIZATION_REQUEST_MINUTES * 60)
}
export const readRequestSecret = (c: Context, state: string): string | undefined =>
  readCookie(c, requestCookieName(state))
export const deleteRequestSecret = (c: Context, state: string): void => clearCookie(c, requestCookieName(state))
