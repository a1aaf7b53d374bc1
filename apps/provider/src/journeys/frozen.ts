// What somebody whose account is locked reads, wherever they meet it: what to do next, by what they still have
// (decision 0012).
import { actions, linkButton, steps, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { WayBack } from '#identity/people/way-back.ts'
import { findWayBack } from '#identity/people/find-way-back.service.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Say } from '#texts/texts.ts'
import type { Env, Needs } from './way.ts'

/** `go`: the page has no other green button. */
export function wayBackWords(say: Say, wayBack: WayBack, go = true): Html {
  if (wayBack === 'human') return html`<p>${say('frozen.human')}</p>`
  return html`<h2>${say('frozen.how')}</h2>${steps([say('frozen.step-1'), say('frozen.step-2'), say('frozen.step-3')])}
${actions([linkButton({ text: say('frozen.choose'), href: '/forgotten', kind: go ? undefined : 'quiet', wide: true })])}
<p class="small muted">${say('frozen.no-step')}</p>`
}

/** For whoever has just shown the password of a locked account. */
export async function frozenPage(
  c: Context<Env>,
  { draw, identity }: Pick<Needs, 'draw' | 'identity'>,
  say: Say,
  person: Person,
): Promise<Html> {
  const wayBack = person.frozenAt === null ? 'human' : await findWayBack(identity, person.id, person.frozenAt)
  const content = html`<h1>${say('frozen.title')}</h1><p class="lead">${say('frozen.body')}</p>${wayBackWords(say, wayBack)}`
  return draw.journey(c, say, { title: say('frozen.title'), content, bodyId: 'frozen', help: 'frozen' })
}

/** For whoever has just locked it. */
export async function lockedPage(
  c: Context<Env>,
  { draw, identity }: Pick<Needs, 'draw' | 'identity'>,
  say: Say,
  { id, frozenAt }: Person,
): Promise<Html> {
  if (frozenAt === null) throw new Error(`person ${id} is not locked`)
  const content = html`<h1>${say('not-me.done-title')}</h1><p class="lead">${say('not-me.done-body')}</p>${wayBackWords(say, await findWayBack(identity, id, frozenAt))}`
  return draw.journey(c, say, { title: say('not-me.done-title'), content, bodyId: 'not-me-done', help: 'frozen' })
}
