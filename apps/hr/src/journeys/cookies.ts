// The cookies of Kade: one for the session, and one for each visit that is on its way to Sluis.
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { hashToken } from '@sluis/ground'
import { WAY_OUT_MINUTES } from '#sessions/way-out.store.ts'

const SESSION = 'kade-session'
const COMPANY = 'kade-company'
const WAY_OUT = 'kade-out-'
// Visits that were begun and left; a browser that holds more starts afresh, so that cookies never outgrow a request.
const MOST_WAYS_OUT = 8
const YEAR_SECONDS = 365 * 24 * 60 * 60

const OPTIONS = { prefix: 'host', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' } as const

export const sessionToken = (c: Context): string | undefined => getCookie(c, SESSION, 'host')
export const keepSessionToken = (c: Context, token: string): void => setCookie(c, SESSION, token, OPTIONS)
export const dropSessionToken = (c: Context): void => void deleteCookie(c, SESSION, OPTIONS)

/** The company that was last chosen on this device (C8). */
export const lastCompany = (c: Context): string | undefined => getCookie(c, COMPANY, 'host')
export const keepLastCompany = (c: Context, company: string): void =>
  setCookie(c, COMPANY, company, { ...OPTIONS, maxAge: YEAR_SECONDS })

// Named after the state, so that several tabs can be on their way at once.
const wayOutName = (state: string) => `${WAY_OUT}${hashToken(state).toString('hex').slice(0, 12)}`

export function keepWayOut(c: Context, state: string, secret: string): void {
  const begun = Object.keys(getCookie(c)).filter((name) => name.startsWith(`__Host-${WAY_OUT}`))
  if (begun.length >= MOST_WAYS_OUT) for (const name of begun) deleteCookie(c, name.slice('__Host-'.length), OPTIONS)
  setCookie(c, wayOutName(state), secret, { ...OPTIONS, maxAge: WAY_OUT_MINUTES * 60 })
}
export const wayOutSecret = (c: Context, state: string): string | undefined => getCookie(c, wayOutName(state), 'host')
export const dropWayOut = (c: Context, state: string): void => void deleteCookie(c, wayOutName(state), OPTIONS)
