// Step 4: ten recovery codes, shown until their owner confirms that they are kept; then the last page of the wizard.
import { actions, button, checkbox, linkButton, notice, recoveryCodes, stepIndicator, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { lacksBackup } from '#use-cases/manage-factors/backup-offer.ts'
import { confirmCodesKept } from '#use-cases/manage-factors/confirm-codes-kept.ts'
import { formatRecoveryCode } from '#identity/recovery/recovery-codes.ts'
import { form, withNext } from '../flow/forms.ts'
import {
  requireStep,
  type Env,
  expiredPage,
  type AuthenticatedFlow,
  type Deps,
  nextUrl,
  nextUrlAfterProof,
  resolveFlow,
} from '../flow/sign-in-flow.ts'
import { WIZARD_STEPS } from './frame.ts'

export function keepRecoveryCodes(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'keep-codes', async (c, flow) => c.html(await page(c, flow, false))),
  )
  routes.get(
    '/download',
    requireStep(deps, 'keep-codes', async (c, flow) => {
      const codes = (await identity.recovery.findUnsavedCodes(flow.person.id)) ?? []
      const lines = [
        flow.t('codes.file-title'),
        flow.person.email,
        '',
        ...codes.map((code, index) => `${String(index + 1).padStart(2)}. ${formatRecoveryCode(code)}`),
        '',
        flow.t('codes.file-foot'),
      ]
      c.header('content-disposition', `attachment; filename="${flow.t('codes.file-name')}"`)
      return c.text(`${lines.join('\r\n')}\r\n`)
    }),
  )
  routes.post(
    '/',
    requireStep(deps, 'keep-codes', async (c, flow) => {
      if (c.get('form').text('kept') !== 'yes') return c.html(await page(c, flow, true), 422)
      await confirmCodesKept(identity, flow.session, clock.now())
      const then = await nextUrlAfterProof(deps, flow, null)
      if (then !== flow.next) return c.redirect(then, 303)
      if (await ofFirstEnrolment(flow)) return c.redirect(withNext('/enrol/done', flow.next), 303)
      return c.redirect(flow.next.startsWith('/account') ? `${flow.next}?flash=codes` : flow.next, 303)
    }),
  )
  return routes

  /** False for a set that was renewed, or came with one more app. */
  async function ofFirstEnrolment({ person }: AuthenticatedFlow): Promise<boolean> {
    const [factors, codes] = [
      await identity.factors.listByPerson(person.id),
      await identity.recovery.findByPerson(person.id),
    ]
    return factors.length === 1 && factors[0]?.enrolledAt.getTime() === codes?.madeAt.getTime()
  }

  async function page(c: Context<Env>, flow: AuthenticatedFlow, unticked: boolean): Promise<Html> {
    const { t, next, person } = flow
    const codes = (await identity.recovery.findUnsavedCodes(person.id)) ?? []
    const error = unticked ? t('codes.unticked') : undefined
    const content = html`${(await ofFirstEnrolment(flow)) ? stepIndicator({ text: t('enrol.step', { current: 4, total: WIZARD_STEPS }), current: 4, total: WIZARD_STEPS }) : ''}
<h1>${t('codes.title')}</h1>
<p class="lead">${t('codes.lead')}</p>
${recoveryCodes({ label: t('codes.label'), codes: codes.map((code) => ({ code: formatRecoveryCode(code) })), copy: t('codes.copy'), copied: t('key.copied'), print: t('codes.print'), download: { text: t('codes.download'), href: withNext('/enrol/recovery-codes/download', next) } })}
${notice({ kind: 'info', kindText: t('notice.info'), content: t('codes.where') })}
${form(
  withNext('/enrol/recovery-codes', next),
  c.get('csrfToken'),
  html`
${checkbox({ id: 'kept', value: 'yes', label: t('codes.kept'), error })}
${actions([button({ text: t('page.next'), wide: true })])}`,
)}`
    return deps.renderer.step(c, t, {
      title: t('codes.title'),
      content,
      error: error ? { text: error, field: 'kept' } : undefined,
      progress: { total: 2, done: 2 },
      modules: ['copy', 'print'],
      bodyId: 'recovery-codes',
      help: 'recovery-codes',
    })
  }
}

export function enrolDone(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get('/', async (c) => {
    const flow = await resolveFlow(c, deps, c.req.query('next') ?? '/')
    if (!flow) return expiredPage(c, deps)
    if (flow.signIn.step !== null) return c.redirect(nextUrl(flow), 303)
    const { t, request, next } = flow
    const { session } = flow.signIn
    const offersBackup = session !== null && (await lacksBackup(deps.identity, session.personId))
    const to = request.application ? t('done.to', { application: request.application.name }) : t('done.to-home')
    const content = html`<h1>${t('done.title')}</h1><p class="lead">${t(session?.factorKind === 'sms' ? 'simple.done' : 'done.body')}</p>
${notice({ kind: 'success', kindText: t('notice.success'), content: t('done.mail') })}
${actions([linkButton({ text: to, href: next, wide: true })])}
${offersBackup ? html`<p>${t('backup.tip')} <a href="${withNext('/offer/backup', next)}">${t('backup.add')}</a></p>` : ''}`
    return c.html(
      deps.renderer.step(c, t, {
        title: t('done.title'),
        content,
        progress: { total: 2, done: 2 },
        bodyId: 'enrol-done',
        help: 'enrolled',
      }),
    )
  })
  return routes
}
