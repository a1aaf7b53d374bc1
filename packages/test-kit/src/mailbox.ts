// A mailbox: a real SMTP server on a loopback port that keeps and reads what it is sent.

import { EventEmitter, once } from 'node:events'
import type { AddressInfo } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { waitForOne } from './wait-for-one.ts'

export type Mail = {
  /** Addresses of the envelope: where it truly goes, whatever the headers say. */
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  /** The value of a header, by its name in any case; null when it is absent. */
  header: (name: string) => string | null
}

export type Mailbox = {
  host: string
  port: number
  /** `smtp://…`, as a mail setting wants it. */
  url: string
  /** All that came, oldest first. */
  readonly messages: readonly Mail[]
  /** The first mail, come or yet to come, that answers the predicate. Rejects after `limitMs` with the subjects that came. */
  waitFor: (predicate: (mail: Mail) => boolean, limitMs?: number) => Promise<Mail>
  clear: () => void
  close: () => Promise<void>
}

export async function mailbox(): Promise<Mailbox> {
  let messages: Mail[] = []
  const arrivals = new EventEmitter().setMaxListeners(0)

  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    logger: false,
    onData(stream, session, done) {
      readMail(stream, session.envelope).then(
        (mail) => {
          messages.push(mail)
          arrivals.emit('mail', mail)
          done()
        },
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      )
    },
  })
  // A client that hangs up in the middle of a mail is its own affair.
  server.on('error', () => {})
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo

  return {
    host: '127.0.0.1',
    port,
    url: `smtp://127.0.0.1:${port}`,
    get messages() {
      return messages
    },
    waitFor: (predicate, limitMs = 5000) =>
      waitForOne({ arrivals, name: 'mail', come: () => messages, predicate, limitMs, vain: () => `The mail did not come within ${limitMs} ms. What came: ${messages.map((mail) => `"${mail.subject}"`).join(', ') || 'nothing'}` }),
    clear: () => {
      messages = []
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

type Envelope = { mailFrom: false | { address: string }; rcptTo: { address: string }[] }

async function readMail(stream: AsyncIterable<Uint8Array>, envelope: Envelope): Promise<Mail> {
  const mail = await PostalMime.parse(Buffer.concat(await Array.fromAsync(stream)))
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? '',
    header: (name) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value ?? null,
  }
}
