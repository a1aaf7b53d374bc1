// The second factor: which proof a person is offered first, and all of them at "Try another way". Only what the person
// has, last used first (I2, I3, U-10).
import { actions, choiceLinks, type Html, linkButton, notice } from '@sluis/design'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { ProofKind } from '#identity/second-factors/factor-kinds.ts'
import type { MessageKey } from '#locales/messages.ts'
import { withNext } from '../flow/forms.ts'
import { offeredProofs, PROOF_PAGES } from '../flow/proof-pages.ts'
import { requireStep } from '../flow/require-step.ts'
import { type Env, type AuthenticatedFlow, type Deps } from '../flow/sign-in-flow.ts'

const LABEL: Record<ProofKind, MessageKey> = {
  passkey: 'way.passkey',
  totp: 'way.totp',
  sms: 'way.sms',
  recovery: 'way.recovery',
}
const HINT: Record<ProofKind, MessageKey> = {
  passkey: 'way.passkey-hint',
  totp: 'way.totp-hint',
  sms: 'way.sms-hint',
  recovery: 'way.recovery-hint',
}

/** "Try another way", at the same place of every second-factor page; without another proof, what to do then. */
export const otherProofLink = (
  { t, next }: AuthenticatedFlow,
  proofs: readonly ProofKind[],
  here: ProofKind,
): Html | '' =>
  proofs.some((kind) => kind !== here)
    ? choiceLinks([{ text: t('way.other'), href: `${withNext('/sign-in/other', next)}&from=${here}` }])
    : here === 'recovery'
      ? ''
      : html`<p class="small muted">${t('recovery.none')} <a href="/help?at=another-way#no-phone">${t('recovery.none-link')}</a></p>`

/** These proofs, each a row that leads to its page. */
export const proofLinks = ({ t, next }: Pick<AuthenticatedFlow, 't' | 'next'>, proofs: readonly ProofKind[]): Html =>
  choiceLinks(
    proofs.map((kind) => ({ text: t(LABEL[kind]), href: withNext(PROOF_PAGES[kind], next), hint: t(HINT[kind]) })),
  )

/** Redirects to the page of the first proof; where only SMS is left and none can be sent, that page says so. */
export function secondFactor(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enter-code', async (c, flow) =>
      c.redirect(
        withNext(
          PROOF_PAGES[
            offeredProofs(flow.signIn, deps.canSendSms())[0] ??
              ((await deps.identity.phones.findByPerson(flow.person.id)) ? 'sms' : 'recovery')
          ],
          flow.next,
        ),
        303,
      ),
    ),
  )
  return routes
}

export function chooseProof(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enter-code', async (c, flow) =>
      c.html(page(c, flow, offeredProofs(flow.signIn, deps.canSendSms()))),
    ),
  )
  return routes

  function page(c: Context<Env>, { t, next }: AuthenticatedFlow, proofs: readonly ProofKind[]): Html {
    // The one that somebody came from is no other one: it is the way back.
    const from = proofs.find((kind) => kind === c.req.query('from'))
    const others = proofs.filter((kind) => kind !== from)
    const content = html`<h1>${t('way.title')}</h1>
${others.length > 0 ? proofLinks({ t, next }, others) : notice({ kind: 'warning', kindText: t('notice.warning'), content: t('way.none') })}
${from === undefined ? '' : actions([linkButton({ text: t('page.back'), href: withNext(PROOF_PAGES[from], next), kind: 'quiet', wide: true })])}
<p class="small muted">${t('way.lost')} <a href="/help?at=another-way#no-phone">${t('recovery.none-link')}</a></p>`
    return deps.renderer.step(c, t, {
      title: t('way.title'),
      content,
      progress: { total: 2, done: 1 },
      bodyId: 'another-way',
      help: 'another-way',
    })
  }
}
