// What every server of pages does before and after its routes: reference, log line, host, headers, posted form, faults.
import type { Context, MiddlewareHandler } from 'hono'
import type { Hono } from 'hono'
import { type CookieRules, cookieRules, readCookie, writeCookie } from './cookies.ts'
import { type Csrf, isOwnOrigin } from './csrf.ts'
import { isDatabaseGone } from './database.ts'
import { ClientGone, type Form, type FormRefusal, readForm } from './form.ts'
import { isHealthCheck } from './health.ts'
import { type Log, redactPath } from './log.ts'
import type { Language } from './messages.ts'
import { leavingTo, refreshTo } from './interstitial.ts'
import { randomToken } from './random.ts'
import { type HeaderPolicy, headersBy } from './security-headers.ts'

export type PageError =
  FormRefusal | 'unknown-host' | 'not-found' | 'wrong-method' | 'foreign-form' | 'fault' | 'database-gone' | 'busy'

export const PAGE_ERROR_STATUS: Record<PageError, 400 | 403 | 404 | 405 | 413 | 415 | 421 | 500 | 503> = {
  'form-type': 415,
  'form-too-large': 413,
  'form-broken': 400,
  'form-repeated': 400,
  'unknown-host': 421,
  'not-found': 404,
  'wrong-method': 405,
  'foreign-form': 403,
  fault: 500,
  'database-gone': 503,
  busy: 503,
}

/** Thrown where a bounded queue is full; answered 503 with Retry-After. */
export class Busy extends Error {
  override name = 'Busy'
  readonly againInSeconds: number
  constructor(message: string, againInSeconds = SOON_SECONDS) {
    super(message)
    this.againInSeconds = againInSeconds
  }
}
const SOON_SECONDS = 5

export type PageVariables = {
  /** In the log line and on the error page of this request. */
  reference: string
  browserId: string
  cookieRules: CookieRules
  csrfToken: string
  /** Set for every POST that reached a handler. */
  form: Form
  /** On an error page: whether this address shows a page, where the request may be begun anew. */
  hasPage?: boolean
  /** Set by a handler that knows more of it than the request says: for the page that goes on. */
  journeyLanguage?: Language
}

export type PageOptions = {
  program: string
  /** The one origin that this server answers as, for example https://sluis.example. */
  origin: string
  log: Log
  csrf: Csrf
  /** What its pages need besides the strict headers: a camera, a worker. */
  headerPolicy?: HeaderPolicy
  /** Paths that are APIs: no cookie, no form, JSON errors by their own handlers. */
  isApi?(path: string): boolean
  /** Renders the page of an error; the status is set already. */
  errorPage(c: Context, error: PageError, reference: string): Response | Promise<Response>
  /**
   * Renders the page that goes on to another origin: a link to `url`, for browsers that do not go by themselves. A
   * program without one has no redirects to another origin.
   */
  interstitialPage?(c: Context, url: URL): Response | Promise<Response>
  /** Paths of this origin that no page answers, and that redirect to other origins: a protocol's. */
  leadsAway?(path: string): boolean
}

/**
 * Goes first on the app: reference, log line, host, headers; for a POST of a page also origin, form and token. Whatever
 * a handler redirects to, a page leads to another origin by the page that goes on alone: its GET may be the second half
 * of a form, and does not know.
 */
export function pageMiddleware(options: PageOptions): MiddlewareHandler<{ Variables: PageVariables }> {
  const { host, protocol } = new URL(options.origin)
  const browserCookie = `${options.program}-browser`
  const rules = cookieRules(options.origin)
  const headersFor = headersBy(options.headerPolicy)
  return async (c, next) => {
    const reference = randomToken(6)
    c.set('reference', reference)
    c.set('cookieRules', rules)
    const beganAt = performance.now()
    const finish = (response: Response) => {
      const { headers } = response
      for (const [name, value] of headersFor(headers.get('content-type')))
        if (!headers.has(name)) headers.set(name, value)
      if (protocol === 'https:') headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains')
      if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
      // The path without its query: queries may carry hints of who somebody is.
      options.log.info(
        {
          reference,
          method: c.req.method,
          path: redactPath(c.req.path),
          status: response.status,
          ms: Math.round(performance.now() - beganAt),
        },
        'request',
      )
    }
    const answer = async (error: PageError) => {
      c.status(PAGE_ERROR_STATUS[error])
      c.res = await options.errorPage(c, error, reference)
      finish(c.res)
    }

    if (c.req.header('host') !== host && !isHealthCheck(c.req.path)) return answer('unknown-host')
    if (!options.isApi?.(c.req.path)) {
      const sent = readCookie(c, browserCookie)
      const browserId = options.csrf.isBrowserId(sent) ? sent : options.csrf.newBrowserId()
      if (browserId !== sent) writeCookie(c, browserCookie, browserId)
      c.set('browserId', browserId)
      const csrfToken = options.csrf.tokenFor(browserId)
      c.set('csrfToken', csrfToken)
      if (c.req.method === 'POST') {
        if (!isOwnOrigin(c.req.raw.headers, options.origin)) return answer('foreign-form')
        const form = await readForm(c.req.raw)
        if (!form.ok) return answer(form.refusal)
        if (browserId !== sent || !options.csrf.matches(browserId, form.value.text('csrf'), csrfToken))
          return answer('foreign-form')
        c.set('form', form.value)
      }
    }
    await next()
    const leaving = leavingTo(
      { status: c.res.status, location: c.res.headers.get('location') },
      options.origin,
      (path) => options.leadsAway?.(path) ?? false,
    )
    if (leaving) {
      if (!options.interstitialPage) throw new Error(`a page of ${options.program} leads to another origin`)
      c.status(200)
      c.res = await options.interstitialPage(c, leaving)
      c.res.headers.delete('location')
      c.res.headers.set('refresh', refreshTo(leaving))
    }
    finish(c.res)
  }
}

/** Goes last: what a route that is missing, a wrong method and a fault look like. */
export function handleErrors<E extends { Variables: PageVariables }>(app: Hono<E>, options: PageOptions): void {
  const reply = (c: Context, error: PageError, againInSeconds = SOON_SECONDS) => {
    c.status(PAGE_ERROR_STATUS[error])
    if (error === 'busy' || error === 'database-gone') {
      c.header('retry-after', String(againInSeconds))
      c.set('hasPage', methodsOf(app, c.req.path).includes('GET'))
    }
    return options.errorPage(c, error, (c.get('reference') as string | undefined) ?? randomToken(6))
  }
  app.notFound((c) => {
    const others = methodsOf(app, c.req.path)
    // A handler that says "not found" is believed: only a method that nobody serves is a wrong one.
    if (others.length === 0 || others.includes(c.req.method)) return reply(c, 'not-found')
    c.header('allow', others.join(', '))
    return reply(c, 'wrong-method')
  })
  app.onError((error, c) => {
    const reference = c.get('reference')
    if (error instanceof Busy) return reply(c, 'busy', error.againInSeconds)
    if (error instanceof ClientGone) {
      options.log.info({ reference }, 'a client hung up in the middle of its request')
      return reply(c, 'form-broken')
    }
    if (isDatabaseGone(error)) {
      options.log.error({ reference, err: error }, 'database out of reach')
      return reply(c, 'database-gone')
    }
    options.log.error({ reference, err: error }, 'fault')
    return reply(c, 'fault')
  })
}

function methodsOf<E extends { Variables: PageVariables }>(app: Hono<E>, path: string): string[] {
  const found = app.routes
    .filter((route) => route.method !== 'ALL' && !route.path.includes('*'))
    .filter((route) => new RegExp(`^${route.path.replace(/:[^/]+/g, '[^/]+')}$`).test(path))
    .map((route) => route.method)
  return [...new Set(found)].flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}
