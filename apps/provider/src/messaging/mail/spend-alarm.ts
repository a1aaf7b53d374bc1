// The mail to whoever runs this when a day's money for messages is used up, in both languages: nobody knows which one
// they read.
import { html } from 'hono/html'
import type { TranslatorFor } from '#locales/messages.ts'

type Alarm = { count: number; price: number; dailySpend: number; until: Date }

export async function budgetAlarm(
  translatorFor: TranslatorFor,
  to: string,
  { count, price, dailySpend, until }: Alarm,
) {
  const paragraphs = (['nl', 'en'] as const).flatMap((language) => {
    const t = translatorFor(language)
    return [
      t('sms.alarm.subject'),
      t('sms.alarm.body', {
        count,
        price,
        spend: dailySpend,
        until: t.dates.dayAndTime(until),
      }),
      t('sms.alarm.do'),
    ]
  })
  const page =
    await html`<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>${paragraphs[0]}</title></head><body>${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}</body></html>`
  return {
    to,
    subject: translatorFor('nl')('sms.alarm.subject'),
    text: paragraphs.join('\n\n'),
    html: page,
    language: 'nl',
    about: null,
  }
}
