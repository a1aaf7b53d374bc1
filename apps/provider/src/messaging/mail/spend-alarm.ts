// The mail to whoever runs this when a day's money for messages is used up, in both languages: nobody knows which one
// they read.
import type { Language } from '@sluis/server-kit/messages'
import type { TranslatorFor } from '#locales/messages.ts'
import { type Mail, mailContent } from './mail-content.ts'
import { NO_HEAD } from './mail-head.ts'
import { plainPart } from './mail-parts.ts'
import { singleLineTranslator } from './single-line.ts'

type Alarm = { count: number; price: number; dailySpend: number; until: Date }

export function budgetAlarm(
  translatorFor: TranslatorFor,
  { to, host }: { to: string; host: string },
  { count, price, dailySpend, until }: Alarm,
): Mail {
  const said = (language: Language) => {
    const t = singleLineTranslator(translatorFor(language))
    const when = t('mail.at', { when: t.dates.dayAndTime(until), zone: t.dates.zone })
    const body = t('sms.alarm.body', { count, price, spend: dailySpend, until: when })
    return { t, heading: t('sms.alarm.subject'), paragraphs: [body, t('sms.alarm.do')] }
  }
  const [{ t, heading, paragraphs }, english] = [said('nl'), said('en')]
  const translation = { lang: 'en', heading: english.heading, paragraphs: english.paragraphs }
  const content = mailContent({ greeting: null, heading, paragraphs, translation, reason: 'operator' })
  const text = plainPart(content, { t, host, subject: heading, head: NO_HEAD })
  return { to, subject: heading, text, content, language: 'nl', about: null }
}
