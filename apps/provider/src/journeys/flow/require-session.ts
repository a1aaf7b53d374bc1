// The shell of somebody who is signed in: profile menu at the top right, and the guard that leads everybody else to the
// sign-in.
import { actions, type Html, linkButton } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { finishByItself } from '#use-cases/sign-in/finish-sign-in.ts'
import { ensureDeviceToken } from '#platform/cookies.ts'
import { endLanguage } from '#platform/language.ts'
import type { PageParts } from '#platform/page.ts'
import { accessRequirementOf } from './access-requirements.ts'
import { withNext } from './forms.ts'
import { type Env, type AuthenticatedFlow, type Deps, nextUrl, type FlowContext, resolveFlow } from './sign-in-flow.ts'

export type SignedInFlow = AuthenticatedFlow & { isAdministrator: boolean }

/**
 * Serves a page to somebody who meets its requirement; a sign-in that ends here becomes a session. `href`: where a
 * sign-in leads that is required first; null for the request's own path, which access-requirements.ts must know.
 */
export const requireSession =
  (deps: Deps, href: string | null, serve: (c: Context<Env>, flow: SignedInFlow) => Promise<Response> | Response) =>
  async (c: Context<Env>): Promise<Response> => {
    const here = href ?? c.req.path
    const flow = await resolveFlow(c, deps, here)
    if (!flow) return c.redirect('/', 303)
    const { session, person } = flow.signIn
    if (flow.signIn.step !== null || !session || !person) {
      const isForFactors = accessRequirementOf(c.req.path) === 'fresh-factor'
      if (c.req.method !== 'GET') return c.redirect(withNext(isForFactors ? PROVE_FIRST : '/sign-in', here), 303)
      const refused = isForFactors && session !== null ? refusalPage(c, deps, flow) : null
      return refused ?? c.redirect(nextUrl(flow), 303)
    }
    if (session.signedInAt === null) {
      const at = { origin: deps.addressOf(c), device: ensureDeviceToken(c), factors: flow.signIn.factors }
      await finishByItself(deps, session, person, at, flow.now)
    }
    // An offer leads on, and of a device the answer is still to be read.
    if (!/^\/(?:offer|device)\//u.test(c.req.path)) endLanguage(c)
    return serve(c, {
      ...flow,
      session,
      person,
      isAdministrator: session.isAdministrator === true,
    })
  }

/** Where a form leads that somebody may not send yet. */
export const PROVE_FIRST = '/sign-in/first'

/**
 * Somebody with only the password is refused where factors and passwords are changed, and sees what to do first (rule
 * 4). So does somebody who is not signed in at all and sent a form. Null for whoever is only asked once more.
 */
export function refusalPage(c: Context<Env>, deps: Deps, flow: FlowContext): Response | Promise<Response> | null {
  const { t, signIn } = flow
  const knowsPassword = signIn.session !== null && signIn.session.factorAt === null && signIn.facts.passwordProved
  if (signIn.session !== null && !knowsPassword) return null
  const [title, what] = !knowsPassword
    ? [t('first.log-in'), t('password.log-in')]
    : signIn.facts.hasSecondFactor
      ? [t('first.code'), t('code.title')]
      : [t('first.set-up'), t('two-step.enable')]
  const content = html`<h1>${title}</h1><p class="lead">${t('first.why')}</p>${actions([linkButton({ text: what, href: nextUrl(flow) })])}`
  c.status(knowsPassword ? 403 : 401)
  return c.html(deps.renderer.step(c, t, { title, content, bodyId: 'first' }))
}

export function accountPage(
  c: Context<Env>,
  deps: Deps,
  { t, person, isAdministrator }: SignedInFlow,
  parts: PageParts & { here: '/' | '/account' | '/admin' },
): Html {
  const initials = person.name
    .split(/\s+/)
    .filter((part) => /^\p{Lu}/u.test(part))
    .map((part) => part[0]!)
    .slice(0, 2)
    .join('')
  const item = (href: string, text: string) => ({ href, text, current: parts.here === href })
  return deps.renderer.app(c, t, parts, {
    width: parts.here === '/admin' ? 'wide' : 'narrow',
    nav: {
      label: t('nav.label'),
      menuLabel: t('nav.menu'),
      items: [
        item('/', t('nav.home')),
        item('/account', t('nav.my-details')),
        ...(isAdministrator ? [item('/admin', t('nav.admin'))] : []),
      ],
    },
    accountMenu: {
      label: t('nav.account'),
      name: person.name,
      initials: initials || person.name.slice(0, 1).toUpperCase(),
      items: [
        { text: t('nav.home'), href: '/' },
        { text: t('nav.my-details'), href: '/account' },
        { text: t('page.log-out'), action: '/sign-out', fields: { csrf: c.get('csrfToken') } },
      ],
    },
  })
}
