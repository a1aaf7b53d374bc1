// The demo's SMS gateway, like Kannel's sendsms, on this machine only: stores every SMS and reports it as delivered.
import { randomToken } from '@sluis/server-kit/random'
import { sameBytes } from '@sluis/server-kit/sealing'
import { listen } from '@sluis/server-kit/server'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SmsStore } from './sms.store.ts'

/** How to reach the gateway; valid for this start of the demo. */
export type SmsAccess = { url: string; username: string; password: string }
export type SmsGateway = { access: SmsAccess; close(): Promise<void> }

const PATH = '/cgi-bin/sendsms'
const REPORT_LIMIT_MS = 5_000
const MAX_CHARACTERS = 2_000
// Kannel's numbers for "the network has it" and "it is on the phone".
const REPORTS = ['8', '1']

export async function startSmsGateway(store: () => SmsStore, now: () => Date): Promise<SmsGateway> {
  const [username, password] = ['sluis', randomToken(16)]
  const reporting = new Set<Promise<void>>()

  function accept(fields: URLSearchParams): { status: number; text: string } {
    const field = (name: string): string => fields.get(name) ?? ''
    if (field('username') !== username || !sameBytes(Buffer.from(field('password')), Buffer.from(password)))
      return { status: 403, text: 'Authorization failed for sendsms' }
    if (!/^\+?\d{3,15}$/.test(field('to')) || field('text').length > MAX_CHARACTERS)
      return { status: 400, text: 'Missing receiver number, rejected' }
    store().save({ from: field('from'), to: field('to'), text: field('text'), receivedAt: now().toISOString() })
    const delivery = report(field('dlr-url'))
    reporting.add(delivery)
    void delivery.then(() => reporting.delete(delivery))
    return { status: 202, text: '0: Accepted for delivery' }
  }
  function answer(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? '/', 'http://demo')
    const { status, text } =
      url?.pathname === PATH && request.method === 'GET' ? accept(url.searchParams) : { status: 404, text: 'Not found' }
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text)
  }

  const server = await listen(answer, '127.0.0.1', 0)
  return {
    access: { url: `http://127.0.0.1:${server.port}${PATH}`, username, password },
    async close() {
      await server.stop()
      await Promise.all(reporting)
    },
  }
}

/** A receiver that is gone gets no report; the SMS is stored all the same. */
async function report(url: string): Promise<void> {
  for (const kind of REPORTS) {
    if (!URL.canParse(url)) return
    await fetch(url.replaceAll('%d', kind), { signal: AbortSignal.timeout(REPORT_LIMIT_MS) })
      .then((response) => response.arrayBuffer())
      .catch(() => undefined)
  }
}
