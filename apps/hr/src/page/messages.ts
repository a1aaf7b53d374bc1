// The messages of Kade in each language, and the dates and months in their words.
import {
  createTranslator,
  dateFormatter,
  type Language,
  type Translate as TranslateOf,
} from '@sluis/server-kit/messages'
import en from '#messages/en.json' with { type: 'json' }
import nl from '#messages/nl.json' with { type: 'json' }

export type MessageKey = keyof typeof en
export type Translate = TranslateOf<MessageKey>

export const translate = createTranslator<MessageKey>({ nl, en })

// Noon in UTC is the same day all over Europe.
const noonOf = (day: string) => new Date(`${day}T12:00:00Z`)

/** "25 May 2026" of a calendar day. */
export const formatDay = (language: Language, day: string): string => dateFormatter(language, 'UTC').day(noonOf(day))

const shortDays = {
  nl: new Intl.DateTimeFormat('nl-NL', { timeZone: 'UTC', day: 'numeric', month: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }),
}

/** "25 Sept", where the full month and the year are shown nearby. */
export const formatShortDay = (language: Language, day: string): string => shortDays[language].format(noonOf(day))

const daysOfYear = {
  nl: new Intl.DateTimeFormat('nl-NL', { timeZone: 'UTC', day: 'numeric', month: 'long' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'long' }),
}

/** "25 September", where the year stands beside it. */
export const formatDayOfYear = (language: Language, day: string): string => daysOfYear[language].format(noonOf(day))

const months = {
  nl: new Intl.DateTimeFormat('nl-NL', { timeZone: 'UTC', month: 'long', year: 'numeric' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', month: 'long', year: 'numeric' }),
}

/** "May 2026" of a calendar month. */
export const formatMonth = (language: Language, month: string): string => months[language].format(noonOf(`${month}-15`))

/** The same where it heads a row: in Dutch a month begins with a capital only there. */
export function formatMonthTitle(language: Language, month: string): string {
  const words = formatMonth(language, month)
  return words.charAt(0).toLocaleUpperCase(language) + words.slice(1)
}
