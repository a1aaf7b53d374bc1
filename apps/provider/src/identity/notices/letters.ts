// The letters that people get: notices with a way to say "this was not me", and the mailed code.
import type { Language, Say } from '@sluis/ground'
import { dateWords } from '@sluis/ground'
import { html } from 'hono/html'
import type { Mail } from '#platform/mail.ts'
import type { TextKey } from '#texts/texts.ts'

export type Letterhead = { say: Say<TextKey>; language: Language; to: { name: string; email: string }; host: string }
export type NoticeKind = 'enrolled' | 'recovery-code-used' | 'recovery-codes-made' | 'frozen' | 'opened'

/** `values`: what the kind's sentences name (time, browser, codes left); `notMe`: the address of the "this was not me" page. */
export function noticeLetter(head: Letterhead, kind: NoticeKind, values: { at: Date; browser: string; left?: number }, notMe: string | null): Promise<Mail> {
  const { say, language, to, host } = head
  const words = dateWords(language, 'Europe/Amsterdam')
  const all = { name: to.name, when: words.dayAndTime(values.at), browser: values.browser, left: values.left ?? 0, host }
  const paragraphs = [say('mail.hello', all), say(`mail.${kind}.body`, all), ...(notMe ? [say('mail.not-me.body')] : [])]
  return letter(head, say(`mail.${kind}.subject`, all), paragraphs, notMe ? { label: say('mail.not-me.button'), href: notMe } : null, say('mail.foot', all))
}

export function codeLetter(head: Letterhead, code: string, minutes: number): Promise<Mail> {
  const { say, to, host } = head
  return letter(head, say('mail.code.subject', { code }), [say('mail.hello', { name: to.name }), say('mail.code.body', { minutes }), code, say('mail.code.warning')], null, say('mail.foot', { host }))
}

async function letter(head: Letterhead, subject: string, paragraphs: string[], button: { label: string; href: string } | null, foot: string): Promise<Mail> {
  const text = [...paragraphs, ...(button ? [`${button.label}: ${button.href}`] : []), '-- ', foot].join('\n\n')
  const page = html`<!doctype html><html lang="${head.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${subject}</title></head>
<body style="margin:0;padding:24px;font:16px/1.6 system-ui,sans-serif"><div style="max-width:34rem;margin:0 auto">
${paragraphs.map((paragraph) => html`<p${/^\d{6}$/.test(paragraph) ? html` style="font-size:30px;letter-spacing:.2em;font-weight:600"` : ''}>${paragraph}</p>`)}
${button ? html`<p><a href="${button.href}" style="display:inline-block;padding:12px 20px;border:1px solid currentColor;border-radius:8px">${button.label}</a></p><p style="font-size:14px;overflow-wrap:anywhere">${button.href}</p>` : ''}
<hr style="border:0;border-top:1px solid #8886"><p style="font-size:14px">${foot}</p></div></body></html>`
  return { to: head.to.email, subject, text, html: await page, language: head.language }
}
