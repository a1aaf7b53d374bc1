// Where somebody was who forgot their password, kept until they have a new one: a request of an application in this
// browser, and for any other browser the application's own pages.
import { type Html, linkButton } from '@sluis/design'
import type { Language } from '@sluis/server-kit/messages'
import type { Context } from 'hono'
import { type Application, nameIn } from '#identity/applications/application.ts'
import { homeAddressOf } from '#identity/applications/home-address.ts'
import type { Translate } from '#locales/messages.ts'
import { setPageBrand } from '#platform/page-brand.ts'
import { withNext } from '../flow/forms.ts'
import { type Deps, type Env, type FlowContext, resolveFlow } from '../flow/sign-in-flow.ts'

/** As it stands in addresses, the mailed one too; anybody could write it, so that it says no more than where to go. */
export type ResetOrigin = { next: string | null; clientId: string | null }
export const NOWHERE: ResetOrigin = { next: null, clientId: null }

/** `href`: where its people log in; null where it has no page of its own. */
export type OwnPages = Pick<Application, 'id' | 'clientId' | 'name'> & { href: string | null }

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

export type From = { flow: FlowContext; origin: ResetOrigin; application: OwnPages | null }

/** The sign-in that somebody came from, where this browser has it still; else that of Home. */
export async function resolveOrigin(c: Context<Env>, deps: Deps, asked: ResetOrigin): Promise<From> {
  const found = asked.next === null ? null : await resolveFlow(c, deps, asked.next)
  const flow = found ?? (await resolveFlow(c, deps, '/'))!
  const { application: asking } = flow.request
  if (asking) {
    const origin = { next: flow.next, clientId: asking.clientId }
    return { flow, origin, application: { ...asking, href: homeAddressOf(asking) } }
  }
  const application = await nameApplication(c, deps, asked, flow.t.language)
  return { flow, origin: { next: null, clientId: application?.clientId ?? null }, application }
}

/** The application that the address names, in the header of this page too. */
export async function nameApplication(
  c: Context<Env>,
  { identity }: Pick<Deps, 'identity'>,
  { clientId }: ResetOrigin,
  language: Language,
): Promise<OwnPages | null> {
  const named = clientId === null ? undefined : await identity.applications.findByClientId(clientId)
  if (!named) return null
  const name = nameIn(named, language)
  setPageBrand(c, { application: { ...named, name }, employer: null, isHalfWay: false })
  return { ...named, name, href: homeAddressOf(named) }
}

type Back = Pick<From, 'origin' | 'application'> & { t: Translate }
/** To where they came from: a sign-in of ours, or the page of an application that asks for a password of its own. */
export function backLink({ t, origin, application }: Back, kind: 'quiet' | 'link', wide = false): Html {
  if (origin.next === null && application?.href)
    return linkButton({
      text: t('forgotten.back-to', { application: application.name }),
      href: application.href,
      kind,
      wide,
    })
  return linkButton({
    text: t('forgotten.back'),
    href: origin.next === null ? '/sign-in' : withNext('/sign-in', origin.next),
    kind,
    wide,
  })
}
