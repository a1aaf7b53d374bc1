// The one door to mail: SMTP.
import nodemailer from 'nodemailer'

export type Mail = { to: string; subject: string; text: string; html: string; language: string }
export type Mailer = { send(mail: Mail): Promise<void>; close(): void }

// Quick, since the queue tries again: a server that does not answer must not hold up the mails behind it.
const TIMEOUT_MS = 10_000

/** `smtpUrl`: smtp://user:password@host:port or smtps://…; `from`: the sender as people see it. */
export function createMailer(smtpUrl: string, from: string): Mailer {
  const transport = nodemailer.createTransport({ url: smtpUrl, pool: true, maxConnections: 5, connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS })
  return {
    async send({ to, subject, text, html, language }) {
      // An address object, never a string: a comma or a line break in it must not become a second receiver (CVE-2022-35924).
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text, html, headers: { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' } })
    },
    close: () => transport.close(),
  }
}
