// The desk's sentences and dates, in the visitor's language.
import { createTranslator, dateFormatter, type Language, type Translate } from '@sluis/server-kit/messages'
import { TIMEZONE } from '../world/amsterdam.ts'
import { companyOf, type World } from '../world.ts'
import { CLIENT_COUNT, type DemoPerson } from '../world/people.ts'
import en from './messages/en.json' with { type: 'json' }
import nl from './messages/nl.json' with { type: 'json' }

export type MessageKey = keyof typeof en
export type DeskTranslate = Translate<MessageKey>

export const translatorFor: (language: Language) => DeskTranslate = createTranslator<MessageKey>({ nl, en })

/** One sentence on what is going on with a person. */
export function situationOf(t: DeskTranslate, world: World, person: DemoPerson): string {
  const [company = '', other = ''] = person.memberships
    .slice(0, 2)
    .map((membership) => companyOf(world, membership.company).name)
  return t(`situation-${person.situation}`, { company, other, clients: CLIENT_COUNT })
}

/** A moment as a person would write it: Sunday 22 November 2026 at 12:13. */
export function formatMoment(language: Language, moment: Date, seconds = false): string {
  return new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', {
    timeZone: TIMEZONE,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
  }).format(moment)
}

export const dateFormatterFor = (language: Language) => dateFormatter(language, TIMEZONE)
