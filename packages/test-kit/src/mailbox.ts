// A mailbox: a real SMTP server on a loopback port that keeps and parses the mail that it receives.

import { EventEmitter, once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { type Handlers, type SmtpBehaviour, smtpHandlers } from './smtp-behaviour.ts'
import { waitFor } from './wait-for.ts'

export type Mail = {
  /** From the envelope: where the mail really goes, whatever the headers say. */
  from: string
  to: string[]
  subject: string
  text: string
  html: string
  /** Pictures that came along, by the id that the HTML shows them by. */
  pictures: { id: string; type: string; size: number }[]
  /** A header's value, by its name in any case; null when it is absent. */
  header: (name: string) => string | null
}

export type Mailbox = {
  host: string
  port: number
  /** `smtp://…`, as the mail setting expects it. */
  url: string
  /** All received mail, oldest first. */
  readonly messages: readonly Mail[]
  /** The first mail, received or still to come, that matches. Rejects after `limitMs` with the subjects that came. */
  waitFor: (predicate: (mail: Mail) => boolean, limitMs?: number) => Promise<Mail>
  /** The behaviour from now on. */
  behave: (behaviour: SmtpBehaviour) => Promise<void>
  /** Resolves after this many delivery attempts since the last `clear`, taken or not. Rejects after `limitMs`. */
  waitForAttempts: (times: number, limitMs?: number) => Promise<void>
  clear: () => void
  close: () => Promise<void>
}

export async function mailbox(): Promise<Mailbox> {
  let messages: Mail[] = []
  let tries: string[] = []
  let behaviour: SmtpBehaviour = 'takes'
  const arrivals = new EventEmitter().setMaxListeners(0)

  const receive: Handlers['onData'] = (stream, session, done) => {
    readMail(stream, session.envelope).then(
      (mail) => {
        messages.push(mail)
        arrivals.emit('mail', mail)
        done()
      },
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
    )
  }
  const sockets = new Set<Socket>()
  const hangUp = (remotePort: number): void => {
    for (const socket of sockets) if (socket.remotePort === remotePort) socket.destroy()
  }
  const handlers = smtpHandlers(
    hangUp,
    () => behaviour,
    receive,
    (address) => {
      tries.push(address)
      arrivals.emit('try', address)
    },
  )
  const listen = async (at: number): Promise<SMTPServer> => {
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      closeTimeout: 20,
      ...handlers,
    })
    // A client that hangs up in the middle of a mail is no error here.
    smtp.on('error', () => {})
    smtp.listen(at, '127.0.0.1')
    smtp.server.on('connection', (socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    await once(smtp.server, 'listening')
    return smtp
  }
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()))
  let server = await listen(0)
  const { port } = server.server.address() as AddressInfo

  return {
    host: '127.0.0.1',
    port,
    url: `smtp://127.0.0.1:${port}`,
    get messages() {
      return messages
    },
    waitFor: (predicate, limitMs = 5000) =>
      waitFor({
        arrivals,
        name: 'mail',
        items: () => messages,
        predicate,
        limitMs,
        timeoutMessage: () =>
          `The mail did not come within ${limitMs} ms. What came: ${messages.map((mail) => `"${mail.subject}"`).join(', ') || 'nothing'}`,
      }),
    async behave(next) {
      const [was, is] = [behaviour, next]
      behaviour = next
      if (is === 'down' && was !== 'down') await close()
      if (is !== 'down' && was === 'down') server = await listen(port)
    },
    waitForAttempts: async (times, limitMs = 5000) =>
      void (await waitFor({
        arrivals,
        name: 'try',
        items: () => tries,
        predicate: () => tries.length >= times,
        limitMs,
        timeoutMessage: () => `${tries.length} attempts instead of ${times} within ${limitMs} ms`,
      })),
    clear: () => {
      messages = []
      tries = []
    },
    close: async () => {
      if (behaviour !== 'down') await close()
    },
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
    pictures: mail.attachments.map(({ contentId = '', mimeType, content }) => ({
      id: contentId.replace(/^<(.*)>$/u, '$1'),
      type: mimeType,
      size: typeof content === 'string' ? content.length : content.byteLength,
    })),
    header: (name) => mail.headers.find(({ key }) => key === name.toLowerCase())?.value ?? null,
  }
}
