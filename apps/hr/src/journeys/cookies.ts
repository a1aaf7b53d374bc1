// The cookies of Kade: one for the session, and one for each authorization request that is open at Sluis.
import type { Context } from 'hono'
import { clearCookie, cookieNamesWith, readCookie, writeCookie } from '@sluis/server-kit/cookies'
import { randomToken } from '@sluis/server-kit/random'
import { hashToken, type Sealer } from '@sluis/server-kit/sealing'
import { AUTHORIZATION_REQUEST_MINUTES } from '#sessions/authorization-request.store.ts'

const SESSION = 'kade-session'
const COMPANY = 'kade-company'
const REQUEST = 'kade-out-'
const KNOWN_BROWSER = 'kade-known'
const REFUSED = 'kade-refused'
const WAIT = 'kade-wait'
const REFUSED_FORM = 'kade-form'
const REFUSED_SECONDS = 60 * 60
const REFUSED_FORM_SECONDS = 15 * 60
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

/**
 * That this person has logged in in this browser, so that their tries at the password count apart from those of
 * strangers. Opens nothing.
 */
export function rememberBrowser(c: Context, sealer: Sealer, loginId: string): void {
  const id = readKnownBrowser(c, sealer)?.id ?? randomToken(12)
  const value = sealer.seal(KNOWN_BROWSER, `${id} ${loginId}`).toString('base64url')
  writeCookie(c, KNOWN_BROWSER, value, YEAR_SECONDS)
}
export function readKnownBrowser(c: Context, sealer: Sealer): { id: string; loginId: string } | null {
  try {
    const sealed = Buffer.from(readCookie(c, KNOWN_BROWSER) ?? '', 'base64url')
    const [id = '', loginId = ''] = sealer.unseal(KNOWN_BROWSER, sealed).toString().split(' ')
    return { id, loginId }
  } catch {
    return null
  }
}

/** Whose right password opened nothing, and where they were going: what the wall's page goes by. Opens nothing. */
export const saveRefused = (c: Context, sealer: Sealer, loginId: string, returnTo: string): void =>
  writeSealed(c, sealer, REFUSED, [loginId, returnTo], REFUSED_SECONDS)
export function readRefused(c: Context, sealer: Sealer): { loginId: string; returnTo: string } | null {
  const [loginId, returnTo] = readSealed(c, sealer, REFUSED) ?? []
  return loginId === undefined || returnTo === undefined ? null : { loginId, returnTo }
}

export const deleteRefused = (c: Context): void => clearCookie(c, REFUSED)

/** Until when no password is looked at for this address: what the log-in page says after such a try. */
export const saveWait = (c: Context, sealer: Sealer, until: Date, email: string, seconds: number): void =>
  writeSealed(c, sealer, WAIT, [until.toISOString(), email], seconds)
export function readWait(c: Context, sealer: Sealer): { until: Date; email: string } | null {
  const [until, email] = readSealed(c, sealer, WAIT) ?? []
  return until === undefined || email === undefined ? null : { until: new Date(until), email }
}

/**
 * What was typed in a form and why it was refused, for the page that shows it again (decision 0306): never a password.
 * `form`: which one, and whose.
 */
export const saveRefusedForm = (c: Context, sealer: Sealer, form: string, parts: readonly string[]): void =>
  writeSealed(c, sealer, REFUSED_FORM, [form, ...parts], REFUSED_FORM_SECONDS)
export function readRefusedForm(c: Context, sealer: Sealer, form: string): string[] | null {
  const [of, ...parts] =
    c.req.query(REFUSED_FORM_PARAMETER) === undefined ? [] : (readSealed(c, sealer, REFUSED_FORM) ?? [])
  return of === form ? parts : null
}
export const deleteRefusedForm = (c: Context): void => clearCookie(c, REFUSED_FORM)
/** In the address of the page that shows it. */
export const REFUSED_FORM_PARAMETER = 'refused'

const writeSealed = (c: Context, sealer: Sealer, name: string, parts: string[], seconds: number): void =>
  writeCookie(c, name, sealer.seal(name, JSON.stringify(parts)).toString('base64url'), seconds)
function readSealed(c: Context, sealer: Sealer, name: string): string[] | null {
  try {
    const sealed = Buffer.from(readCookie(c, name) ?? '', 'base64url')
    return JSON.parse(sealer.unseal(name, sealed).toString()) as string[]
  } catch {
    return null
  }
}

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
