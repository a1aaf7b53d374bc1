// Parses a mail as it came over SMTP into what a reader shows.
import PostalMime, { type Address, type Mailbox } from 'postal-mime'

export type CaughtMail = {
  /** The envelope's recipients, in lower case. Those of the headers are `to`. */
  recipients: string[]
  from: string
  to: string
  subject: string
  /** Instants in ISO form: of the Date header (null when missing or unreadable), and of arrival by the demo's clock. */
  writtenAt: string | null
  receivedAt: string
  text: string
  html: string | null
  attachments: { name: string; type: string }[]
}

/** Rejects what is not a mail. */
export async function parseMail(raw: Uint8Array, recipients: readonly string[], receivedAt: Date): Promise<CaughtMail> {
  const mail = await PostalMime.parse(raw, { maxNestingDepth: 20, maxHeadersSize: 65_536 })
  const written = new Date(mail.date ?? '')
  return {
    recipients: recipients.map((address) => address.toLowerCase()),
    from: mail.from ? formatAddresses([mail.from]) : '',
    to: formatAddresses(mail.to ?? []),
    subject: mail.subject ?? '',
    writtenAt: Number.isNaN(written.getTime()) ? null : written.toISOString(),
    receivedAt: receivedAt.toISOString(),
    text: mail.text ?? '',
    html: mail.html ?? null,
    attachments: mail.attachments.map((each) => ({ name: each.filename ?? '', type: each.mimeType })),
  }
}

function formatAddresses(addresses: Address[]): string {
  return addresses
    .flatMap((each): Mailbox[] => each.group ?? (each.address === undefined ? [] : [each]))
    .map(({ name, address }) => (name ? `${name} <${address}>` : address))
    .join(', ')
}
