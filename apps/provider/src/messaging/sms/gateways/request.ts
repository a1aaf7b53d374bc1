// One request to a gateway, on a connection of its own, with what can be known for sure when no answer comes.
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'

/** `not-taken`: nothing of the request was sent. `in-doubt`: it was, and what they made of it is not known. */
export type HttpResult =
  { kind: 'answer'; status: number; body: string } | { kind: 'not-taken' | 'in-doubt'; reason: string }

/** Somebody waits for this text, and another gateway may be free. */
export const TIMEOUT_MS = 3000
const MAX_BODY_CHARACTERS = 65_536

type HttpRequest = { url: URL; method: 'GET' | 'POST'; headers?: Record<string, string>; body?: string }

export function sendRequest(
  { url, method, headers = {}, body = '' }: HttpRequest,
  timeoutMs = TIMEOUT_MS,
): Promise<HttpResult> {
  const isTls = url.protocol === 'https:'
  return new Promise((resolve) => {
    let isConnected = false
    // By its code alone: an address holds a password and a number, and a message may hold the address.
    const ended = (error: NodeJS.ErrnoException): void =>
      resolve({ kind: isConnected ? 'in-doubt' : 'not-taken', reason: error.code ?? error.name })
    // No connection is kept: whether one that was idle still lives is known only after a text has been written to it.
    const request = (isTls ? httpsRequest : httpRequest)(url, {
      method,
      agent: false,
      signal: AbortSignal.timeout(timeoutMs),
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
    request.on('socket', (socket) => socket.once(isTls ? 'secureConnect' : 'connect', () => void (isConnected = true)))
    request.on('error', ended)
    request.on('response', (response: IncomingMessage) => {
      const result: HttpResult = { kind: 'answer', status: response.statusCode ?? 0, body: '' }
      response.setEncoding('utf8')
      response.on('data', (part: string) => void (result.body.length < MAX_BODY_CHARACTERS && (result.body += part)))
      // The status is the answer, even where the rest is cut off.
      response.on('error', () => resolve(result))
      response.on('close', () => resolve(result))
    })
    request.end(body)
  })
}
