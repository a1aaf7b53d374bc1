// What a mail says, as data. It lies in the queue like this, and becomes HTML and plain text where it is sent: with
// the look of the version that sends it, and no picture in the queue (decision 0040).
import type { Language } from '@sluis/server-kit/messages'
import type { MailPurpose } from '#identity/people/addresses.store.ts'

export type MailFact = { label: string; value: string }
export type MailAction = { label: string; href: string }
/** Why its reader gets it, which the foot says. `address`: only since somebody gave this address. */
export type MailReason = 'account' | 'asked' | 'address' | 'operator'

/** Other versions read it from the queue: what is there stays, and what is added may be missing. */
export type MailContent = {
  /** "Hello Sanne,"; null where the mail names nobody, since its reader may be a stranger. */
  greeting: string | null
  /** The one thing that it tells. */
  heading: string
  paragraphs: string[]
  code: string | null
  facts: MailFact[]
  button: MailAction | null
  /** After the button. */
  closing: string[]
  /** "This was not me": the other thing to do. */
  stop: (MailAction & { heading: string; text: string }) | null
  translation: { lang: string; heading: string; paragraphs: string[] } | null
  reason: MailReason
}

/**
 * `content` becomes its HTML and its plain part when it is sent. `text`: what a version sends that does not know of
 * `content`, while it runs beside ours; `html`: what such a version has put into the queue. `about`: whom it tells of,
 * which is asked again when it is sent; null for what is no person's.
 */
export type Mail = {
  to: string
  subject: string
  text: string
  language: Language
  about: { personId: string; purpose: MailPurpose } | null
} & ({ content: MailContent; html?: never } | { html: string; content?: never })

/** A content of which only what differs from an ordinary notice is said. */
export const mailContent = (
  said: Pick<MailContent, 'greeting' | 'heading' | 'paragraphs'> & Partial<MailContent>,
): MailContent => ({
  code: null,
  facts: [],
  button: null,
  closing: [],
  stop: null,
  translation: null,
  reason: 'account',
  ...said,
})
