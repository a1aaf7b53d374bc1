// The mails that people get: notices of what happened to their account, with a way to say "this was not me", and the
// mailed code. No link in them logs anybody in.
import type { Language } from '@sluis/server-kit/messages'
import { html } from 'hono/html'
import type { MailPurpose } from '#identity/people/addresses.store.ts'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import type { Translate } from '#locales/messages.ts'
import { formatLocation } from '#platform/format-location.ts'
import type { NetworkLocation } from '#platform/network-location.ts'
import { formatBrowser } from '#platform/user-agent.ts'
import type { Mail } from './smtp.ts'

export type MailContext = {
  t: Translate
  language: Language
  to: { name: string; email: string }
  host: string
  /** Whom the mails tell of: it decides where they may go. */
  personId: string
}
/**
 * Each sentence stays on its line, whatever names are in it: a directory's word must not look like a paragraph of ours.
 */
export function singleLineTranslator(t: Translate): Translate {
  return Object.assign((...[key, values]: Parameters<typeof t>) => t(key, values).replaceAll(/[\p{Cc}\s]+/gu, ' '), {
    language: t.language,
    dates: t.dates,
  })
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
  'codes-closed',
  'codes-opened',
  'key-refused',
  'access-granted',
  'access-withdrawn',
  'device-allowed',
  'browser-remembered',
  'locked',
  'opened',
  'opened-alone',
  'email-restored',
  'record-removed',
] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

/** What a notice tells besides its kind. `browser`: as it is kept; empty where nobody was at one. */
export type NoticeDetails = {
  browser: string
  place?: NetworkLocation | undefined
  factor?: { kind: FactorKind; name: string } | undefined
  application?: string | undefined
  /** Recovery codes left. */
  left?: number | undefined
}

/** Those whose owner has just shown who they are by this very means, or can do nothing more by it. */
const WITHOUT_LINK: ReadonlySet<NoticeKind> = new Set(['locked', 'opened', 'record-removed'])
export const hasNotMeLink = (kind: NoticeKind): boolean => !WITHOUT_LINK.has(kind)

/** `notMe`: the address of the "this was not me" page. */
export function noticeMail(
  context: MailContext,
  kind: NoticeKind,
  at: Date,
  details: NoticeDetails,
  notMe: string | null,
): Promise<Mail> {
  const { t, to, host } = context
  const values = { name: to.name, host, left: details.left ?? 0, application: details.application ?? '' }
  const paragraphs = [
    t('mail.hello', values),
    t(`mail.${kind}.body`, values),
    detailLines(context, at, details).join('\n'),
    ...(kind === 'locked' ? [t('mail.locked.next')] : []),
    ...(notMe ? [t('mail.not-me.body')] : []),
  ]
  return renderMail(
    context,
    t(`mail.${kind}.subject`, values),
    paragraphs,
    notMe ? { label: t('mail.not-me.button'), href: notMe } : null,
  )
}

export function detailLines(
  { t }: MailContext,
  at: Date,
  { browser, place, factor, application }: NoticeDetails,
): string[] {
  return [
    t('mail.when', { when: t.dates.dayAndTime(at) }),
    ...(browser === '' ? [] : [t('mail.device', { device: formatBrowser(t, browser) })]),
    ...(place === undefined ? [] : [t('mail.place', { place: formatLocation(t, place) })]),
    ...(application === undefined ? [] : [t('mail.application', { application })]),
    ...(factor ? [t('mail.factor', { factor: formatFactor(t, factor) })] : []),
  ]
}

function formatFactor(t: Translate, { kind, name }: { kind: FactorKind; name: string }): string {
  const factor = t(`mail.factor-${kind}`)
  return name === '' ? factor : t('mail.factor-named', { factor, name })
}

/** `isTheirs`: nobody else has the address; a mail that is to show whose it is names nobody. */
export function codeMail(context: MailContext, code: string, minutes: number, isTheirs: boolean): Promise<Mail> {
  const { t, to } = context
  return renderMail(
    context,
    t('mail.code.subject', { code }),
    [
      ...(isTheirs ? [t('mail.hello', { name: to.name })] : []),
      t('mail.code.body', { minutes }),
      code,
      t('mail.code.warning'),
    ],
    null,
    'proof',
  )
}

/**
 * Any mail of ours: paragraphs (a line break within one stays one), at most one button, whose address is also written
 * out.
 */
export async function renderMail(
  context: MailContext,
  subject: string,
  paragraphs: string[],
  button: { label: string; href: string } | null,
  purpose: MailPurpose = 'notice',
): Promise<Mail> {
  const foot = context.t('mail.foot', { host: context.host })
  const text = [...paragraphs, ...(button ? [`${button.label}: ${button.href}`] : []), '-- ', foot].join('\n\n')
  const lines = (paragraph: string) => paragraph.split('\n').map((line, at) => html`${at > 0 ? html`<br>` : ''}${line}`)
  const page = html`<!doctype html><html lang="${context.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${subject}</title></head>
<body style="margin:0;padding:24px;font:16px/1.6 system-ui,sans-serif"><div style="max-width:34rem;margin:0 auto">
${paragraphs.map((paragraph) => html`<p${/^\d{6}$/.test(paragraph) ? html` style="font-size:30px;letter-spacing:.2em;font-weight:600"` : ''}>${lines(paragraph)}</p>`)}
${button ? html`<p><a href="${button.href}" style="display:inline-block;padding:12px 20px;border:1px solid currentColor;border-radius:8px">${button.label}</a></p><p style="font-size:14px;overflow-wrap:anywhere">${button.href}</p>` : ''}
<hr style="border:0;border-top:1px solid #8886"><p style="font-size:14px">${foot}</p></div></body></html>`
  const about = { personId: context.personId, purpose }
  return { to: context.to.email, subject, text, html: await page, language: context.language, about }
}
