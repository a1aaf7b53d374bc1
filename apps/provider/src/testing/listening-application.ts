// An application's ear in tests: a real server that hears logout tokens, and answers as a test wants it to.
import { listen } from '@sluis/server-kit'
import { freePort } from '@sluis/test-kit'
import { decodeJwt, type JWTPayload } from 'jose'
import type { ServerResponse } from 'node:http'

export type Heard = { method: string; type: string; fields: [string, string][]; token: string; claims: JWTPayload }

export async function listeningApplication() {
  const heard: Heard[] = []
  let answer: (outgoing: ServerResponse) => void = (outgoing) => void outgoing.writeHead(200).end()
  let told = Promise.withResolvers<void>()
  const server = await listen(
    (incoming, outgoing) => {
      void Array.fromAsync<Uint8Array>(incoming).then((parts) => {
        const fields = [...new URLSearchParams(Buffer.concat(parts).toString())]
        const token = fields.find(([name]) => name === 'logout_token')?.[1] ?? ''
        heard.push({
          method: incoming.method ?? '',
          type: incoming.headers['content-type'] ?? '',
          fields,
          token,
          claims: decodeJwt(token),
        })
        answer(outgoing)
        told.resolve()
        told = Promise.withResolvers()
      })
    },
    '127.0.0.1',
    await freePort(),
  )
  return {
    address: `http://127.0.0.1:${server.port}/logout`,
    port: server.port,
    heard,
    answers: (how: (outgoing: ServerResponse) => void): void => void (answer = how),
    /** When so many have come in all, or more. */
    async hears(count: number): Promise<Heard[]> {
      while (heard.length < count) await told.promise
      return heard
    },
    /** The message about one visit, when it comes. */
    async hearsOf(sid: unknown): Promise<Heard> {
      for (;;) {
        const found = heard.find(({ claims }) => claims['sid'] === sid)
        if (found) return found
        await told.promise
      }
    },
    stop: () => server.stop(),
  }
}
export type ListeningApplication = Awaited<ReturnType<typeof listeningApplication>>
