// An application's ear in tests: a real server that hears logout tokens, and answers as a test wants it to.
import { listen } from '@sluis/server-kit/server'
import { freePort } from '@sluis/test-kit'
import { decodeJwt, type JWTPayload } from 'jose'
import type { ServerResponse } from 'node:http'

export type ReceivedLogout = {
  method: string
  type: string
  fields: [string, string][]
  token: string
  claims: JWTPayload
}

export async function logoutReceiver() {
  const received: ReceivedLogout[] = []
  let answer: (outgoing: ServerResponse) => void = (outgoing) => void outgoing.writeHead(200).end()
  let arrival = Promise.withResolvers<void>()
  const server = await listen(
    (incoming, outgoing) => {
      void Array.fromAsync<Uint8Array>(incoming).then((parts) => {
        const fields = [...new URLSearchParams(Buffer.concat(parts).toString())]
        const token = fields.find(([name]) => name === 'logout_token')?.[1] ?? ''
        received.push({
          method: incoming.method ?? '',
          type: incoming.headers['content-type'] ?? '',
          fields,
          token,
          claims: decodeJwt(token),
        })
        answer(outgoing)
        arrival.resolve()
        arrival = Promise.withResolvers()
      })
    },
    '127.0.0.1',
    await freePort(),
  )
  async function waitFor(fits: (logout: ReceivedLogout) => boolean): Promise<ReceivedLogout> {
    for (;;) {
      const found = received.find(fits)
      if (found) return found
      await arrival.promise
    }
  }
  return {
    address: `http://127.0.0.1:${server.port}/logout`,
    port: server.port,
    received,
    respondWith: (how: (outgoing: ServerResponse) => void): void => void (answer = how),
    /** When so many have come in all, or more. */
    async waitForCount(count: number): Promise<ReceivedLogout[]> {
      while (received.length < count) await arrival.promise
      return received
    },
    /** The message about one session, when it comes. */
    waitForSession: (sid: unknown): Promise<ReceivedLogout> => waitFor(({ claims }) => claims['sid'] === sid),
    /** The message about all that a person has there, when it comes. */
    waitForPerson: (sub: string): Promise<ReceivedLogout> =>
      waitFor(({ claims }) => claims.sub === sub && claims['sid'] === undefined),
    stop: () => server.stop(),
  }
}
export type LogoutReceiver = Awaited<ReturnType<typeof logoutReceiver>>
