// The mails that people get: notices of what happened to their account, with a way to say "this was not me", and the
// mailed code. No link in them logs anybody in.
import type { Language } from '@sluis/server-kit/messages'
import { type Application, nameIn } from '#identity/applications/application.ts'
import type { MailPurpose } from '#identity/people/addresses.store.ts'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import type { MessageKey, Translate } from '#locales/messages.ts'
import { formatLocation } from '#platform/format-location.ts'
import type { NetworkLocation } from '#platform/network-location.ts'
import { formatBrowser } from '#platform/user-agent.ts'
import { type Mail, type MailContent, mailContent, type MailFact } from './mail-content.ts'
import { NO_HEAD } from './mail-head.ts'
import { plainPart } from './mail-parts.ts'
import { singleLine, singleLineName } from './single-line.ts'

export type MailContext = {
  t: Translate
  language: Language
  to: { name: string; email: string }
  host: string
  /** Whom the mails tell of: it decides where they may go. */
  personId: string
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

/** `names`: in a language; `name` stands where there is none. */
export type NamedApplication = { name: string; names?: Application['names'] }
const applicationName = ({ name, names = {} }: NamedApplication, { language }: Translate) =>
  nameIn({ name, names }, language)

/** What a notice tells besides its kind. `browser`: as it is kept; empty where nobody was at one. */
export type NoticeDetails = {
  browser: string
  place?: NetworkLocation | undefined
  factor?: { kind: FactorKind; name: string } | undefined
  application?: NamedApplication | undefined
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
): Mail {
  const { t, to, host } = context
  const { left = 0 } = details
  const application = details.application ? applicationName(details.application, t) : ''
  const subject = subjectNaming((name) => t(`mail.${kind}.subject`, { application: name }), application)
  return composeMail(
    context,
    subject,
    mailContent({
      greeting: t('mail.hello', { name: to.name }),
      heading: subject,
      paragraphs: [t(`mail.${kind}.body`, { host, left, application })],
      facts: factsOf(context, at, details),
      closing: kind === 'locked' ? [t('mail.locked.next')] : [],
      stop: notMe === null ? null : stopOf(t, t('mail.not-me.body'), t('mail.not-me.button'), notMe),
    }),
  )
}

/** What somebody does to whom it was not: apart from all else that a mail offers. */
export const stopOf = (t: Translate, text: string, label: string, href: string): MailContent['stop'] => ({
  heading: t('mail.not-me.title'),
  text,
  label,
  href,
})

const SUBJECT_SIGNS = 60
const SIGNS = new Intl.Segmenter()
/** A subject is read in a list, where there is no room for all of a long name. */
export function subjectNaming(subject: (application: string) => string, application: string): string {
  const whole = subject(application)
  if (whole.length <= SUBJECT_SIGNS) return whole
  const signs = Array.from(SIGNS.segment(application.slice(0, SUBJECT_SIGNS)), ({ segment }) => segment)
  while (signs.length > 0) {
    signs.pop()
    const shortened = subject(`${signs.join('')}…`)
    if (shortened.length <= SUBJECT_SIGNS) return shortened
  }
  return subject('…')
}

export function factsOf(
  { t }: MailContext,
  at: Date,
  { browser, place, factor, application }: NoticeDetails,
): MailFact[] {
  const facts: [MessageKey, string | undefined][] = [
    ['mail.when', t('mail.at', { when: t.dates.dayAndTime(at), zone: t.dates.zone })],
    ['mail.device', browser === '' ? undefined : formatBrowser(t, browser)],
    ['mail.place', place === undefined ? undefined : formatLocation(t, place)],
    ['mail.application', application && singleLineName(applicationName(application, t))],
    ['mail.factor', factor && formatFactor(t, factor)],
  ]
  return facts.flatMap(([label, value]) => (value === undefined ? [] : [{ label: t(label), value: singleLine(value) }]))
}

function formatFactor(t: Translate, { kind, name }: { kind: FactorKind; name: string }): string {
  const factor = t(`mail.factor-${kind}`)
  return name === '' ? factor : t('mail.factor-named', { factor, name })
}

/** `isTheirs`: nobody else has the address; a mail that is to show whose it is names nobody. */
export function codeMail(
  context: MailContext,
  code: string,
  { minutes, isTheirs, facts }: { minutes: number; isTheirs: boolean; facts: MailFact[] },
): Mail {
  const { t, to } = context
  return composeMail(
    context,
    t('mail.code.subject', { code }),
    mailContent({
      greeting: isTheirs ? t('mail.hello', { name: to.name }) : null,
      heading: t('mail.code.title'),
      paragraphs: [t('mail.code.body', { minutes })],
      code,
      facts,
      closing: [t('mail.code.warning')],
      reason: 'asked',
    }),
    'proof',
  )
}

/** Any mail of ours to a person. */
export const composeMail = (
  { t, language, to, host, personId }: MailContext,
  subject: string,
  content: MailContent,
  purpose: MailPurpose = 'notice',
): Mail => ({
  to: to.email,
  subject,
  text: plainPart(content, { t, host, subject, head: NO_HEAD }),
  content,
  language,
  about: { personId, purpose },
})
