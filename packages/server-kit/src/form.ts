// Reading a posted form strictly: a broken, repeated or oversized one is refused as a whole, before anybody looks at a
// field.
import { accept, refuse, type Decision } from './decision.ts'

export type FormRefusal = 'form-type' | 'form-too-large' | 'form-broken' | 'form-repeated'

export type Form = {
  /** The field's text as it was typed, or '' where it was not sent. */
  text(name: string): string
  has(name: string): boolean
}

const MAX_FORM_BYTES = 16_384
const MAX_FIELDS = 60

/**
 * `application/x-www-form-urlencoded` in UTF-8 only. A field sent twice is refused, since two readers could each take
 * another one (HTTP parameter pollution); so is NUL.
 */
export async function readForm(request: Request): Promise<Decision<Form, FormRefusal>> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (type !== 'application/x-www-form-urlencoded') return refuse('form-type')
  const body = await readUpTo(request, MAX_FORM_BYTES)
  if (body === null) return refuse('form-too-large')

  const fields = new Map<string, string>()
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    const pairs = text === '' ? [] : text.split('&')
    if (pairs.length > MAX_FIELDS) return refuse('form-too-large')
    for (const pair of pairs) {
      const cut = pair.indexOf('=')
      const name = decoded(cut < 0 ? pair : pair.slice(0, cut))
      const value = cut < 0 ? '' : decoded(pair.slice(cut + 1))
      if (fields.has(name)) return refuse('form-repeated')
      if (name.includes('\0') || value.includes('\0')) return refuse('form-broken')
      fields.set(name, value)
    }
  } catch {
    return refuse('form-broken')
  }
  return accept({ text: (name) => fields.get(name) ?? '', has: (name) => fields.has(name) })
}

// Throws URIError on what is not UTF-8 behind the percent signs.
const decoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))

/** The client hung up in the middle of its request, or sent what is no HTTP: nobody is there for an answer. */
export class ClientGone extends Error {
  override name = 'ClientGone'
}

/**
 * The body, or null where it is longer than `limit` bytes; nothing past the limit is kept. Throws ClientGone where it
 * does not come to its end.
 */
export async function readUpTo(request: Request, limit: number): Promise<Uint8Array | null> {
  const length = request.headers.get('content-length')
  if (Number(length ?? 0) > limit) return null
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    // Node's parser lets no more through than was announced: then no stream need be made to count it.
    if (length !== null) return new Uint8Array(await request.arrayBuffer())
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength
      if (size > limit) return null
      chunks.push(chunk)
    }
  } catch (error) {
    throw new ClientGone('the request was cut off', { cause: error })
  }
  return Buffer.concat(chunks)
}
