// The letters that people get: notices of what happened to their account, with a way to say "this was not me", and the
// mailed code. No link in them logs anybody in.
import { dateWords, type Language, type Say } from '@sluis/ground'
import { html } from 'hono/html'
import type { FactorKind } from '#identity/sessions/standing.ts'
import { browserWords } from '#identity/sessions/browser-words.ts'
import type { Mail } from '#platform/mail.ts'
import type { Place } from '#platform/network-place.ts'
import { type TextKey, textsOf } from '#texts/texts.ts'
import { placeWords } from './place-words.ts'

export type Letterhead = { say: Say<TextKey>; language: Language; to: { name: string; email: string }; host: string }
/**
 * Each sentence stays on its line, whatever names are in it: a directory's word must not look like a paragraph of ours.
 */
export function sayOnOneLine(language: Language): Say<TextKey> {
  const say = textsOf(language)
  return Object.assign(
    (...[key, values]: Parameters<typeof say>) => say(key, values).replaceAll(/[\p{Cc}\s]+/gu, ' '),
    { language },
  )
}

export const NOTICE_KINDS = [
  'enrolled',
  'factor-added',
  'factor-removed',
  'two-step-off',
  'recovery-code-used',
  'recovery-codes-made',
  'password-changed',
  'password-reset',
  'email-changed',
  'phone-changed',
  'new-device',
  'right-password-wrong-code',
  'key-refused',
  'access-granted',
  'access-withdrawn',
  'browser-remembered',
  'frozen',
  'opened',
  'opened-alone',
  'email-restored',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** What a notice tells besides its kind. `browser`: as it is kept; empty where nobody was at one. */
export type NoticeFacts = {
  browser: string
  place?: Place | undefined
  factor?: { kind: FactorKind; name: string } | undefined
  application?: string | undefined
  /** Recovery codes left. */
  left?: number | undefined
}

/** Those whose owner has just shown who they are by this very means, or can do nothing more by it. */
const WITHOUT_LINK: ReadonlySet<NoticeKind> = new Set(['frozen', 'opened'])
export const hasNotMeLink = (kind: NoticeKind): boolean => !WITHOUT_LINK.has(kind)

/** `notMe`: the address of the "this was not me" page. */
export function noticeLetter(
  head: Letterhead,
  kind: NoticeKind,
  at: Date,
  facts: NoticeFacts,
  notMe: string | null,
): Promise<Mail> {
  const { say, to, host } = head
  const values = { name: to.name, host, left: facts.left ?? 0, application: facts.application ?? '' }
  const paragraphs = [
    say('mail.hello', values),
    say(`mail.${kind}.body`, values),
    factLines(head, at, facts).join('\n'),
    ...(kind === 'frozen' ? [say('mail.frozen.next')] : []),
    ...(notMe ? [say('mail.not-me.body')] : []),
  ]
  return letter(
    head,
    say(`mail.${kind}.subject`, values),
    paragraphs,
    notMe ? { label: say('mail.not-me.button'), href: notMe } : null,
  )
}

export function factLines(
  { say, language }: Letterhead,
  at: Date,
  { browser, place, factor, application }: NoticeFacts,
): string[] {
  return [
    say('mail.when', { when: dateWords(language, 'Europe/Amsterdam').dayAndTime(at) }),
    ...(browser === '' ? [] : [say('mail.device', { device: browserWords(say, browser) })]),
    ...(place === undefined ? [] : [say('mail.place', { place: placeWords(say, place) })]),
    ...(application === undefined ? [] : [say('mail.application', { application })]),
    ...(factor ? [say('mail.factor', { factor: factorWords(say, factor) })] : []),
  ]
}

function factorWords(say: Say<TextKey>, { kind, name }: { kind: FactorKind; name: string }): string {
  const factor = say(`mail.factor-${kind}`)
  return name === '' ? factor : say('mail.factor-named', { factor, name })
}

export function codeLetter(head: Letterhead, code: string, minutes: number): Promise<Mail> {
  const { say, to } = head
  return letter(
    head,
    say('mail.code.subject', { code }),
    [say('mail.hello', { name: to.name }), say('mail.code.body', { minutes }), code, say('mail.code.warning')],
    null,
  )
}

/**
 * Any letter of ours: paragraphs (a line break within one stays one), at most one button, whose address is also written
 * out.
 */
export async function letter(
  head: Letterhead,
  subject: string,
  paragraphs: string[],
  button: { label: string; href: string } | null,
): Promise<Mail> {
  const foot = head.say('mail.foot', { host: head.host })
  const text = [...paragraphs, ...(button ? [`${button.label}: ${button.href}`] : []), '-- ', foot].join('\n\n')
  const lines = (paragraph: string) => paragraph.split('\n').map((line, at) => html`${at > 0 ? html`<br>` : ''}${line}`)
  const page = html`<!doctype html><html lang="${head.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${subject}</title></head>
<body style="margin:0;padding:24px;font:16px/1.6 system-ui,sans-serif"><div style="max-width:34rem;margin:0 auto">
${paragraphs.map((paragraph) => html`<p${/^\d{6}$/.test(paragraph) ? html` style="font-size:30px;letter-spacing:.2em;font-weight:600"` : ''}>${lines(paragraph)}</p>`)}
${button ? html`<p><a href="${button.href}" style="display:inline-block;padding:12px 20px;border:1px solid currentColor;border-radius:8px">${button.label}</a></p><p style="font-size:14px;overflow-wrap:anywhere">${button.href}</p>` : ''}
<hr style="border:0;border-top:1px solid #8886"><p style="font-size:14px">${foot}</p></div></body></html>`
  return { to: head.to.email, subject, text, html: await page, language: head.language }
}
