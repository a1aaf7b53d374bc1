// The one door to mail: SMTP.
import { asciiDomain } from '@sluis/server-kit/email'
import type { SendMailOptions } from 'nodemailer'
import { JobFailure } from '#platform/jobs.ts'
import { classifySmtpError } from './smtp-response.ts'

/** A picture that its HTML shows: `id` as in `cid:id` (RFC 2392). */
export type MailPicture = { id: string; name: string; type: string; content: Buffer }
export type OutgoingMail = {
  to: string
  subject: string
  text: string
  html: string
  language: string
  pictures: readonly MailPicture[]
}
/**
 * `id`: the same at each try, so that a mail that is handed in twice is known to be one. `writtenAt`: when it was put
 * in the queue, however often it is tried.
 */
export type MailDelivery = { id: string; writtenAt: Date; signal?: AbortSignal }
export type Mailer = {
  send(mail: OutgoingMail, delivery: MailDelivery): Promise<void>
  /** Signs in to the server and hangs up; why that failed, in words that name nobody, or null. */
  check(): Promise<string | null>
  close(): void
}

/**
 * How long a server may keep us waiting: for a connection and its first word, for each answer, and for all of one mail.
 */
export type MailLimits = { connectMs: number; answerMs: number; mailMs: number }
// An answer may take long after the last byte of a mail, while it is searched for viruses: who hangs up there sends it
// twice (RFC 5321 §4.5.3.2.6).
const LIMITS: MailLimits = { connectMs: 10_000, answerMs: 90_000, mailMs: 150_000 }

/**
 * `smtpUrl`: smtp://user:password@host:port or smtps://…; `from`: the sender as people see it; `host`: ours, for
 * Message-IDs and the greeting.
 */
export function createMailer(smtpUrl: string, from: string, host: string, limits = LIMITS): Mailer {
  // Loaded with the first mail: a start is shorter by it.
  const open = async () =>
    (await import('nodemailer')).createTransport({
      url: smtpUrl,
      name: host,
      pool: true,
      maxConnections: 5,
      connectionTimeout: limits.connectMs,
      greetingTimeout: limits.connectMs,
      socketTimeout: limits.answerMs,
      // The queue tries again, and keeps count; a connection that closed under a mail must not have it sent again
      // behind its back.
      maxRequeues: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
  let transport: ReturnType<typeof open> | null = null
  const opened = () =>
    (transport ??= open().catch((error: unknown) => {
      // Such as a machine that opens no more files: the next try loads it.
      transport = null
      throw error
    }))
  return {
    async send(mail, delivery) {
      const { signal } = delivery
      if (!isOneAddress(mail.to)) throw new JobFailure('not an address that mail can be sent to', true)
      const limit = AbortSignal.timeout(limits.mailMs)
      try {
        await (
          await opened()
        ).sendMail({
          ...messageOf(mail, delivery, { from, host }),
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
        })
      } catch (error) {
        const { reason, isForGood } = classifySmtpError(error)
        throw new JobFailure(reason, isForGood)
      }
    },
    async check() {
      try {
        await (await opened()).verify()
        return null
      } catch (error) {
        return classifySmtpError(error).reason
      }
    },
    close: () => void transport?.then((known) => known.close()).catch(() => undefined),
  }
}

/** Headers, parts and pictures, as the library takes them. */
export const messageOf = (
  { to, subject, text, html, language, pictures }: OutgoingMail,
  { id, writtenAt }: MailDelivery,
  { from, host }: { from: string; host: string },
): SendMailOptions => ({
  from,
  // An address object, never a string: a comma or a line break in it must not become a second receiver
  // (CVE-2022-35924).
  to: { name: '', address: mailedForm(to) },
  subject,
  text,
  html,
  attachments: pictures.map((picture) => ({
    cid: picture.id,
    filename: picture.name,
    contentType: picture.type,
    contentDisposition: 'inline',
    content: picture.content,
  })),
  messageId: `<${id}@${host}>`,
  date: writtenAt,
  headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' },
})

// The ideographic full stop becomes a plain one where a domain is looked up.
const SIGNS = '[^\\s@,;:<>()[\\]"\\\\\\p{C}\\u3002]+'
/** With the domain as the domain name system has it: not every server on the way knows the other form. */
function mailedForm(address: string): string {
  const at = address.lastIndexOf('@') + 1
  return address.slice(0, at) + (asciiDomain(address.slice(at)) ?? address.slice(at))
}

/**
 * One address and nothing else. What Unicode folds into another one (a full-width @) is refused, since a library on the
 * way may fold it.
 */
export const isOneAddress = (text: string): boolean =>
  text.length <= 254 && text.normalize('NFKC') === text && new RegExp(`^${SIGNS}@${SIGNS}$`, 'u').test(text)
