// Which language a page speaks: the application's ui_locales, the person's choice, then Accept-Language; a choice made
// on the way beats what came before it.
import { acceptedLanguage, type Language, LANGUAGES } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { LANGUAGE_COOKIE, readCookie, writeCookie } from './cookies.ts'

const A_YEAR_SECONDS = 31_536_000

type Asked = { uiLanguage?: Language | null; startedAt?: Date; personLanguage?: Language | undefined }

export function languageOf(c: Context, { uiLanguage = null, startedAt, personLanguage }: Asked = {}): Language {
  const chosen = choice(c)
  if (chosen && (!uiLanguage || !startedAt || chosen.at >= startedAt.getTime())) return chosen.language
  return uiLanguage ?? personLanguage ?? acceptedLanguage(c.req.header('accept-language')) ?? 'en'
}

export const chooseLanguage = (c: Context, language: Language, now: Date): void =>
  writeCookie(c, LANGUAGE_COOKIE, `${language}.${now.getTime()}`, A_YEAR_SECONDS)

export const isLanguage = (text: string): text is Language => LANGUAGES.includes(text as Language)

function choice(c: Context): { language: Language; at: number } | null {
  const [language = '', at = ''] = (readCookie(c, LANGUAGE_COOKIE) ?? '').split('.')
  return isLanguage(language) && /^\d{1,15}$/.test(at) ? { language, at: Number(at) } : null
}
