// Where somebody was who forgot their password, kept until they have a new one: a request of an application in this
// browser, and for any other browser the application's own pages.
import type { Context } from 'hono'
import { nameIn } from '#identity/applications/application.ts'
import { homeAddressOf } from '#identity/applications/home-address.ts'
import { setPageBrand } from '#platform/page-brand.ts'
import { withNext } from '../flow/forms.ts'
import { type Deps, type Env, type FlowContext, resolveFlow } from '../flow/sign-in-flow.ts'

/** As it stands in addresses, the mailed one too; anybody could write it, so that it says no more than where to go. */
export type ResetOrigin = { next: string | null; clientId: string | null }
export const NOWHERE: ResetOrigin = { next: null, clientId: null }

/** `href`: where its people log in; null where it has no page of its own. */
export type OwnPages = { id: string; name: string; href: string | null }

const MAX_NEXT = 200

export function originIn(c: Context<Env>): ResetOrigin {
  const next = c.req.query('next') ?? null
  const clientId = c.req.query('client_id')?.slice(0, 200) ?? null
  return { next: next !== null && next.length <= MAX_NEXT ? next : null, clientId }
}

export function withOrigin(path: string, { next, clientId }: ResetOrigin): string {
  const query = new URLSearchParams({
    ...(next !== null && { next }),
    ...(clientId !== null && { client_id: clientId }),
  })
  return query.size === 0 ? path : `${path}?${query}`
}

/** Where logging in begins again. */
export const signInHref = ({ next }: ResetOrigin): string => (next === null ? '/sign-in' : withNext('/sign-in', next))

/** The sign-in that somebody came from, where this browser has it still; else that of Home. */
export async function resolveOrigin(
  c: Context<Env>,
  deps: Deps,
  asked: ResetOrigin,
): Promise<{ flow: FlowContext; origin: ResetOrigin; application: OwnPages | null }> {
  const found = asked.next === null ? null : await resolveFlow(c, deps, asked.next)
  const flow = found ?? (await resolveFlow(c, deps, '/'))!
  const { application: asking } = flow.request
  if (asking) {
    const origin = { next: flow.next, clientId: asking.clientId }
    return { flow, origin, application: { id: asking.id, name: asking.name, href: homeAddressOf(asking) } }
  }
  const named = asked.clientId === null ? undefined : await deps.identity.applications.findByClientId(asked.clientId)
  if (!named) return { flow, origin: NOWHERE, application: null }
  const name = nameIn(named, flow.t.language)
  setPageBrand(c, { ...named, name }, flow.signIn.employer)
  const application = { id: named.id, name, href: homeAddressOf(named) }
  return { flow, origin: { next: null, clientId: named.clientId }, application }
}
