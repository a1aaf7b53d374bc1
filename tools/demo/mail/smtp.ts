// The demo's mail server: SMTP on this machine only, which stores every mail and forwards none.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerDataStream } from 'smtp-server'
import type { MailStore } from './mail.store.ts'
import { parseMail } from './parse-mail.ts'

export type MailServer = { port: number; close(): Promise<void> }

const MAX_MAIL_BYTES = 1_000_000

/** Listens on `port` (0: any free one). A mail is acknowledged once it is stored. Rejects when the port is taken. */
export async function startMailServer(store: () => MailStore, now: () => Date, port: number): Promise<MailServer> {
  const smtp = new SMTPServer({
    banner: 'Sluis demo',
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    logger: false,
    onData(stream, session, done) {
      receive(
        stream,
        session.envelope.rcptTo.map((each) => each.address),
      ).then(() => done(), done)
    },
  })
  async function receive(stream: SMTPServerDataStream, recipients: string[]): Promise<void> {
    const chunks: Buffer[] = []
    // Past the limit the rest is read and dropped: a reply before the end of the data would break the protocol.
    for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer)
    if (stream.sizeExceeded)
      throw Object.assign(new Error('That mail is larger than the demo takes'), { responseCode: 552 })
    store().save(await parseMail(Buffer.concat(chunks), recipients, now()))
  }

  // A client that hangs up halfway is ignored; a port that is taken rejects below.
  smtp.on('error', () => undefined)
  const server = smtp.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => smtp.close(() => resolve())),
  }
}
