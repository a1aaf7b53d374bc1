// An SMS gateway: a real HTTP server like Kannel's sendsms that keeps messages, reports on them and can misbehave.

import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { waitFor } from './wait-for.ts'

export type Sms = {
  /** Counts from 1. */
  id: number
  from: string
  to: string
  text: string
  /** `dlr-url` with Kannel's escapes in it, where reports were requested. */
  reportUrl: string | null
  reportMask: number
  /** How long the gateway may try, in minutes. */
  validity: number | null
  /** All parameters of the request, unparsed. */
  fields: Readonly<Record<string, string>>
}

/**
 * `take`: accepts immediately. `refuse` and `refuse-for-now`: 403 and 503, nothing kept. `stall`: keeps nothing and
 * never answers. `take-and-stall`, `take-and-hang-up`: keeps the message, but the sender gets no answer.
 * `answer-twice`: two responses to one request.
 */
export type GatewayBehaviour =
  'take' | 'refuse' | 'refuse-for-now' | 'stall' | 'take-and-stall' | 'take-and-hang-up' | 'answer-twice'
/** What a report says (Kannel's %d): 8, 4, 16, 1 and 2. */
export type ReportKind = 'accepted' | 'buffered' | 'rejected' | 'delivered' | 'failed'

export type SmsGateway = {
  /** The address of sendsms, as the setting expects it. */
  url: string
  username: string
  password: string
  /** All messages that were kept, oldest first. */
  readonly messages: readonly Sms[]
  /** How many requests came, kept or not. */
  readonly requests: number
  /**
   * The first message, received or still to come, that matches. Rejects after `limitMs` with the messages that came.
   */
  waitFor: (predicate: (sms: Sms) => boolean, limitMs?: number) => Promise<Sms>
  /** From now on, or for this many requests and then `take` again. */
  behave: (behaviour: GatewayBehaviour, times?: number) => void
  /** Whether `report` sends the reports. By default the gateway reports "accepted" and "delivered" by itself. */
  reportManually: (isManual: boolean) => void
  /**
   * Reports on a message, as often and as late as the test likes. Returns the HTTP status of the response; null where
   * no report was requested.
   */
  report: (sms: Sms, kind: ReportKind) => Promise<number | null>
  clear: () => void
  close: () => Promise<void>
}

const CODES: Record<ReportKind, number> = { delivered: 1, failed: 2, buffered: 4, accepted: 8, rejected: 16 }
const LIMIT_MS = 10_000
const REPORT_LIMIT_MS = 30_000
const REPORT_RETRY_MS = 100

/** Accepts only this username and password, as Kannel's `group = sendsms-user` would. */
export async function smsGateway({ username = 'sluis', password = 'sms-test-password' } = {}): Promise<SmsGateway> {
  let messages: Sms[] = []
  let behaviour: GatewayBehaviour = 'take'
  let left = Infinity
  let isManual = false
  let requests = 0
  let count = 0
  const arrivals = new EventEmitter().setMaxListeners(0)
  const reporting = new Set<Promise<unknown>>()

  function record(fields: Record<string, string>): Sms {
    const sms: Sms = {
      id: ++count,
      from: fields['from'] ?? '',
      to: fields['to'] ?? '',
      text: fields['text'] ?? '',
      reportUrl: fields['dlr-url'] ?? null,
      reportMask: Number(fields['dlr-mask'] ?? 0),
      validity: fields['validity'] === undefined ? null : Number(fields['validity']),
      fields,
    }
    messages.push(sms)
    arrivals.emit('sms', sms)
    return sms
  }

  async function report(sms: Sms, kind: ReportKind): Promise<number | null> {
    if (sms.reportUrl === null || (sms.reportMask & CODES[kind]) === 0) return null
    const escapes: Record<string, string> = {
      '%d': String(CODES[kind]),
      '%A': kind,
      '%F': `foreign-${sms.id}`,
      '%p': encodeURIComponent(sms.to),
    }
    const response = await fetch(
      sms.reportUrl.replaceAll(/%[dAFp]/gu, (escape) => escapes[escape]!),
      { signal: AbortSignal.timeout(LIMIT_MS) },
    )
    await response.arrayBuffer()
    return response.status
  }

  /** As Kannel does with http-request-retry: a report that nothing receives is sent again. */
  function reportUntilReceived(sms: Sms, kind: ReportKind): Promise<void> {
    const end = performance.now() + REPORT_LIMIT_MS
    return new Promise((resolve) => {
      const retry = (): unknown =>
        performance.now() < end && server.listening ? setTimeout(attempt, REPORT_RETRY_MS) : resolve()
      const attempt = (): void => void report(sms, kind).then(() => resolve(), retry)
      attempt()
    })
  }

  /** The response first, the reports after it. */
  function reportSoon(sms: Sms): void {
    if (isManual) return
    const all = reportUntilReceived(sms, 'accepted').then(() => reportUntilReceived(sms, 'delivered'))
    reporting.add(all)
    void all.then(() => reporting.delete(all))
  }

  function answer(fields: Record<string, string>, request: IncomingMessage, response: ServerResponse): void {
    const respond = (status: number, text: string): void =>
      void response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' }).end(text)
    if (fields['username'] !== username || fields['password'] !== password)
      return respond(403, 'Authorization failed for sendsms')
    if (!fields['to']) return respond(400, 'Missing receiver number, rejected')
    const now = left-- > 0 ? behaviour : 'take'
    if (now === 'refuse') return respond(403, 'Number(s) has/have been denied by white- and/or black-lists.')
    if (now === 'refuse-for-now') return respond(503, 'Temporal failure, try again later.')
    if (now === 'stall') return
    const sms = record(fields)
    if (now === 'take-and-stall') return
    if (now === 'take-and-hang-up') return void request.socket.destroy()
    if (now === 'answer-twice')
      request.socket.write(
        'HTTP/1.1 202 Accepted\r\nContent-Type: text/html\r\nContent-Length: 25\r\n\r\n0: Accepted for delivery\n',
      )
    response.once('close', () => reportSoon(sms))
    respond(202, '0: Accepted for delivery')
  }

  const server = createServer((request, response) => {
    requests++
    const url = new URL(request.url ?? '/', 'http://gateway')
    if (url.pathname !== '/cgi-bin/sendsms') return void response.writeHead(404).end()
    answer(Object.fromEntries(url.searchParams), request, response)
  })
  // A client that hangs up is no error here.
  server.on('clientError', (_error, socket) => socket.destroy())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cgi-bin/sendsms`,
    username,
    password,
    get messages() {
      return messages
    },
    get requests() {
      return requests
    },
    waitFor: (predicate, limitMs = LIMIT_MS) =>
      waitFor({
        arrivals,
        name: 'sms',
        items: () => messages,
        predicate,
        limitMs,
        timeoutMessage: () =>
          `The message did not come within ${limitMs} ms. What came: ${messages.map(({ to, text }) => `${to} "${text}"`).join(', ') || 'nothing'}`,
      }),
    behave: (to, times = Infinity) => void ([behaviour, left] = [to, times]),
    reportManually: (manual) => void (isManual = manual),
    report,
    clear: () => void (messages = []),
    async close() {
      server.close()
      server.closeAllConnections()
      await Promise.all([...reporting, server.listening ? once(server, 'close') : null])
    },
  }
}
