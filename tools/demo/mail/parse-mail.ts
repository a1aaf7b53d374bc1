// Parses a mail as it came over SMTP into what a reader shows.
import PostalMime, { type Address, type Attachment, type Mailbox } from 'postal-mime'

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

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif'])

/** Rejects what is not a mail. */
export async function parseMail(raw: Uint8Array, recipients: readonly string[], receivedAt: Date): Promise<CaughtMail> {
  const mail = await PostalMime.parse(raw, { maxNestingDepth: 20, maxHeadersSize: 65_536 })
  const written = new Date(mail.date ?? '')
  const { html, others } = withPictures(mail.html ?? null, mail.attachments)
  return {
    recipients: recipients.map((address) => address.toLowerCase()),
    from: mail.from ? formatAddresses([mail.from]) : '',
    to: formatAddresses(mail.to ?? []),
    subject: mail.subject ?? '',
    writtenAt: Number.isNaN(written.getTime()) ? null : written.toISOString(),
    receivedAt: receivedAt.toISOString(),
    text: mail.text ?? '',
    html,
    attachments: others.map((each) => ({ name: each.filename ?? '', type: each.mimeType })),
  }
}

/** The pictures that came along stand in the HTML itself, which loads nothing; the other attachments are named. */
function withPictures(html: string | null, attachments: readonly Attachment[]) {
  let shown = html
  const others: Attachment[] = []
  for (const each of attachments) {
    const id = each.contentId?.replace(/^<(.*)>$/u, '$1')
    const isShown = id !== undefined && id !== '' && PICTURES.has(each.mimeType) && shown?.includes(`cid:${id}`)
    if (isShown) shown = shown!.replaceAll(`cid:${id}`, () => dataAddress(each))
    else others.push(each)
  }
  return { html: shown, others }
}

const dataAddress = ({ mimeType, content }: Attachment): string =>
  `data:${mimeType};base64,${Buffer.from(content as ArrayBuffer).toString('base64')}`

function formatAddresses(addresses: Address[]): string {
  return addresses
    .flatMap((each): Mailbox[] => each.group ?? (each.address === undefined ? [] : [each]))
    .map(({ name, address }) => (name ? `${name} <${address}>` : address))
    .join(', ')
}
