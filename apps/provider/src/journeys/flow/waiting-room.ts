// The waiting room before the password (decision 0052): whoever comes while more people are on their way to it than
// this process can serve waits for their turn, and goes on by themselves. Nothing is asked of the database for them.
import { actions, type Html, linkButton } from '@sluis/design'
import { type Arrival, type Place, PLACE_LASTS_MS } from '@sluis/server-kit/admission'
import type { Clock } from '@sluis/server-kit/clock'
import { cookieRules } from '@sluis/server-kit/cookies'
import type { HashQueue } from '@sluis/server-kit/hash-queue'
import { type Language, pickLanguage } from '@sluis/server-kit/messages'
import { Busy } from '@sluis/server-kit/page-middleware'
import { Hono, type Context, type MiddlewareHandler } from 'hono'
import { parse, serialize } from 'hono/utils/cookie'
import { html } from 'hono/html'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Translate } from '#locales/messages.ts'
import { PLACE_COOKIE, readCookie, SESSION_COOKIE, writeCookie } from '#platform/cookies.ts'
import { isLanguage, languageOf } from '#platform/language.ts'
import type { Renderer } from '#platform/page.ts'
import type { Ticket, TicketPrinter } from '#platform/waiting-ticket.ts'
import type { Identity } from '#use-cases/stores.ts'
import type { Env } from './sign-in-flow.ts'

type Deps = {
  identity: Pick<Identity, 'sessions'>
  clock: Clock
  renderer: Renderer
  issuer: string
  tickets: TicketPrinter
  line: {
    /** Somebody who has just come, or who came at `since`. Null where the line is too long for one more. */
    arrive(since: number | null): Promise<Arrival | null>
    /** Where this one stands, or one who had just come, without going in; null for who would be let in. */
    look(since: number | null): Promise<Place | null>
  }
  hashQueue: Pick<HashQueue, 'isFull'>
  /** Goes on whatever happens to the machine's clock. */
  nowMs: () => number
}

export type WaitingRoom = ReturnType<typeof createWaitingRoom>

const WAY_IN = '/oidc/auth'
/** As the engine reads it. */
const isWayIn = (path: string): boolean => path.toLowerCase().replace(/\/$/, '') === WAY_IN
// Long enough for a name and a password that have to be looked up.
const IN_FOR_MS = 15 * 60_000
const COOKIE_SECONDS = 3_600
const FULL_AGAIN_SECONDS = 60
const LONG_SECONDS = 100

export function createWaitingRoom(deps: Deps) {
  const { line, tickets, issuer, nowMs } = deps
  const rules = cookieRules(issuer)
  // Whoever was told to wait at an application's way in: the page is drawn for the same request.
  // Null where the line was full.
  const held = new WeakMap<IncomingMessage, (Arrival & { isIn: false }) | null>()

  /** `cookie`: to be written, where there is something new to keep. Null where the line is full. */
  async function arrive(sent: string | undefined): Promise<{ arrival: Arrival; cookie: string | null } | null> {
    const now = nowMs()
    const ticket = tickets.read(sent)
    if (isIn(ticket, now)) return { arrival: { isIn: true }, cookie: null }
    const since = sinceOf(ticket, now)
    const arrival = await line.arrive(since)
    if (arrival === null) return null
    if (arrival.isIn) return { arrival, cookie: tickets.print({ kind: 'is-in', atMs: Math.round(now) }) }
    return {
      arrival,
      cookie: since === arrival.since ? null : tickets.print({ kind: 'waits', sinceMs: arrival.since }),
    }
  }

  /** Somebody in the middle of something (a second factor, a set-up, a password asked again) who would have to wait. */
  async function passesBySession(c: Context, sent: string | undefined): Promise<boolean> {
    const [token, now] = [readCookie(c, SESSION_COOKIE), nowMs()]
    const ticket = tickets.read(sent)
    if (token === undefined || isIn(ticket, now) || (await line.look(sinceOf(ticket, now))) === null) return false
    return (await deps.identity.sessions.findByToken(token, deps.clock.now())) !== undefined
  }

  function page(c: Context, { place }: Arrival & { isIn: false }): Response | Promise<Response> {
    const t = deps.renderer.t(languageOf(c, { uiLanguage: pickLanguage(c.req.query('ui_locales')) }))
    c.header('retry-after', String(place.lookAgain))
    return c.html(waitingPage(deps.renderer, c, t, place), place.seconds === null ? 503 : 200)
  }

  return {
    /**
     * Whether an application's request may have to wait. Not one that is silent, and not one whose parameters were
     * pushed: it would expire here, and waits at the sign-in page instead.
     */
    mayHold({ method, url: asked, headers }: IncomingMessage): boolean {
      if (method !== 'GET' || asked?.slice(0, WAY_IN.length).toLowerCase() !== WAY_IN) return false
      const url = URL.parse(asked, issuer)
      if (url === null || !isWayIn(url.pathname) || url.searchParams.has('request_uri')) return false
      if (/(?:^| )none(?: |$)/.test(url.searchParams.get('prompt') ?? '')) return false
      return parse(headers.cookie ?? '')[rules.nameOf(SESSION_COOKIE)] === undefined
    },

    /** True where it waits: before anything is done for it. `routes` have the page. */
    async hold(incoming: IncomingMessage, outgoing: ServerResponse): Promise<boolean> {
      const sent = parse(incoming.headers.cookie ?? '')
      const arrived = await arrive(sent[rules.nameOf(PLACE_COOKIE)])
      if (arrived === null) {
        held.set(incoming, null)
        return true
      }
      const { arrival, cookie } = arrived
      if (!arrival.isIn) held.set(incoming, arrival)
      else if (cookie !== null)
        outgoing.appendHeader(
          'set-cookie',
          serialize(rules.nameOf(PLACE_COOKIE), cookie, {
            path: '/',
            secure: rules.isSecure,
            httpOnly: true,
            sameSite: 'Lax',
            maxAge: COOKIE_SECONDS,
          }),
        )
      return !arrival.isIn
    },

    /** Before a password that could not be checked now: said at once, and without a try that is given back. */
    ensureChecked: (async (c, next) => {
      if (c.req.method === 'POST' && deps.hashQueue.isFull()) throw new Busy('the hashing queue is full')
      return next()
    }) satisfies MiddlewareHandler<Env>,

    /** Before the pages that come before the password, and their forms: a form is of somebody who was let in. */
    guard: (async (c, next) => {
      const sent = readCookie(c, PLACE_COOKIE)
      // However long ago that was: what somebody typed is not lost.
      if (c.req.method === 'POST' && tickets.read(sent)?.kind === 'is-in') return next()
      if (await passesBySession(c, sent)) return next()
      const arrived = await arrive(sent)
      if (arrived === null) throw fullLine()
      const { arrival, cookie } = arrived
      if (cookie !== null) writeCookie(c, PLACE_COOKIE, cookie, COOKIE_SECONDS)
      if (arrival.isIn) return next()
      return c.req.method === 'POST' ? c.redirect(`${c.req.path}${new URL(c.req.url).search}`, 303) : page(c, arrival)
    }) satisfies MiddlewareHandler<Env>,

    routes: new Hono<Env>()
      .get('/oidc/*', (c) => {
        const arrival = held.get(c.env.incoming)
        if (arrival === undefined) return c.notFound()
        if (arrival === null) throw fullLine()
        writeCookie(c, PLACE_COOKIE, tickets.print({ kind: 'waits', sinceMs: arrival.since }), COOKIE_SECONDS)
        return page(c, arrival)
      })
      .get('/waiting', async (c) => {
        const language = c.req.query('language')
        const t = deps.renderer.t(language !== undefined && isLanguage(language) ? language : languageOf(c))
        const since = sinceOf(tickets.read(readCookie(c, PLACE_COOKIE)), nowMs())
        const place = since === null ? null : await line.look(since)
        return c.json(
          place === null
            ? { text: '', lookAgain: 0, number: 0 }
            : { text: sentence(t, place), lookAgain: place.lookAgain, number: place.number },
        )
      }),
  }

  function isIn(ticket: Ticket | null, now: number): boolean {
    return ticket?.kind === 'is-in' && now - ticket.atMs < IN_FOR_MS
  }

  function sinceOf(ticket: Ticket | null, now: number): number | null {
    return ticket?.kind === 'waits' && now - ticket.sinceMs < PLACE_LASTS_MS ? ticket.sinceMs : null
  }
}

const fullLine = (): Busy => new Busy('the line is full', FULL_AGAIN_SECONDS)

function sentence(t: Translate, { number, seconds }: Place): string {
  const where = { number }
  if (seconds === null) return t('waiting.closed', where)
  return seconds < LONG_SECONDS
    ? t('waiting.seconds', { ...where, seconds })
    : t('waiting.minutes', { ...where, minutes: Math.ceil(seconds / 60) })
}

function waitingPage(renderer: Renderer, c: Context, t: Translate, place: Place): Html {
  const here = `${c.req.path}${new URL(c.req.url).search}`
  const look: { language: Language; lookAgain: number } = { language: t.language, lookAgain: place.lookAgain }
  const content = html`<h1>${t('waiting.title')}</h1>
<p class="lead" id="place" data-look="/waiting?language=${look.language}" data-seconds="${look.lookAgain}">${sentence(t, place)}</p>
<p class="visually-hidden" id="place-status" role="status"></p>
<p>${t('waiting.body')}</p>
${actions([linkButton({ text: t('waiting.look'), href: here, kind: 'quiet' })])}`
  return renderer.step(c, t, {
    title: t('waiting.title'),
    content,
    // Whoever has scripts is told in place, without losing where they were on the page.
    head: html`<noscript><meta http-equiv="refresh" content="${look.lookAgain}"></noscript>`,
    modules: ['wait'],
    bodyId: 'waiting-room',
    help: 'email',
  })
}
