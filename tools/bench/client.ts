// A browser that costs little: requests by node:http on kept connections, its own cookies, and the forms of a page.

import { Agent, request as ask, type IncomingHttpHeaders } from 'node:http'

/**
 * `next`: where a redirect leads, or a page that goes on by itself (Refresh); `waitsMs`: how long it waits before that.
 * `ms`: what the answer took.
 */
export type Answer = {
  url: URL
  status: number
  headers: IncomingHttpHeaders
  body: string
  next: URL | null
  waitsMs: number
  ms: number
}
/** `pressed`: what its first button sends. */
export type Form = {
  action: URL
  isPost: boolean
  names: readonly string[]
  hidden: Record<string, string>
  pressed: Record<string, string>
}
type Cookie = { name: string; value: string; path: string; lastsSeconds: number }
type Sent = { method?: string; headers?: Record<string, string>; body?: string }

export type Visitor = {
  /** How many requests it has sent. */
  requests(): number
  ask(address: string | URL, sent?: Sent): Promise<Answer>
  /** Sends a form with these fields besides its hidden ones, by its first button. */
  submit(form: Form, fields: Record<string, string>): Promise<Answer>
  /** A night goes by: what lasts a day or longer is kept, sessions are not. */
  sleepOver(): void
  /** Every cookie is gone. */
  forget(): void
}

const DAY_SECONDS = 86_400
// More visitors at once than this wait for a connection, as they would for a proxy's.
const CONNECTIONS = 256

/**
 * `address`: where this visitor comes from, as a proxy tells it. `port`: of the process that answers, where several do.
 * `onAnswer`: told of each answer.
 */
export type VisitorOptions = {
  address: string
  port?: number
  onAnswer?: (answer: Answer, method: string) => Promise<void> | void
}

/** Visitors of one origin, who share connections as they do behind a proxy. */
export function visitorsOf(origin: string): { visitor(options: VisitorOptions): Visitor; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  return {
    visitor: (options) => createVisitor(new URL(origin), agent, options),
    close: () => agent.destroy(),
  }
}

function createVisitor(origin: URL, agent: Agent, { address, port, onAnswer }: VisitorOptions): Visitor {
  const cookies = new Map<string, Cookie>()
  const ownPage = { origin: origin.origin, 'sec-fetch-site': 'same-origin' }
  let count = 0

  function keep(header: string): void {
    const [pair = '', ...attributes] = header.split(/;\s*/u)
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const attribute = (key: string): string | undefined =>
      attributes.find((each) => each.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1)
    const path = attribute('path') ?? '/'
    const expires = attribute('expires')
    const lastsSeconds = Number(
      attribute('max-age') ?? (expires === undefined ? 0.5 : (Date.parse(expires) - Date.now()) / 1000),
    )
    if (lastsSeconds <= 0) cookies.delete(`${name} ${path}`)
    else cookies.set(`${name} ${path}`, { name, value, path, lastsSeconds })
  }

  const cookieFor = (path: string): string =>
    [...cookies.values()]
      .filter((cookie) => path.startsWith(cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')

  async function send(place: string | URL, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
    const url = new URL(place, origin)
    count += 1
    const cookie = cookieFor(url.pathname)
    const all: Record<string, string> = {
      host: url.host,
      accept: 'text/html,*/*;q=0.8',
      'x-forwarded-for': address,
      ...(cookie !== '' && { cookie }),
      ...(body !== undefined && {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(Buffer.byteLength(body)),
      }),
      ...headers,
    }
    const began = performance.now()
    const { status, received, text } = await exchange(agent, url, {
      port: String(port ?? url.port),
      method,
      headers: all,
      body,
    })
    const [waits, leads] = leadsOn(url, status, received, text)
    const answer: Answer = {
      url,
      status,
      headers: received,
      body: text,
      next: leads === null ? null : new URL(leads, url),
      waitsMs: Number(waits) * 1000,
      ms: performance.now() - began,
    }
    for (const header of answer.headers['set-cookie'] ?? []) keep(header)
    await onAnswer?.(answer, method)
    return answer
  }

  return {
    requests: () => count,
    ask: send,
    submit({ action, isPost, hidden, pressed }, fields) {
      const body = new URLSearchParams({ ...hidden, ...pressed, ...fields }).toString()
      return isPost ? send(action, { method: 'POST', body, headers: ownPage }) : send(`${action.pathname}?${body}`)
    },
    sleepOver() {
      for (const [key, { lastsSeconds }] of cookies) if (lastsSeconds < DAY_SECONDS) cookies.delete(key)
    },
    forget: () => cookies.clear(),
  }
}

type Sending = { port: string; method: string; headers: Record<string, string>; body: string | undefined }
type Exchanged = { status: number; received: IncomingHttpHeaders; text: string }

/** A kept connection that the server has just closed is no answer: asked once more, as browsers do. */
async function exchange(agent: Agent, url: URL, sending: Sending): Promise<Exchanged> {
  for (;;) {
    const answer = await attempt(agent, url, sending)
    if (answer !== 'closed') return answer
  }
}

function attempt(agent: Agent, url: URL, { port, method, headers, body }: Sending): Promise<Exchanged | 'closed'> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path: url.pathname + url.search, headers, agent }
    const sent = ask(options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => void (text += part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, received: response.headers, text }))
    })
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (sent.reusedSocket && error.code === 'ECONNRESET') resolve('closed')
      else reject(error)
    })
    sent.end(body)
  })
}

function leadsOn(
  url: URL,
  status: number,
  headers: IncomingHttpHeaders,
  body: string,
): [waits: string, leads: string | null] {
  if (status >= 300 && status < 400) return ['0', headers.location ?? null]
  const meta = /<meta http-equiv="refresh" content="([^"]+)"/iu.exec(body)?.[1]
  const refresh = [headers['refresh']].flat()[0] ?? (meta === undefined ? '' : plain(meta))
  const [, waits, leads] = /^(\d+)(?:; ?url=(.+))?$/iu.exec(refresh) ?? []
  // Without an address it is the same page again: a waiting room.
  return waits === undefined ? ['0', null] : [waits, leads ?? url.href]
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const plain = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/gu, (_, name: string) => ENTITIES[name]!)
const attributeOf = (tag: string, name: string): string | null => {
  const value = new RegExp(`\\s${name}="([^"]*)"`, 'u').exec(tag)?.[1]
  return value === undefined ? null : plain(value)
}

const FIELD = /<(?:input|textarea|select)\b[^>]*>/gu

export const formsOf = ({ body, url }: Answer): Form[] =>
  [...body.matchAll(/(<form\b[^>]*>)([\s\S]*?)<\/form>/gu)].map(({ 1: head = '', 2: inside = '' }) => {
    const id = attributeOf(head, 'id')
    // A field outside of a form may name it.
    const beside = id === null ? [] : (body.match(FIELD) ?? []).filter((tag) => attributeOf(tag, 'form') === id)
    const named = [...(inside.match(FIELD) ?? []), ...beside].flatMap((tag) => {
      const name = attributeOf(tag, 'name')
      const value = attributeOf(tag, 'value') ?? ''
      return name === null ? [] : [{ name, value, isHidden: attributeOf(tag, 'type') === 'hidden' }]
    })
    const button = /<button\b[^>]*>/u.exec(inside)?.[0] ?? ''
    const pressed = attributeOf(button, 'name')
    return {
      action: new URL(attributeOf(head, 'action') ?? '', url),
      isPost: attributeOf(head, 'method')?.toLowerCase() === 'post',
      names: named.map(({ name }) => name),
      pressed: pressed === null ? {} : { [pressed]: attributeOf(button, 'value') ?? '' },
      hidden: Object.fromEntries(named.filter(({ isHidden }) => isHidden).map(({ name, value }) => [name, value])),
    }
  })

export const headingOf = ({ body }: Answer): string =>
  plain(/<h1[^>]*>([\s\S]*?)<\/h1>/u.exec(body)?.[1]?.replaceAll(/<[^>]+>/gu, '') ?? '').trim()
