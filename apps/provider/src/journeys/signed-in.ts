// The shell of somebody who is signed in: profile menu at the top right, and the guard that brings everybody else to the way in.
import type { Html } from '@sluis/design'
import type { Context } from 'hono'
import { finishSignIn } from '#identity/sessions/finish.service.ts'
import type { PageParts } from '#platform/page.ts'
import { withNext } from './forms.ts'
import { type Env, type KnownWay, type Needs, onward, wayTo } from './way.ts'

export type SignedInWay = KnownWay & { isAdministrator: boolean }

/** Serves a page to whoever is through the way in to it; a sign-in that ends here becomes a session. */
export const signedIn =
  (needs: Needs, href: string, serve: (c: Context<Env>, way: SignedInWay) => Promise<Response> | Response) =>
  async (c: Context<Env>): Promise<Response> => {
    const way = await wayTo(c, needs, href)
    if (!way) return c.redirect('/', 303)
    const { session, person } = way.stand
    if (way.stand.step !== null || !session || !person) return c.redirect(c.req.method === 'GET' ? onward(way) : withNext('/sign-in', href), 303)
    if (session.signedInAt === null) await needs.identity.together((stores) => finishSignIn(stores, session, { origin: needs.addressOf(c) }, way.now))
    return serve(c, { ...way, session, person, isAdministrator: await needs.identity.people.isAdministrator(person.id) })
  }

export function accountPage(c: Context<Env>, needs: Needs, { say, person, isAdministrator }: SignedInWay, parts: PageParts & { here: '/' | '/account' | '/admin' }): Html {
  const initials = person.name.split(/\s+/).filter((part) => /^\p{Lu}/u.test(part)).map((part) => part[0]!).slice(0, 2).join('')
  const item = (href: string, text: string) => ({ href, text, current: parts.here === href })
  return needs.draw.app(c, say, parts, {
    width: parts.here === '/admin' ? 'wide' : 'narrow',
    nav: {
      label: say('nav.label'),
      menuLabel: say('nav.menu'),
      items: [item('/', say('nav.home')), item('/account', say('nav.my-details')), ...(isAdministrator ? [item('/admin', say('nav.admin'))] : [])],
    },
    accountMenu: {
      label: say('nav.account'),
      name: person.name,
      initials: initials || person.name.slice(0, 1).toUpperCase(),
      items: [{ text: say('nav.my-details'), href: '/account' }, { text: say('page.log-out'), action: '/sign-out', fields: { csrf: c.get('csrfToken') } }],
    },
  })
}

