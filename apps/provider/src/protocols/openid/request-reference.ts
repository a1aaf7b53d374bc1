// The reference of a request of the protocol: what its error page shows, and by what its lines in the log are found.
import { randomToken } from '@sluis/server-kit/random'
import type { IncomingMessage } from 'node:http'

const references = new WeakMap<IncomingMessage, string>()

export function referenceOf(incoming: IncomingMessage): string {
  const reference = references.get(incoming) ?? randomToken(6)
  references.set(incoming, reference)
  return reference
}
