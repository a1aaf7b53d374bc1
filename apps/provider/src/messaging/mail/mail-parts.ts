// A mail's content as it is read: the HTML part and the plain one, which says the same.
import { mailPage } from '@sluis/design/mail'
import type { MessageKey, Translate } from '#locales/messages.ts'
import type { MailContent, MailReason } from './mail-content.ts'
import type { MailHead } from './mail-head.ts'
import { fitted, pictureSize } from './picture-size.ts'
import { singleLineName } from './single-line.ts'

/** `t`: in the mail's language, each sentence on one line. */
export type MailFrame = { t: Translate; host: string; subject: string; head: MailHead }
export type MailParts = { text: string; html: string }

/** The pictures that a mail brings along (RFC 2392): our mark, and the logo of an application that has one. */
export const MARK_ID = 'mark@sluis'
export const LOGO_ID = 'logo@sluis'
const MARK = { src: `cid:${MARK_ID}`, width: 40, height: 40 }
const LOGO_BOUNDS = { width: 112, height: 36 }
const PRODUCT = 'Sluis'

const REASONS: Record<MailReason, MessageKey> = {
  account: 'mail.why-account',
  asked: 'mail.why-asked',
  address: 'mail.why-address',
  operator: 'mail.why-operator',
}

/** Who sends this, why, what we never ask, and where help is. */
function footOf({ reason, code }: MailContent, { t, host, head }: MailFrame): string[] {
  const why = t(REASONS[reason], { host })
  if (reason === 'operator') return [why]
  return [
    head.application === null
      ? t('mail.sender', { host })
      : t('mail.sender-for', { host, application: head.application.name }),
    why,
    code === null ? t('mail.never') : t('mail.never-code', { host }),
    t('mail.help', { host }),
  ]
}

const namesIn = ({ application, employer }: MailHead): string[] =>
  [application?.name ?? null, employer].filter((name) => name !== null).map(singleLineName)

function logoOf({ application }: MailHead) {
  const size = application?.logo && pictureSize(application.logo.bytes)
  return size ? { src: `cid:${LOGO_ID}`, ...fitted(size, LOGO_BOUNDS) } : undefined
}

export async function mailParts(content: MailContent, frame: MailFrame): Promise<MailParts> {
  return { text: plainPart(content, frame), html: await htmlPart(content, frame) }
}

async function htmlPart(content: MailContent, frame: MailFrame): Promise<string> {
  const { t, subject, head } = frame
  const page = await mailPage({
    ...content,
    lang: t.language,
    title: subject,
    preview: content.paragraphs[0] ?? '',
    productName: PRODUCT,
    mark: MARK,
    from: namesIn(head),
    logo: logoOf(head),
    addressHint: t('mail.address-hint'),
    foot: footOf(content, frame),
  })
  return String(page)
}

export function plainPart(content: MailContent, frame: MailFrame): string {
  const { greeting, heading, paragraphs, code, facts, button, closing, stop, translation } = content
  const lines = [
    [PRODUCT, ...namesIn(frame.head)].join(' · '),
    heading,
    greeting,
    ...paragraphs,
    code,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    button && `${button.label}:\n${button.href}`,
    ...closing,
    stop && `${stop.heading} ${stop.text}`,
    stop && `${stop.label}:\n${stop.href}`,
    ...(translation ? [translation.heading, ...translation.paragraphs] : []),
    ['-- ', ...footOf(content, frame)].join('\n'),
  ]
  return lines.filter((line) => line !== null && line !== '').join('\n\n')
}
