// Which language a page is in: what was chosen in this browser, then the person's own, then ui_locales, then that of
// the page before the log-out, then the browser's.
import type { Context } from 'hono'
import { readCookie, writeCookie } from '@sluis/server-kit/cookies'
import { acceptedLanguage, LANGUAGES, pickLanguage, type Language } from '@sluis/server-kit/messages'

const COOKIE = 'kade-language'
const LAST_COOKIE = 'kade-last-language'
const LAST_SECONDS = 60 * 60
const YEAR_SECONDS = 365 * 24 * 60 * 60

const parseLanguage = (text: string | undefined): Language | null =>
  LANGUAGES.find((language) => language === text) ?? null

export const chosenLanguage = (c: Context): Language | null => parseLanguage(readCookie(c, COOKIE))

/** The language of somebody who is not signed in. */
export const languageOf = (c: Context): Language =>
  chosenLanguage(c) ??
  pickLanguage(c.req.query('ui_locales')) ??
  parseLanguage(readCookie(c, LAST_COOKIE)) ??
  acceptedLanguage(c.req.header('accept-language')) ??
  'en'

/** After the log-out nobody knows any more whose browser it is: the page goes on in the language of the one before. */
export const keepLanguage = (c: Context, language: Language): void =>
  writeCookie(c, LAST_COOKIE, language, LAST_SECONDS)

/** A request with `?lang=nl` keeps the choice and redirects without it; null for any other. */
export function languageSwitch(c: Context): Response | null {
  const language = parseLanguage(c.req.query('lang'))
  if (language === null || c.req.method !== 'GET') return null
  writeCookie(c, COOKIE, language, YEAR_SECONDS)
  const url = new URL(c.req.url)
  url.searchParams.delete('lang')
  // One slash only, so that the path cannot be read as a host.
  return c.redirect(`${url.pathname.replace(/^\/+/, '/')}${url.search}`, 303)
}
