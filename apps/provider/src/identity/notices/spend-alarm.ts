// The mail to whoever runs this when a day's money for texts is spent, in both languages: nobody knows which one they
// read.
import { dateWords } from '@sluis/ground'
import { html } from 'hono/html'
import { textsOf } from '#texts/texts.ts'

type Alarm = { count: number; price: number; spend: number; until: Date }

export async function spendAlarm(to: string, { count, price, spend, until }: Alarm) {
  const paragraphs = (['nl', 'en'] as const).flatMap((language) => {
    const say = textsOf(language)
    return [
      say('sms.alarm.subject'),
      say('sms.alarm.body', { count, price, spend, until: dateWords(language, 'Europe/Amsterdam').dayAndTime(until) }),
      say('sms.alarm.do'),
    ]
  })
  const page =
    await html`<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>${paragraphs[0]}</title></head><body>${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}</body></html>`
  return { to, subject: textsOf('nl')('sms.alarm.subject'), text: paragraphs.join('\n\n'), html: page, language: 'nl' }
}
