// The cookies of the provider's pages: their names and how long they last.
import type { Context } from 'hono'
import { clearCookie, cookieName, readCookie, writeCookie } from '@sluis/server-kit/cookies'
import { randomToken } from '@sluis/server-kit/random'

export const SESSION_COOKIE = 'sluis-session'
export const EMAIL_COOKIE = 'sluis-email'
/** Written by the page middleware. What forms and notes were given to this browser ends with it. */
export const BROWSER_COOKIE = 'sluis-browser'
/** Which browser this is: a sign-in from a new one is told, and guesses in a known one count apart. Opens nothing. */
const DEVICE_COOKIE = 'sluis-device'
/** Tries at a password in this browser count apart from those of strangers. Opens nothing. */
export const BROWSER_PASS_COOKIE = 'sluis-pass'
/** This browser need not show the second factor again for a while. */
export const REMEMBERED_COOKIE = 'sluis-remembered'
/** Set by script: this device can make passkeys. Says nothing of anybody, and opens nothing. */
export const CAPABLE_COOKIE = 'sluis-passkeys'
/** A passkey was made or used in this browser, so that logging in with one is offered. Opens nothing. */
const PASSKEY_COOKIE = 'sluis-passkey-here'
export const LANGUAGE_COOKIE = 'sluis-language'
/** The language of the journey that this browser is in the middle of. Says nothing of anybody. */
export const JOURNEY_LANGUAGE_COOKIE = 'sluis-journey-language'

/** A place in the line of the waiting room, or that its turn came. Says nothing of anybody, and opens nothing. */
export const PLACE_COOKIE = 'sluis-place'

/** Where somebody was going who adds a backup first. Opens nothing. */
export const REQUEST_COOKIE = 'sluis-request'

export { clearCookie, cookieName, readCookie, writeCookie }

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

/** Whether a passkey was made or used in this browser: what it knows itself, so it says nothing of any account. */
export const hasPasskeyHere = (c: Context): boolean => readCookie(c, PASSKEY_COOKIE) !== undefined
export const rememberPasskeyHere = (c: Context): void => writeCookie(c, PASSKEY_COOKIE, 'yes', DEVICE_SECONDS)
