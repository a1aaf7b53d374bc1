// Which language a page speaks: a choice made on the way, the application's ui_locales, the language in which the
// journey began, the person's own, then Accept-Language (decision 0038).
import { acceptedLanguage, type Language, LANGUAGES } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { clearCookie, JOURNEY_LANGUAGE_COOKIE, LANGUAGE_COOKIE, readCookie, writeCookie } from './cookies.ts'

const A_YEAR_SECONDS = 31_536_000
export const JOURNEY_SECONDS = 3_600

/**
 * `personLanguage`: of somebody whose sign-in is complete; in its middle it would be another one than at its start.
 */
type Asked = { uiLanguage?: Language | null; startedAt?: Date; personLanguage?: Language | undefined }

export function languageOf(c: Context, { uiLanguage = null, startedAt, personLanguage }: Asked = {}): Language {
  const chosen = choice(c)
  if (chosen && (!uiLanguage || !startedAt || chosen.at >= startedAt.getTime())) return chosen.language
  const begunIn = isOnTheWay(c) ? journeyLanguage(readCookie(c, JOURNEY_LANGUAGE_COOKIE)) : null
  return uiLanguage ?? begunIn ?? personLanguage ?? acceptedLanguage(c.req.header('accept-language')) ?? 'en'
}

export const chooseLanguage = (c: Context, language: Language, now: Date): void =>
  writeCookie(c, LANGUAGE_COOKIE, `${language}.${now.getTime()}`, A_YEAR_SECONDS)

export const isLanguage = (text: string): text is Language => LANGUAGES.includes(text as Language)

/** Pages that lead somewhere; those of one's own account are in one's own language. */
const isOnTheWay = (c: Context): boolean =>
  /^\/(?:sign-in|sign-out|forgotten|locked|enrol|offer|continue|device|help)(?:\/|$)/.test(c.req.path)

/** The pages after this one go on in its language. */
export function keepLanguage(c: Context, language: Language): void {
  if (isOnTheWay(c) && readCookie(c, JOURNEY_LANGUAGE_COOKIE) !== language)
    writeCookie(c, JOURNEY_LANGUAGE_COOKIE, language, JOURNEY_SECONDS)
}

/** Where a journey ends. */
export function endLanguage(c: Context): void {
  if (readCookie(c, JOURNEY_LANGUAGE_COOKIE) !== undefined) clearCookie(c, JOURNEY_LANGUAGE_COOKIE)
}

/** Of the cookie; null for anything that is no language of ours. */
export const journeyLanguage = (kept: string | undefined): Language | null =>
  LANGUAGES.find((language) => language === kept) ?? null

function choice(c: Context): { language: Language; at: number } | null {
  const [language = '', at = ''] = (readCookie(c, LANGUAGE_COOKIE) ?? '').split('.')
  return isLanguage(language) && /^\d{1,15}$/.test(at) ? { language, at: Number(at) } : null
}
