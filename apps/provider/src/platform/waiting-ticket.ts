// What a browser keeps of the waiting room: since when it waits, or that it was let in. A moment under our key; it says
// nothing of anybody, and opens nothing.
import { hmacSha256, sameBytes, type SecretKey } from '@sluis/server-kit/sealing'

type Key = SecretKey | Uint8Array

/** `sinceMs`: the place in the line. */
export type Ticket = { kind: 'waits'; sinceMs: number } | { kind: 'is-in'; atMs: number }

export type TicketPrinter = {
  print: (ticket: Ticket) => string
  /** Null for whatever was not made here. */
  read: (cookie: string | undefined) => Ticket | null
}

/** `keys`: the first makes, all of them check. */
export function createTicketPrinter(keys: readonly [Key, ...Key[]]): TicketPrinter {
  const markOf = (key: Key, text: string): Buffer => hmacSha256(key, text).subarray(0, 16)
  return {
    print(ticket) {
      const text = ticket.kind === 'waits' ? `w.${ticket.sinceMs}` : `i.${ticket.atMs}`
      return `${text}.${markOf(keys[0], text).toString('base64url')}`
    },
    read(cookie) {
      const [, text = '', kind, moment, mark = ''] = /^((w|i)\.(\d{1,15}))\.([\w-]{22})$/.exec(cookie ?? '') ?? []
      const sent = Buffer.from(mark, 'base64url')
      if (!keys.some((key) => sameBytes(markOf(key, text), sent))) return null
      return kind === 'w' ? { kind: 'waits', sinceMs: Number(moment) } : { kind: 'is-in', atMs: Number(moment) }
    },
  }
}
