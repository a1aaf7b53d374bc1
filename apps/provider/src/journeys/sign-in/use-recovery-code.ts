// A recovery code in place of the second factor.
import { actions, button, field, notice, type Html } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { parseRecoveryCode } from '#identity/recovery/recovery-codes.ts'
import { useRecoveryCode } from '#use-cases/prove-factor/use-recovery-code.ts'
import { form, withNext } from '../flow/forms.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { offeredProofs } from '../flow/proof-pages.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, setSessionCookie, type AuthenticatedFlow, type Deps, goOnAfterProof } from '../flow/sign-in-flow.ts'
import { startAgain } from './start-again.ts'
import { otherProofLink } from './second-factor.ts'
import { codeErrorStatus, codeErrorMessage, type CodeFailure } from '../parts/code-errors.ts'

const NOTES = pageNotes<CodeFailure>()

export function enterRecoveryCode(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enter-code', async (c, flow) => {
      const refusal = NOTES.read(c, deps)
      return c.html(await page(c, flow, refusal), refusal ? codeErrorStatus(refusal) : 200)
    }),
  )
  routes.post(
    '/',
    requireStep(deps, 'enter-code', async (c, flow) => {
      const typed = parseRecoveryCode(c.get('form').text('recovery-code').slice(0, 200))
      const here = withNext('/sign-in/recovery', flow.next)
      if (!typed.ok && typed.refusal === 'empty') return NOTES.redirect(c, deps, here, { refusal: 'empty' })
      // A code of the wrong length is no guess, and is not counted.
      if (!typed.ok)
        return NOTES.redirect(c, deps, here, {
          refusal: 'wrong-recovery-code',
          left: (await deps.identity.recovery.findByPerson(flow.person.id))?.left ?? 0,
        })
      const used = await useRecoveryCode(deps, flow.session, typed.value, deps.clock.now())
      if (used.ok) {
        setSessionCookie(c, used.value)
        return goOnAfterProof(c, deps, flow, used.value)
      }
      if (used.refusal === 'sign-in-used-up') return startAgain(c, deps, flow)
      return NOTES.redirect(c, deps, here, used)
    }),
  )
  return routes

  async function page(c: Context<Env>, flow: AuthenticatedFlow, failure: CodeFailure | null): Promise<Html> {
    const { t, next } = flow
    const proofs = offeredProofs(flow.signIn, deps.canSendSms())
    const error = failure
      ? codeErrorMessage(t, failure, { account: flow.person.email, overrides: { empty: 'recovery.empty' } })
      : undefined
    const content = html`<h1>${t('recovery.title')}</h1>
<p class="lead">${t('recovery.lead')}</p>
${form(
  withNext('/sign-in/recovery', next),
  c.get('csrfToken'),
  html`
${field({ id: 'recovery-code', label: t('recovery.label'), hint: t('recovery.hint'), error, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', required: true })}
${actions([button({ text: t('code.log-in'), wide: true })])}`,
)}
${flow.signIn.facts.hasUsableFactor ? otherProofLink(flow, proofs, 'recovery') : notice({ kind: 'info', kindText: t('notice.info'), content: t('recovery.lost') })}
<p class="small muted">${t('recovery.none')} <a href="/help?at=recovery#no-phone">${t('recovery.none-link')}</a></p>`
    return deps.renderer.step(c, t, {
      title: t('recovery.title'),
      content,
      error: error ? { text: error, field: 'recovery-code' } : undefined,
      progress: { total: 2, done: 1 },
      bodyId: 'recovery',
      help: 'recovery',
    })
  }
}
