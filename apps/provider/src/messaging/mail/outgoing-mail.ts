// A mail of the queue as it goes out: its content in the frame, with what the band names and the pictures that it
// brings along.
import { readMailMark } from '@sluis/design/files'
import type { Clock } from '@sluis/server-kit/clock'
import type { TranslatorFor } from '#locales/messages.ts'
import { findMailHead, type HeadStores, type MailHead, NO_HEAD } from './mail-head.ts'
import { LOGO_ID, mailParts, MARK_ID } from './mail-parts.ts'
import type { Mail } from './mail-content.ts'
import { singleLineTranslator } from './single-line.ts'
import type { MailPicture, OutgoingMail } from './smtp.ts'

export type FrameDeps = { identity: HeadStores; clock: Clock; host: string; translatorFor: TranslatorFor }

const mark: MailPicture = { id: MARK_ID, name: 'sluis.png', type: 'image/png', content: readMailMark() }

export async function outgoingMail(mail: Mail, deps: FrameDeps): Promise<OutgoingMail> {
  const { to, subject, text, language, about, content, html } = mail
  if (content === undefined) return { to, subject, text, html, language, pictures: [] }
  // A mail that names nobody may be read by a stranger, who does not hear where somebody works either.
  const isPersonal = about !== null && content.greeting !== null
  const head = isPersonal ? await findMailHead(deps.identity, about.personId, to, deps.clock.now()) : NO_HEAD
  const t = singleLineTranslator(deps.translatorFor(language))
  const parts = await mailParts(content, { t, host: deps.host, subject, head })
  return { to, subject, ...parts, language, pictures: [mark, ...logoOf(head)] }
}

function logoOf({ application }: MailHead): MailPicture[] {
  if (!application?.logo) return []
  const { mediaType: type, bytes: content } = application.logo
  return [{ id: LOGO_ID, name: type === 'image/png' ? 'logo.png' : 'logo.jpg', type, content }]
}
