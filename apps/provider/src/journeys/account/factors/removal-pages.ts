// Before a second factor is removed: what that means; and, where it must stay, why and what to do instead.
import { actions, button, linkButton, notice, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { findFactorRequirement } from '#use-cases/manage-factors/factor-requirement.ts'
import type { RemovalRefusal } from '#identity/second-factors/removal.ts'
import type { MessageKey } from '#locales/messages.ts'
import type { PageParts } from '#platform/page.ts'
import { form } from '#journeys/flow/forms.ts'
import { accountPage, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Env, Deps } from '#journeys/flow/sign-in-flow.ts'
import { whyRequired } from './why-required.ts'

export type Removal = { title: string; lead: string; after?: string; go: string; keep: { text: string; href: string } }

/** Posts to `action`. */
export function removalPage(
  c: Context<Env>,
  deps: Deps,
  flow: SignedInFlow,
  action: string,
  { title, lead, after, go, keep }: Removal,
  { fields = {}, ...more }: Pick<PageParts, 'bodyId' | 'help'> & { fields?: Record<string, string> } = {},
): Html {
  const content = html`<h1>${title}</h1>
<p class="lead">${lead}</p>
${
  after === undefined
    ? ''
    : html`<p>${after}</p>
`
}${form(action, c.get('csrfToken'), html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}${actions([button({ text: go, kind: 'danger' }), linkButton({ ...keep, kind: 'quiet' })])}`)}`
  return accountPage(c, deps, flow, { here: '/account', title, content, ...more })
}

const WHY: Record<Exclude<RemovalRefusal, 'unknown'>, MessageKey> = {
  last: 'remove.last',
  'last-and-required': 'remove.last-required',
  'text-alone': 'remove.text-alone',
}

export async function removalRefused(
  c: Context<Env>,
  deps: Deps,
  flow: SignedInFlow,
  refusal: RemovalRefusal,
): Promise<Response> {
  if (refusal === 'unknown') return c.notFound()
  const { t, person, now } = flow
  const why = whyRequired(t, await findFactorRequirement(deps.identity, person.id, now))
  const isText = refusal === 'text-alone'
  const title = t(isText ? 'remove.text-alone-title' : 'remove.last-title')
  const first = isText
    ? linkButton({ text: t('further.link'), href: '/account/authenticators/add' })
    : linkButton({ text: t('new-phone.title'), href: '/account/authenticators/new-phone' })
  const content = html`<h1>${title}</h1>
${refusal === 'last-and-required' && why ? notice({ kind: 'warning', kindText: t('notice.warning'), content: why }) : ''}
<p class="lead">${t(WHY[refusal])}</p>
${actions([first, refusal === 'last' ? linkButton({ text: t('off.link'), href: '/account/two-step/off', kind: 'quiet' }) : linkButton({ text: t('page.back'), href: '/account#two-step', kind: 'quiet' })])}`
  c.status(409)
  return c.html(accountPage(c, deps, flow, { here: '/account', title, content, help: 'new-phone' }))
}
