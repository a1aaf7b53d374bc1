// Sends a request over the network with exactly the headers it has; `fetch` forbids some and adds others.

import { request as ask } from 'node:http'

/** Plain http only; redirects are not followed. Rejects when no server answers. */
export async function sendByHttp(request: Request): Promise<Response> {
  const body = Buffer.from(await request.arrayBuffer())
  const headers: Record<string, string> = Object.fromEntries(request.headers)
  if (body.length > 0) headers['content-length'] = String(body.length)
  return new Promise((resolve, reject) => {
    const sent = ask(request.url, { method: request.method, headers }, (answer) => {
      Array.fromAsync<Uint8Array>(answer).then((parts) => {
        const responseHeaders = new Headers()
        for (let at = 0; at < answer.rawHeaders.length; at += 2)
          responseHeaders.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '')
        const status = answer.statusCode ?? 0
        const isBodiless = status === 204 || status === 205 || status === 304
        resolve(new Response(isBodiless ? null : Buffer.concat(parts), { status, headers: responseHeaders }))
      }, reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
