// The owner's page: every roll-out with its phase and how many are ready, its date (later, never earlier), and accounts
// that wait to be opened.
import { actions, button, dataTable, emptyState, field, meter, notice, phaseBadge } from '@sluis/design'
import { dateFormatter, isId } from '@sluis/server-kit'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { unlockAccount } from '#identity/people/lock-account.service.ts'
import { phaseOf } from '#identity/rollouts/obligation.ts'
import { postponeRollout, type PostponeRefusal } from '#identity/rollouts/postpone.service.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import { form } from '../forms.ts'
import type { MessageKey } from '#texts/messages.ts'
import type { Env, Needs } from '../way.ts'

const SAID = new Map<string, MessageKey>([
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
      if (!moved.ok) return page(c, way, { id, text: way.t(SENTENCE[moved.refusal]) }, 422)
      return c.redirect('/admin?said=moved', 303)
    }),
  )
  routes.post(
    '/people/:id/open',
    admin(async (c, way) => {
      const id = c.req.param('id') ?? ''
      const reason = c.get('form').text('reason').trim()
      if (reason === '') return page(c, way, { id, text: way.t('admin.no-reason') }, 422)
      // Nobody opens their own account: whoever sits in it may be the one it was closed against.
      const opened =
        id !== way.person.id &&
        isId(id) &&
        (await unlockAccount(needs, id, way.person.id, reason.slice(0, 500), clock.now())).ok
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
    const { t, now } = way
    const said = SAID.get(c.req.query('said') ?? '')
    const rollouts = await identity.rollouts.overview()
    const frozen = await identity.people.listLocked()
    const rows = rollouts.map((rollout) => {
      const phase = phaseOf(rollout, now)
      return [
        html`<strong>${rollout.companyName}</strong><br><span class="muted small">${rollout.applicationName}</span>`,
        phase === 'planned' ? t('admin.phase-planned') : phaseBadge({ phase, text: t(`admin.phase-${phase}`) }),
        html`<span class="nowrap">${dateFormatter(t.language, rollout.timezone).day(rollout.requiredAt)}</span><br><span class="muted small">${rollout.timezone}</span>`,
        meter({
          id: `ready-${rollout.id}`,
          label: t('admin.ready'),
          value: rollout.ready,
          max: Math.max(1, rollout.people),
          text: t('admin.ready-of', { ready: rollout.ready, people: rollout.people }),
        }),
        html`<details${told?.id === rollout.id ? html` open` : ''}><summary>${t('admin.move')}</summary>${form(
          `/admin/rollouts/${rollout.id}`,
          c.get('csrfToken'),
          html`<input type="hidden" name="seen" value="${rollout.requiredAt.toISOString()}">
${field({ id: `date-${rollout.id}`, name: 'date', label: t('admin.new-date'), hint: t('admin.later-only'), type: 'date', error: told?.id === rollout.id ? told.text : undefined })}
${field({ id: `reason-${rollout.id}`, name: 'reason', label: t('admin.reason') })}${actions([button({ text: t('admin.move-button'), kind: 'quiet' })])}`,
        )}</details>`,
      ]
    })
    const content = html`<h1>${t('admin.title')}</h1><p class="lead">${t('admin.lead')}</p>
<p><a href="/admin/companies">${t('policy.title')}</a></p>
${said ? notice({ kind: 'success', kindText: t('notice.success'), content: t(said), live: 'status' }) : ''}
${rollouts.length === 0 ? emptyState({ title: t('admin.none'), content: t('admin.none-body') }) : dataTable({ caption: t('admin.title'), captionHidden: true, columns: [t('admin.company'), t('admin.phase'), t('admin.date'), t('admin.ready'), t('admin.change')].map((text) => ({ text })), rows })}
<h2>${t('admin.frozen')}</h2>
${
  frozen.length === 0
    ? html`<p class="muted">${t('admin.frozen-none')}</p>`
    : html`<p>${t('admin.frozen-body')}</p>${frozen.map(
        (person) => html`<section class="card stack"><h3>${person.name}</h3><p><bdi>${person.email}</bdi></p>
${form(`/admin/people/${person.id}/open`, c.get('csrfToken'), html`${field({ id: `reason-${person.id}`, name: 'reason', label: t('admin.reason'), hint: t('admin.open-hint'), error: told?.id === person.id ? told.text : undefined })}${actions([button({ text: t('admin.open'), kind: 'quiet' })])}`)}</section>`,
      )}`
}`
    return accountPage(c, needs, way, {
      here: '/admin',
      title: t('admin.title'),
      content,
      error: told ? { text: told.text } : undefined,
    })
  }
}
