// Sends requests of race tests to the processes in turn, under the name of their issuer, as a load balancer would.
import type { CookieBrowser } from '@sluis/test-kit'
import { request as ask } from 'node:http'

/** No response: the process was gone, or died while it worked. */
export class NoAnswer extends Error {
  override name = 'NoAnswer'
}

export type Send = (request: Request) => Promise<Response>

/** `portFor`: called for every request. Rejects with NoAnswer when the connection breaks. */
export const createSender =
  (portFor: () => number): Send =>
  async (request) => {
    const url = new URL(request.url)
    const body = Buffer.from(await request.arrayBuffer())
    const headers: Record<string, string> = { ...Object.fromEntries(request.headers), host: url.host }
    if (body.length > 0) headers['content-length'] = String(body.length)
    return new Promise((resolve, reject) => {
      const broken = (error: Error) => reject(new NoAnswer(`${request.method} ${url.pathname}: ${error.message}`))
      // A new connection each time: a kept one would stick to one process, and die with it.
      const sent = ask(
        {
          host: '127.0.0.1',
          port: portFor(),
          method: request.method,
          path: url.pathname + url.search,
          headers,
          agent: false,
        },
        (answer) => {
          Array.fromAsync<Uint8Array>(answer).then((parts) => {
            const responseHeaders = new Headers()
            for (let at = 0; at < answer.rawHeaders.length; at += 2)
              responseHeaders.append(answer.rawHeaders[at] ?? '', answer.rawHeaders[at + 1] ?? '')
            const status = answer.statusCode ?? 0
            resolve(
              new Response(status === 204 || status === 304 ? null : Buffer.concat(parts), {
                status,
                headers: responseHeaders,
              }),
            )
          }, broken)
        },
      )
      sent.on('error', broken)
      sent.end(body)
    })
  }

/** A browser that goes on to what is wrong in a form, as they all do; other answers are returned as they came. */
export function showingErrors(browser: CookieBrowser): CookieBrowser {
  const submit: CookieBrowser['submit'] = async (...form) => {
    const answer = await browser.submit(...form)
    if (!answer.location?.searchParams.has('note')) return answer
    const page = await browser.get(answer.location)
    return page.status === 422 ? page : answer
  }
  return { ...browser, submit }
}

/** This many concurrently; all start before any has ended. */
export const concurrently = <Value>(count: number, act: (index: number) => Promise<Value>): Promise<Value[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => act(index)))

/** One after the other in a few lanes: for preparation, not for races. */
export async function inLanes<Value>(
  lanes: number,
  count: number,
  act: (index: number) => Promise<Value>,
): Promise<Value[]> {
  const values: Value[] = []
  let next = 0
  await concurrently(lanes, async () => {
    for (let index = next++; index < count; index = next++) values[index] = await act(index)
  })
  return values
}

/** How often each outcome came: { passed: 1, 'already used': 19 }. */
export function tally<Value>(values: readonly Value[], nameOf: (value: Value) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const value of values) counts[nameOf(value)] = (counts[nameOf(value)] ?? 0) + 1
  return counts
}
