// The owner's page: every roll-out with its phase and how many are ready, its date (later, never earlier), and accounts
// that wait to be opened.
import { actions, button, dataTable, emptyState, field, meter, notice, phaseBadge } from '@sluis/design'
import { dateWords, isId } from '@sluis/ground'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { openAccount } from '#identity/people/freeze.service.ts'
import { phaseOf } from '#identity/rollouts/obligation.ts'
import { postponeRollout, type PostponeRefusal } from '#identity/rollouts/postpone.service.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import { form } from '../forms.ts'
import type { TextKey } from '#texts/texts.ts'
import type { Env, Needs } from '../way.ts'

const SAID = new Map<string, TextKey>([
  ['moved', 'admin.said-moved'],
  ['opened', 'admin.said-opened'],
])
const SENTENCE = {
  'not-a-date': 'admin.not-a-date',
  earlier: 'admin.earlier',
  'no-reason': 'admin.no-reason',
  changed: 'admin.changed',
  unknown: 'admin.unknown',
} as const satisfies Record<PostponeRefusal, string>

export function adminRollouts(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  const page = (
    c: Context<Env>,
    way: SignedInWay,
    told: { id: string; text: string } | null,
    status: 200 | 422 = 200,
  ) => overview(c, way, told).then((text) => c.html(text, status))

  routes.get(
    '/',
    admin((c, way) => page(c, way, null)),
  )
  // What answers a form may be asked for again, by a reload or the language switch.
  for (const answered of ['/rollouts/:id', '/people/:id/open']) routes.get(answered, (c) => c.redirect('/admin', 303))
  routes.post(
    '/rollouts/:id',
    admin(async (c, way) => {
      const id = c.req.param('id') ?? ''
      const typed = c.get('form')
      const moved = await postponeRollout(
        identity,
        { id, date: typed.text('date'), seen: typed.text('seen'), reason: typed.text('reason'), by: way.person.id },
        clock.now(),
      )
      if (!moved.ok) return page(c, way, { id, text: way.say(SENTENCE[moved.refusal]) }, 422)
      return c.redirect('/admin?said=moved', 303)
    }),
  )
  routes.post(
    '/people/:id/open',
    admin(async (c, way) => {
      const id = c.req.param('id') ?? ''
      const reason = c.get('form').text('reason').trim()
      if (reason === '') return page(c, way, { id, text: way.say('admin.no-reason') }, 422)
      // Nobody opens their own account: whoever sits in it may be the one it was closed against.
      const opened =
        id !== way.person.id &&
        isId(id) &&
        (await openAccount(needs, id, way.person.id, reason.slice(0, 500), clock.now())).ok
      return c.redirect(opened ? '/admin?said=opened' : '/admin', 303)
    }),
  )
  return routes

  function admin(serve: (c: Context<Env>, way: SignedInWay) => Promise<Response>) {
    return signedIn(needs, '/admin', async (c, way) => (way.isAdministrator ? serve(c, way) : c.notFound()))
  }

  async function overview(
    c: Context<Env>,
    way: SignedInWay,
    told: { id: string; text: string } | null,
  ): Promise<string> {
    const { say, now } = way
    const said = SAID.get(c.req.query('said') ?? '')
    const rollouts = await identity.rollouts.overview()
    const frozen = await identity.people.frozen()
    const rows = rollouts.map((rollout) => {
      const phase = phaseOf(rollout, now)
      return [
        html`<strong>${rollout.companyName}</strong><br><span class="muted small">${rollout.applicationName}</span>`,
        phase === 'planned' ? say('admin.phase-planned') : phaseBadge({ phase, text: say(`admin.phase-${phase}`) }),
        html`<span class="nowrap">${dateWords(say.language, rollout.timezone).day(rollout.requiredAt)}</span><br><span class="muted small">${rollout.timezone}</span>`,
        meter({
          id: `ready-${rollout.id}`,
          label: say('admin.ready'),
          value: rollout.ready,
          max: Math.max(1, rollout.people),
          text: say('admin.ready-of', { ready: rollout.ready, people: rollout.people }),
        }),
        html`<details${told?.id === rollout.id ? html` open` : ''}><summary>${say('admin.move')}</summary>${form(
          `/admin/rollouts/${rollout.id}`,
          c.get('csrfToken'),
          html`<input type="hidden" name="seen" value="${rollout.requiredAt.toISOString()}">
${field({ id: `date-${rollout.id}`, name: 'date', label: say('admin.new-date'), hint: say('admin.later-only'), type: 'date', error: told?.id === rollout.id ? told.text : undefined })}
${field({ id: `reason-${rollout.id}`, name: 'reason', label: say('admin.reason') })}${actions([button({ text: say('admin.move-button'), kind: 'quiet' })])}`,
        )}</details>`,
      ]
    })
    const content = html`<h1>${say('admin.title')}</h1><p class="lead">${say('admin.lead')}</p>
<p><a href="/admin/companies">${say('policy.title')}</a></p>
${said ? notice({ kind: 'success', kindText: say('notice.success'), content: say(said), live: 'status' }) : ''}
${rollouts.length === 0 ? emptyState({ title: say('admin.none'), content: say('admin.none-body') }) : dataTable({ caption: say('admin.title'), captionHidden: true, columns: [say('admin.company'), say('admin.phase'), say('admin.date'), say('admin.ready'), say('admin.change')].map((text) => ({ text })), rows })}
<h2>${say('admin.frozen')}</h2>
${
  frozen.length === 0
    ? html`<p class="muted">${say('admin.frozen-none')}</p>`
    : html`<p>${say('admin.frozen-body')}</p>${frozen.map(
        (person) => html`<section class="card stack"><h3>${person.name}</h3><p><bdi>${person.email}</bdi></p>
${form(`/admin/people/${person.id}/open`, c.get('csrfToken'), html`${field({ id: `reason-${person.id}`, name: 'reason', label: say('admin.reason'), hint: say('admin.open-hint'), error: told?.id === person.id ? told.text : undefined })}${actions([button({ text: say('admin.open'), kind: 'quiet' })])}`)}</section>`,
      )}`
}`
    return accountPage(c, needs, way, {
      here: '/admin',
      title: say('admin.title'),
      content,
      error: told ? { text: told.text } : undefined,
    })
  }
}
