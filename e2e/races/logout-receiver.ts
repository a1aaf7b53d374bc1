// An application's back-channel logout endpoint in race tests: receives logout tokens on its own port.
import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'

type Received = { claims: { sub?: string; sid?: string } }
export type LogoutReceiver = Awaited<ReturnType<typeof logoutReceiver>>

/** `port`: 0 for any. */
export async function logoutReceiver(port = 0) {
  const sids: string[] = []
  const all: Received[] = []
  let answer = (outgoing: ServerResponse): void => void outgoing.writeHead(200).end()
  let received = Promise.withResolvers<void>()
  const server = createServer((incoming, outgoing) => {
    void Array.fromAsync<Uint8Array>(incoming).then((parts) => {
      const token = new URLSearchParams(Buffer.concat(parts).toString()).get('logout_token') ?? ''
      const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Received['claims']
      all.push({ claims })
      if (claims.sid !== undefined) sids.push(claims.sid)
      answer(outgoing)
      received.resolve()
      received = Promise.withResolvers()
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as { port: number }
  return {
    address: `http://127.0.0.1:${address.port}/logout`,
    /** The session ids of all logout tokens received, with repeats. */
    sids,
    /** All of them, whole. */
    received: all,
    respondWith: (how: (outgoing: ServerResponse) => void): void => void (answer = how),
    /** Until one of them, or all together, are what is waited for. */
    async waitUntil(isSo: (last: Received) => boolean): Promise<void> {
      while (!isSo(all.at(-1) ?? { claims: {} })) await received.promise
    },
    async waitFor(count: number): Promise<void> {
      while (sids.length < count) await received.promise
    },
    async stop(): Promise<void> {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
