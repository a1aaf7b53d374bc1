// The owner's page: every roll-out with its phase and how many are ready, its date (later, never earlier), and accounts
// that wait to be opened.
import { actions, button, dataTable, emptyState, field, meter, notice, phaseBadge, type Html } from '@sluis/design'
import { dateFormatter } from '@sluis/server-kit/messages'
import type { PageVariables } from '@sluis/server-kit/page-middleware'
import { isId } from '@sluis/server-kit/random'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { unlockAccount } from '#use-cases/recover-account/lock-account.ts'
import { SECOND_FACTOR } from '#identity/attempts/rate-limits.ts'
import type { Person } from '#identity/people/people.store.ts'
import { phaseOf } from '#identity/rollouts/obligation.ts'
import { postponeRollout, type PostponeRefusal } from '#use-cases/run-rollout/postpone-rollout.ts'
import { accountPage, requireSession, type SignedInFlow } from '../flow/require-session.ts'
import { form } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import type { MessageKey, Translate } from '#locales/messages.ts'
import type { Env, Deps } from '../flow/sign-in-flow.ts'
import { readFlash, withFlash } from '@sluis/server-kit/flash'

/** What is wrong in the form of `id`, and what was typed in it. */
type FormError = { id: string; refusals: readonly PostponeRefusal[]; typed: { date: string; reason: string } }

const NOTES = pageNotes<FormError>()
/** So many people whose codes are closed are shown; where there are more, they come when these are helped. */
const MAX_CLOSED = 100

const FLASH = new Map<string, MessageKey>([
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

type Place = 'date' | 'reason' | 'whole'
const FIELD: Record<PostponeRefusal, Place> = {
  'not-a-date': 'date',
  earlier: 'date',
  'no-reason': 'reason',
  changed: 'whole',
  unknown: 'whole',
}

export function adminRollouts(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    admin(async (c, flow) => {
      const error = NOTES.read(c, deps)
      return c.html(await overview(c, flow, error), error ? 422 : 200)
    }),
  )
  // What answers a form may be asked for again, by a reload or the language switch.
  for (const answered of ['/rollouts/:id', '/people/:id/open']) routes.get(answered, (c) => c.redirect('/admin', 303))
  routes.post(
    '/rollouts/:id',
    admin(async (c, flow) => {
      const id = c.req.param('id') ?? ''
      const typed = c.get('form')
      const refusals = await postponeRollout(
        identity,
        { id, date: typed.text('date'), seen: typed.text('seen'), reason: typed.text('reason'), by: flow.person.id },
        clock.now(),
      )
      return refusals.length === 0
        ? c.redirect(withFlash(c, '/admin?flash=moved'), 303)
        : NOTES.redirect(c, deps, '/admin', { id, refusals, typed: typedIn(typed) })
    }),
  )
  routes.post(
    '/people/:id/open',
    admin(async (c, flow) => {
      const id = c.req.param('id') ?? ''
      const reason = c.get('form').text('reason').trim()
      if (reason === '')
        return NOTES.redirect(c, deps, '/admin', { id, refusals: ['no-reason'], typed: typedIn(c.get('form')) })
      // Nobody unlocks their own account: it may have been locked against the very person who is signed in to it.
      const unlocked =
        id !== flow.person.id &&
        isId(id) &&
        (await unlockAccount(deps, id, flow.person.id, reason.slice(0, 500), clock.now())).ok
      return c.redirect(unlocked ? withFlash(c, '/admin?flash=opened') : '/admin', 303)
    }),
  )
  return routes

  function admin(serve: (c: Context<Env>, flow: SignedInFlow) => Promise<Response>) {
    return requireSession(deps, '/admin', async (c, flow) => (flow.isAdministrator ? serve(c, flow) : c.notFound()))
  }

  async function overview(c: Context<Env>, flow: SignedInFlow, error: FormError | null): Promise<string> {
    const { t, now } = flow
    const flash = FLASH.get(readFlash(c) ?? '')
    const rollouts = await identity.rollouts.overview()
    const locked = await identity.people.listLocked()
    const closed = (
      await identity.people.listByIds(await identity.attempts.listUsedUp(SECOND_FACTOR.limit, MAX_CLOSED))
    ).filter(({ lockedAt }) => lockedAt === null)
    const rows = rollouts.map((rollout) => {
      const own = error?.id === rollout.id ? error : null
      const at = (place: Place) => (own ? sentenceAt(t, own, place) : undefined)
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
        html`<details${own ? html` open` : ''}><summary>${t('admin.move')}</summary>${form(
          `/admin/rollouts/${rollout.id}`,
          c.get('csrfToken'),
          html`<input type="hidden" name="seen" value="${rollout.requiredAt.toISOString()}">
${field({ id: `date-${rollout.id}`, name: 'date', label: t('admin.new-date'), hint: t('admin.later-only'), type: 'date', value: own?.typed.date, error: at('date') })}
${field({ id: `reason-${rollout.id}`, name: 'reason', label: t('admin.reason'), value: own?.typed.reason, error: at('reason') })}${actions([button({ text: t('admin.move-button'), kind: 'quiet' })])}`,
        )}</details>`,
      ]
    })
    const content = html`<h1>${t('admin.title')}</h1><p class="lead">${t('admin.lead')}</p>
<p><a href="/admin/companies">${t('policy.title')}</a></p>
${flash ? notice({ kind: 'success', kindText: t('notice.success'), content: t(flash), live: 'status' }) : ''}
${rollouts.length === 0 ? emptyState({ title: t('admin.none'), content: t('admin.none-body') }) : dataTable({ caption: t('admin.title'), captionHidden: true, columns: [t('admin.company'), t('admin.phase'), t('admin.date'), t('admin.ready'), t('admin.change')].map((text) => ({ text })), rows })}
<h2>${t('admin.locked')}</h2>
${
  locked.length === 0
    ? html`<p class="muted">${t('admin.locked-none')}</p>`
    : html`<p>${t('admin.locked-body')}</p>${locked.map((person) => openingCard(c, flow, person, error))}`
}
${closed.length === 0 ? '' : html`<h2>${t('admin.closed')}</h2><p>${t('admin.closed-body')}</p>${closed.map((person) => openingCard(c, flow, person, error))}`}`
    return accountPage(c, deps, flow, {
      here: '/admin',
      title: t('admin.title'),
      content,
      errors: error ? errorsOf(t, error) : undefined,
    })
  }
}

const typedIn = (sent: PageVariables['form']): FormError['typed'] => ({
  date: sent.text('date'),
  reason: sent.text('reason'),
})

/** In the order of the fields; what is of none comes last. */
const errorsOf = (t: Translate, error: FormError) =>
  (['date', 'reason', 'whole'] as const).flatMap((place) => {
    const text = sentenceAt(t, error, place)
    return text === undefined ? [] : [place === 'whole' ? { text } : { text, field: `${place}-${error.id}` }]
  })

function sentenceAt(t: Translate, { refusals }: FormError, place: Place): string | undefined {
  const refusal = refusals.find((each) => FIELD[each] === place)
  return refusal && t(SENTENCE[refusal])
}

/** Somebody who waits to be let in, with the form that does it. */
function openingCard(c: Context<Env>, { t }: SignedInFlow, { id, name, email }: Person, error: FormError | null): Html {
  const reason = field({
    id: `reason-${id}`,
    name: 'reason',
    label: t('admin.reason'),
    hint: t('admin.open-hint'),
    error: error?.id === id ? sentenceAt(t, error, 'reason') : undefined,
  })
  return html`<section class="card stack"><h3>${name}</h3><p><bdi>${email}</bdi></p>
${form(`/admin/people/${id}/open`, c.get('csrfToken'), html`${reason}${actions([button({ text: t('admin.open'), kind: 'quiet' })])}`)}</section>`
}
