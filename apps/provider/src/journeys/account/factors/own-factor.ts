// One factor of one's own, of any kind that can be named: its page, its name, and its removal.
import { isId } from '@sluis/server-kit/random'
import { actions, type Html, linkButton } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { MAX_NAME_CHARACTERS, parseFactorName } from '#identity/second-factors/factor-name.ts'
import { type Factor, isUsable } from '#identity/second-factors/factors.ts'
import type { RemovalRefusal } from '#identity/second-factors/removal.ts'
import type { MessageKey } from '#locales/messages.ts'
import { findRemovalRefusal, removeFactor } from '#use-cases/manage-factors/remove-factor.ts'
import { renameFactor } from '#use-cases/manage-factors/rename-factor.ts'
import { pageNotes } from '#journeys/flow/page-notes.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import type { Deps, Env } from '#journeys/flow/sign-in-flow.ts'
import { provedByFactor } from './proved-by-factor.ts'
import { withFlash } from '@sluis/server-kit/flash'

export type FactorError = { field: 'name' | 'code'; text: string; typed?: string }

/** What the page of one factor says: what was wrong with a form of it, and why it may not be removed. */
export type Shown = { error: FactorError | null; refusal: RemovalRefusal | null }

/** A name that is too long, as it was typed. */
const NAMES = pageNotes<{ typed: string }>()

export type NamedFlash = 'named' | 'unnamed' | 'unchanged'
export const namedFlash = (isRenamed: boolean, name: string): NamedFlash =>
  isRenamed ? (name === '' ? 'unnamed' : 'named') : 'unchanged'

type Answer = Promise<Response> | Response
type Serve<Own> = (c: Context<Env>, flow: SignedInFlow, factor: Own) => Answer

/** What is particular to one kind of factor. */
export type FactorPages<Own> = {
  path: string
  list(personId: string): Promise<readonly Own[]>
  page(c: Context<Env>, flow: SignedInFlow, factor: Own, shown: Shown): Html | Promise<Html>
  /** The page, with what a form of its own is answered by. */
  show?(c: Context<Env>, flow: SignedInFlow, factor: Own, refusal: Shown['refusal']): Answer
  nameTooLong: MessageKey
  /** Where to go after the factor was named, and after it was removed. */
  hrefNamed(factor: Own, flash: NamedFlash): string
  hrefRemoved: string
  removalPage(c: Context<Env>, flow: SignedInFlow, factor: Own): Html
  removalRefused(c: Context<Env>, flow: SignedInFlow, factor: Own, refusal: RemovalRefusal): Answer
}

/** Serves the factor whose id is in the address; somebody else's, and none, look the same. */
export const requireOwnFactor = <Own extends Factor>(
  deps: Deps,
  { list }: Pick<FactorPages<Own>, 'list'>,
  serve: Serve<Own>,
) =>
  requireSession(deps, null, async (c, flow) => {
    const id = c.req.param('id') ?? ''
    const factor = isId(id) ? (await list(flow.person.id)).find((each) => each.id === id && isUsable(each)) : undefined
    return factor ? serve(c, flow, factor) : c.html(gonePage(c, deps, flow), 404)
  })

/** Back after it was removed, or an address of somebody else's: where to see what there is. */
function gonePage(c: Context<Env>, deps: Deps, flow: SignedInFlow): Html {
  const title = flow.t('remove.gone-title')
  const content = html`<h1>${title}</h1><p class="lead">${flow.t('remove.gone')}</p>
${actions([linkButton({ text: flow.t('already.to-details'), href: '/account' })])}`
  return accountPage(c, deps, flow, { here: '/account', title, content })
}

export function ownFactorRoutes<Own extends Factor>(deps: Deps, pages: FactorPages<Own>): Hono<Env> {
  const own = (serve: Serve<Own>) => requireOwnFactor(deps, pages, serve)
  const routes = new Hono<Env>()
  routes.get(
    '/:id',
    own(async (c, flow, factor) => {
      const refusal = await findRemovalRefusal(deps.identity, flow.person.id, factor.id, flow.now)
      const typed = NAMES.read(c, deps)?.typed
      if (typed === undefined)
        return (
          pages.show?.(c, flow, factor, refusal) ?? c.html(await pages.page(c, flow, factor, { error: null, refusal }))
        )
      const text = flow.t(pages.nameTooLong, { most: MAX_NAME_CHARACTERS })
      return c.html(await pages.page(c, flow, factor, { error: { field: 'name', text, typed }, refusal }), 422)
    }),
  )
  routes.get('/:id/name', (c) => c.redirect(`${pages.path}/${c.req.param('id')}`, 303))
  routes.post(
    '/:id/name',
    own(async (c, flow, factor) => {
      const typed = c.get('form').text('name')
      const name = parseFactorName(typed)
      if (name === null) return NAMES.redirect(c, deps, `${pages.path}/${factor.id}`, { typed })
      const isRenamed = await renameFactor(deps, flow.session, factor, name, flow.now)
      return c.redirect(withFlash(c, pages.hrefNamed(factor, namedFlash(isRenamed, name))), 303)
    }),
  )
  routes.get(
    '/:id/remove',
    own((c, flow, factor) => provedByFactor((_c, proved) => askRemoval(c, proved, factor))(c, flow)),
  )
  routes.post(
    '/:id/remove',
    own((c, flow, factor) => provedByFactor((_c, proved) => remove(c, proved, factor))(c, flow)),
  )
  return routes

  async function askRemoval(c: Context<Env>, flow: SignedInFlow, factor: Own): Promise<Response> {
    const refusal = await findRemovalRefusal(deps.identity, flow.person.id, factor.id, flow.now)
    return refusal === null
      ? c.html(pages.removalPage(c, flow, factor))
      : pages.removalRefused(c, flow, factor, refusal)
  }

  async function remove(c: Context<Env>, flow: SignedInFlow, factor: Own): Promise<Response> {
    const removed = await removeFactor(deps, flow.session, flow.person, factor.id, deps.clock.now())
    // The page says why not.
    return c.redirect(removed.ok ? withFlash(c, pages.hrefRemoved) : `${pages.path}/${factor.id}/remove`, 303)
  }
}
