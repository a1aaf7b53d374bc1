// A browser without a screen: pages, forms and redirects over HTTP with a cookie jar, one request at a time.

import { cookieJar, type Cookie } from './cookie-jar.ts'
import { readPage, type Form, type PageContent } from './html-page.ts'
import { sendByHttp } from './send-by-http.ts'

/** A response and what is on the page. `forms`, `text` and so on are empty for a response that is not HTML. */
export type Page = PageContent & {
  url: URL
  status: number
  headers: Headers
  body: string
  /** The absolute address that a redirect leads to, or a page that goes on by itself at once (Refresh); else null. */
  location: URL | null
  /** The form with this field name or action, or the only form. Throws when there is none or more than one. */
  form: (fieldOrAction?: string) => Form
  /** The body read as JSON. */
  json: () => unknown
}

type Fields = Record<string, string | string[]>
type RequestOptions = { method?: string; headers?: Record<string, string>; body?: string }

export type CookieBrowser = {
  /** One request; redirects are not followed. An absolute address may have any port. */
  ask: (address: string | URL, options?: RequestOptions) => Promise<Page>
  get: (address: string | URL, headers?: Record<string, string>) => Promise<Page>
  /** Posts fields without a page's form. */
  post: (address: string | URL, fields: Fields, headers?: Record<string, string>) => Promise<Page>
  /** Fills in and sends a form as a browser would: with hidden fields, without unticked boxes and other buttons. */
  submit: (page: Page, fields?: Fields, form?: Form) => Promise<Page>
  /** Follows redirects to the last page. */
  follow: (page: Page) => Promise<Page>
  cookies: () => Cookie[]
  /** As if the browser was closed and its data deleted. */
  forget: () => void
}

type Options = {
  /** The time by which cookies expire. */
  now?: () => Date
  /** How a request is sent: over the network, or to an app in this process (`app.fetch`). */
  send?: (request: Request) => Response | Promise<Response>
  headers?: Record<string, string>
}

const MAX_REDIRECTS = 20

export function cookieBrowser(
  baseUrl: string,
  { now = () => new Date(), send = sendByHttp, headers: defaultHeaders = {} }: Options = {},
): CookieBrowser {
  const jar = cookieJar(now)

  async function ask(
    address: string | URL,
    { method = 'GET', headers = {}, body }: RequestOptions = {},
  ): Promise<Page> {
    const url = new URL(address, baseUrl)
    const request = new Request(url, {
      method,
      headers: { accept: 'text/html,*/*;q=0.8', ...defaultHeaders, ...headers },
      ...(body === undefined ? {} : { body }),
    })
    const cookie = jar.headerFor(url)
    if (cookie) request.headers.set('cookie', cookie)
    const response = await send(request)
    jar.store(response.headers.getSetCookie(), url)
    return pageOf(url, response)
  }

  const post = (address: string | URL, fields: Fields, headers: Record<string, string> = {}): Promise<Page> => {
    const url = new URL(address, baseUrl)
    return ask(url, {
      method: 'POST',
      // What a browser sends with a form of the same site; a defence against forged requests checks it.
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: url.origin,
        'sec-fetch-site': 'same-origin',
        ...headers,
      },
      body: encode(Object.entries(fields)),
    })
  }

  async function submit(page: Page, fields: Fields = {}, form = page.form()): Promise<Page> {
    const unknown = Object.keys(fields).filter((name) => !form.fields.some((field) => field.name === name))
    if (unknown.length > 0)
      throw new Error(`The form on ${page.url.pathname} has no field ${unknown.join(', ')}; it has ${names(form)}.`)
    const own = form.fields
      .filter((field) => field.isSent && !(field.name in fields))
      .map((field): [string, string] => [field.name, field.value])
    const pairs = [...own, ...Object.entries(fields)]
    const url = new URL(form.action, page.url)
    if (form.method === 'get') {
      url.search = encode(pairs)
      return ask(url, { headers: { referer: page.url.href } })
    }
    return ask(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: page.url.origin,
        referer: page.url.href,
        'sec-fetch-site': page.url.origin === url.origin ? 'same-origin' : 'same-site',
      },
      body: encode(pairs),
    })
  }

  async function follow(page: Page): Promise<Page> {
    const chain = [page.url.href]
    let current = page
    while (current.location) {
      if (current.status === 307 || current.status === 308)
        throw new Error(`${current.status} asks to send the form again, to ${current.location.href}`)
      if (chain.push(current.location.href) > MAX_REDIRECTS)
        throw new Error(`Redirect loop: ${chain.slice(-4).join(' → ')}`)
      current = await ask(current.location)
    }
    return current
  }

  return {
    ask,
    get: (address, headers = {}) => ask(address, { headers }),
    post,
    submit,
    follow,
    cookies: jar.all,
    forget: jar.clear,
  }
}

const encode = (pairs: [string, string | string[]][]): string =>
  new URLSearchParams(
    pairs.flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  ).toString()

const names = (form: Form): string => form.fields.map(({ name }) => name).join(', ') || 'none'

async function pageOf(url: URL, response: Response): Promise<Page> {
  const body = await response.text()
  const content = readPage((response.headers.get('content-type') ?? '').includes('html') ? body : '')
  const isRedirect = response.status >= 300 && response.status < 400
  const location = isRedirect
    ? response.headers.get('location')
    : (/^0; ?url=(.+)$/i.exec(response.headers.get('refresh') ?? '')?.[1] ?? null)
  const form = (fieldOrAction?: string): Form => {
    const fitting =
      fieldOrAction === undefined
        ? content.forms
        : content.forms.filter(
            ({ action, fields }) => action === fieldOrAction || fields.some(({ name }) => name === fieldOrAction),
          )
    if (fitting.length === 1 && fitting[0]) return fitting[0]
    const there = content.forms.map((one) => `${one.action || '(here)'} with ${names(one)}`).join('; ') || 'none'
    throw new Error(
      `${fitting.length} forms on ${url.pathname} (${response.status} "${content.heading}") fit; there are: ${there}`,
    )
  }
  return {
    ...content,
    url,
    status: response.status,
    headers: response.headers,
    body,
    location: location === null ? null : new URL(location, url),
    form,
    json: () => JSON.parse(body) as unknown,
  }
}
