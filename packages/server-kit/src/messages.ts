// Messages in several languages: ICU messages in JSON, one file a language, the same keys in each.
import { IntlMessageFormat } from 'intl-messageformat'
import Negotiator from 'negotiator'
import { isolated } from './writing-direction.ts'

export type Language = 'nl' | 'en'
export const LANGUAGES: readonly Language[] = ['nl', 'en']

// Nobody lists more languages than this, and what is longer is not worth the reading.
const MAX_LIST_CHARACTERS = 500

// What a message has that is more than its text: four in five have none of it, and are said as they are.
const SYNTAX = /[{}']/

export type MessageValues = Record<string, string | number | Date>
/** Gives the text of a key with its values filled in, as plain text: escaping is the template's work. */
export type Translate<Key extends string> = ((key: Key, values?: MessageValues) => string) & { language: Language }

/**
 * `tables`: the parsed JSON of each language. Throws where a key is missing in one of them or a message does not parse.
 */
export function createTranslator<Key extends string>(
  tables: Record<Language, Record<Key, string>>,
): (language: Language) => Translate<Key> {
  const keys = Object.keys(tables.en) as Key[]
  const translators = new Map<Language, Translate<Key>>()
  for (const language of LANGUAGES) {
    const table = tables[language]
    const missing = keys
      .filter((key) => !(key in table))
      .concat((Object.keys(table) as Key[]).filter((key) => !keys.includes(key)))
    if (missing.length > 0)
      throw new Error(`texts: ${missing.join(', ')} stand in only one of the languages (${language})`)
    const locale = language === 'nl' ? 'nl-NL' : 'en-GB'
    const formats = new Map<Key, IntlMessageFormat>(
      keys
        .filter((key) => SYNTAX.test(table[key]))
        .map((key) => [key, new IntlMessageFormat(table[key], locale, undefined, { ignoreTag: true })]),
    )
    const translate = (key: Key, values?: MessageValues) => {
      const format = formats.get(key)
      return format ? String(format.format(values && isolate(values))) : table[key]
    }
    translators.set(language, Object.assign(translate, { language }))
  }
  return (language) => translators.get(language)!
}

/** Names from outside are among the values: here is where no sentence forgets it. */
const isolate = (values: MessageValues): MessageValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]),
  )

/**
 * The language that the browser likes best of ours (Accept-Language, RFC 9110 §12.4.2 and §12.5.4; matched by RFC 4647
 * §3.4, so that "nl-BE" is Dutch); null where it likes none. English where "*" leaves the choice to us.
 */
export function acceptedLanguage(header: string | null | undefined): Language | null {
  if (!header) return null
  const headers = { 'accept-language': header.slice(0, MAX_LIST_CHARACTERS) }
  return (new Negotiator({ headers }).language(['en', 'nl']) as Language | undefined) ?? null
}

/** The first of our languages in `ui_locales` ("nl-BE en": OpenID Connect Core §3.1.2.1); null where there is none. */
export function pickLanguage(list: string | null | undefined): Language | null {
  const subtags = (list ?? '')
    .slice(0, MAX_LIST_CHARACTERS)
    .split(/\s+/)
    .map((tag) => tag.toLowerCase().split('-')[0] as Language)
  return subtags.find((language) => LANGUAGES.includes(language)) ?? null
}

/** Dates and times as people of that language write them, in the given zone. */
export type DateFormatter = ReturnType<typeof dateFormatter>
export function dateFormatter(language: Language, timezone: string) {
  const locale = language === 'nl' ? 'nl-NL' : 'en-GB'
  const day = new Intl.DateTimeFormat(locale, { timeZone: timezone, day: 'numeric', month: 'long', year: 'numeric' })
  const short = new Intl.DateTimeFormat(locale, { timeZone: timezone, day: 'numeric', month: 'short' })
  const time = new Intl.DateTimeFormat(locale, { timeZone: timezone, hour: '2-digit', minute: '2-digit' })
  const both = new Intl.DateTimeFormat(locale, {
    timeZone: timezone,
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  return {
    day: (date: Date) => day.format(date),
    /** Without the year. */
    shortDay: (date: Date) => short.format(date),
    time: (date: Date) => time.format(date),
    dayAndTime: (date: Date) => both.format(date),
    /** As people name it: the city by which it is known ("Amsterdam", of Europe/Amsterdam); or "UTC". */
    zone: timezone.split('/').at(-1)!.replaceAll('_', ' '),
  }
}
