// Setting up, second half: ten recovery codes, shown until their owner confirms that they are kept.
import { actions, button, disclosure, recoveryCodes, stepIndicator, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { confirmCodesKept } from '#use-cases/manage-factors/confirm-codes-kept.ts'
import { evaluateSignIn } from '#use-cases/sign-in/sign-in-state.ts'
import { formatRecoveryCode } from '#identity/recovery/recovery-codes.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps, nextUrl } from '../flow/sign-in-flow.ts'
import { WIZARD_STEPS } from './frame.ts'
import { withFlash } from '@sluis/server-kit/flash'

const NOTES = pageNotes<{ refusal: 'unticked' }>()

const PATH = '/enrol/recovery-codes'

export function keepRecoveryCodes(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'keep-codes', async (c, flow) => {
      const unticked = NOTES.read(c, deps) !== null
      return c.html(await page(c, flow, unticked), unticked ? 422 : 200)
    }),
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
      if (c.get('form').text('kept') !== 'yes')
        return NOTES.redirect(c, deps, withNext(PATH, flow.next), { refusal: 'unticked' })
      const now = clock.now()
      if (!(await confirmCodesKept(identity, flow.session, now))) return c.redirect(flow.next, 303)
      const then = nextUrlOnceKept(flow, now)
      if (then !== flow.next) return c.redirect(then, 303)
      if (ofFirstEnrolment(flow)) return c.redirect(withNext('/enrol/done', flow.next), 303)
      return c.redirect(flow.next.startsWith('/account') ? withFlash(c, `${flow.next}?flash=codes`) : flow.next, 303)
    }),
  )
  return routes

  /** False for a set that was renewed, or came with one more app. */
  function ofFirstEnrolment({ signIn: { factors, codes } }: AuthenticatedFlow): boolean {
    return factors.length === 1 && factors[0]?.enrolledAt.getTime() === codes?.madeAt.getTime()
  }

  async function page(c: Context<Env>, flow: AuthenticatedFlow, unticked: boolean): Promise<Html> {
    const { t, next, person } = flow
    const codes = (await identity.recovery.findUnsavedCodes(person.id)) ?? []
    const error = unticked ? t('codes.unticked') : undefined
    const content = html`${ofFirstEnrolment(flow) ? stepIndicator({ text: t('enrol.step', { current: 2, total: WIZARD_STEPS }), current: 2, total: WIZARD_STEPS }) : ''}
<h1>${t('codes.title')}</h1>
<p>${t('codes.lead')}</p>
${recoveryCodes({ label: t('codes.label'), codes: codes.map((code) => ({ code: formatRecoveryCode(code) })), copy: t('codes.copy'), copied: t('key.copied'), print: t('codes.print'), download: { text: t('codes.download'), href: withNext(`${PATH}/download`, next) } })}
${form(
  withNext(PATH, next),
  c.get('csrfToken'),
  actions([button({ text: t('codes.kept'), name: 'kept', value: 'yes', wide: true })]),
)}
${disclosure({ summary: t('codes.where-question'), content: html`<p>${t('codes.where')}</p>` })}`
    return deps.renderer.step(c, t, {
      title: t('codes.title'),
      content,
      // Nothing stops anybody here: one press, and they are in.
      leave: null,
      error: error ? { text: error } : undefined,
      progress: { total: 2, done: 2, level: 0.2 },
      modules: ['copy', 'print'],
      bodyId: 'recovery-codes',
      help: 'recovery-codes',
    })
  }
}

/** What follows is known: the codes are kept, and nothing else has changed. */
function nextUrlOnceKept({ next, record, request }: AuthenticatedFlow, now: Date): string {
  const { owner } = record
  const codes = owner?.codes ? { ...owner.codes, isSaved: true } : null
  return nextUrl({ next, signIn: evaluateSignIn({ ...record, owner: owner && { ...owner, codes } }, request, now) })
}
