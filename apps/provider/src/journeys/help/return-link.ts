// The way back from the help: to the page that somebody came from, ours or an application's. Never to any other site.
import { localPath } from '@sluis/server-kit/local-path'
import type { Language } from '@sluis/server-kit/messages'
import type { Context, MiddlewareHandler } from 'hono'
import { type Application, nameIn } from '#identity/applications/application.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'

/** `application`: its name; null for a page of ours. */
export type ReturnLink = { href: string; application: string | null }
type FoundLink = { href: string; application: Pick<Application, 'name' | 'names'> | null }

export const returnLinkIn = ({ href, application }: FoundLink, language: Language): ReturnLink => ({
  href,
  application: application && nameIn(application, language),
})

const isHelp = (path: string): boolean => path === '/help' || path.startsWith('/help/') || path.startsWith('/help?')

/** A page of ours that links here is in the address from then on, so that a reload and the search do not lose it. */
export const keepReturnPath =
  (issuer: string): MiddlewareHandler<Env> =>
  async (c, next) => {
    const from = URL.parse(c.req.header('referer') ?? '')
    if (from?.origin !== issuer || isHelp(from.pathname) || c.req.query('from') !== undefined) return next()
    const here = new URL(c.req.url)
    here.searchParams.set('from', from.pathname + from.search)
    return c.redirect(here.pathname + here.search, 303)
  }

/**
 * `from` in the address: a path. It is one of ours, or with `client_id` one of that application, on the origin that it
 * is registered with. Null where there is none.
 */
export async function findReturnLink(c: Context<Env>, { identity }: Pick<Deps, 'identity'>): Promise<FoundLink | null> {
  const path = pathBack(c)
  if (path === null) return null
  const clientId = c.req.query('client_id')
  if (clientId === undefined) return { href: path, application: null }
  const application = await identity.applications.findByClientId(clientId.slice(0, 200))
  const home = application && URL.parse(application.homeUri ?? application.redirectUris[0] ?? '')
  return home && /^https?:$/.test(home.protocol) ? { href: home.origin + path, application } : null
}

/** What `from` says, where it is a path that a page may have. */
function pathBack(c: Context<Env>): string | null {
  const from = c.req.query('from')
  const path = localPath(from)
  return (path === '/' && from !== '/') || isHelp(path) ? null : path
}

/** Another page of the help, with the way back. */
export function carryReturnPath(c: Context<Env>, href: string): string {
  const carried = Object.entries(returnFields(c))
  if (carried.length === 0) return href
  const [path = '', fragment] = href.split('#')
  const query = carried.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  return `${path}${path.includes('?') ? '&' : '?'}${query}${fragment === undefined ? '' : `#${fragment}`}`
}

/** What the address says of it, for a form of the help. */
export function returnFields(c: Context<Env>): Record<string, string> {
  const [from, clientId] = [pathBack(c), c.req.query('client_id')?.slice(0, 200)]
  return from === null ? {} : { from, ...(clientId !== undefined && { client_id: clientId }) }
}
