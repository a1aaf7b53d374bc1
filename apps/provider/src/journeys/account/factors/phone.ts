// The telephone number for codes by SMS: added beside another factor, or changed. The old number works until the new
// one is confirmed (P12, edge case 7).
import { actions, button, type Html, linkButton, notice } from '@sluis/design'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { confirmNumber } from '#use-cases/manage-factors/confirm-number.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { lastDigits } from '#identity/phones/phone-number.ts'
import { form, withNext } from '#journeys/flow/forms.ts'
import {
  numberCodeErrorStatus,
  numberCodeErrorMessage,
  type NumberCodeFailure,
  numberCodeForm,
  CODE_NOTES,
  toCodeRefusal,
} from '#journeys/parts/number-code-form.ts'
import {
  NUMBER_NOTES,
  numberErrorStatus,
  numberErrorMessage,
  type NumberFailure,
  numberForm,
  toNumberRefusal,
} from '#journeys/parts/number-form.ts'
import { numberContextOf, resendCode, sendCodeFromForm, sendCodeTo } from '#journeys/parts/send-number-code.ts'
import { pendingNumber } from '#journeys/parts/pending-number.ts'
import { accountPage, requireSession, type SignedInFlow } from '#journeys/flow/require-session.ts'
import { type Env, setSessionCookie, type Deps } from '#journeys/flow/sign-in-flow.ts'
import { keptRequestLink, keptRequestHref } from '#journeys/parts/kept-request.ts'
import { provedByFactor } from './proved-by-factor.ts'

const PATH = '/account/phone'

/** To the choice of a backup, where that is what somebody came from. */
function backOf(c: Context<Env>, t: SignedInFlow['t']): { text: string; href: string } {
  const next = keptRequestHref(c)
  return next === null
    ? { text: t('number.back'), href: '/account' }
    : { text: t('page.back'), href: withNext('/offer/backup', next) }
}

export function accountPhone(deps: Deps) {
  const { identity, clock } = deps
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireSession(deps, null, async (c, flow) => showNumber(c, flow, NUMBER_NOTES.read(c, deps))),
  )
  routes.post(
    '/',
    mayChange(PATH, async (c, flow) => {
      const failure = await sendCodeFromForm(c, deps, flow)
      return failure === null ? c.redirect(`${PATH}/code`, 303) : toNumberRefusal(c, deps, PATH, failure)
    }),
  )
  routes.get('/code', requireSession(deps, null, codePage))
  routes.post(
    '/code',
    mayChange(`${PATH}/code`, async (c, flow) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return codeRefused(c, flow, typed)
      const confirmed = await confirmNumber(deps, numberContextOf(c, deps, flow), typed.digits, clock.now())
      if (!confirmed.ok) return codeRefused(c, flow, confirmed)
      if (confirmed.value !== null) setSessionCookie(c, confirmed.value)
      return c.redirect(`${PATH}/done`, 303)
    }),
  )
  routes.post(
    '/again',
    requireSession(deps, `${PATH}/code`, async (c, flow) => {
      const pending = await pendingNumber(deps, flow)
      const failure = pending && (await resendCode(c, deps, flow, pending))
      return failure ? codeRefused(c, flow, failure) : c.redirect(`${PATH}/code`, 303)
    }),
  )
  // The number that works now, tried out (edge case 8: is it still theirs?).
  routes.post(
    '/test',
    requireSession(deps, PATH, async (c, flow) => {
      const phone = await identity.phones.findByPerson(flow.person.id)
      if (!phone || !isUsable(phone)) return c.redirect(PATH, 303)
      const failure = await sendCodeTo(c, deps, flow, phone.e164)
      return failure === null ? c.redirect(`${PATH}/code`, 303) : toNumberRefusal(c, deps, PATH, failure)
    }),
  )
  routes.get(
    '/test',
    requireSession(deps, null, (c) => c.redirect(PATH, 303)),
  )
  routes.get(
    '/again',
    requireSession(deps, null, (c) => c.redirect(`${PATH}/code`, 303)),
  )
  routes.get(
    '/done',
    requireSession(deps, null, async (c, flow) => {
      const { t, person } = flow
      const phone = await identity.phones.findByPerson(person.id)
      if (!phone) return c.redirect(PATH, 303)
      const on = await keptRequestLink(c, deps, flow)
      const content = html`<h1>${t('number.done-title')}</h1>
${notice({ kind: 'success', kindText: t('notice.success'), content: t('number.done', { digits: lastDigits(phone.e164) }), live: 'status' })}
<p>${t('number.done-mail')}</p>
${actions([on ?? '', linkButton({ text: t('number.back'), href: '/account', kind: on ? 'quiet' : undefined, wide: on !== null })])}`
      return c.html(
        accountPage(c, deps, flow, {
          here: '/account',
          title: t('number.done-title'),
          content,
          bodyId: 'phone-done',
        }),
      )
    }),
  )
  return routes

  /** A new number removes the one before it, which a recovery code does not give access to; a first one is added. */
  function mayChange(href: string, serve: (c: Context<Env>, flow: SignedInFlow) => Promise<Response>) {
    return requireSession(deps, href, async (c, flow) => {
      const phone = await identity.phones.findByPerson(flow.person.id)
      return phone && isUsable(phone) ? provedByFactor(serve)(c, flow) : serve(c, flow)
    })
  }

  async function showNumber(c: Context<Env>, flow: SignedInFlow, failure: NumberFailure | null): Promise<Response> {
    return c.html(await numberPage(c, flow, failure), failure ? numberErrorStatus(failure) : 200)
  }

  function codeRefused(c: Context<Env>, flow: SignedInFlow, failure: NumberCodeFailure): Promise<Response> {
    return toCodeRefusal(c, deps, flow, `${PATH}/code`, failure)
  }

  async function numberPage(c: Context<Env>, flow: SignedInFlow, failure: NumberFailure | null): Promise<Html> {
    const { t, person } = flow
    const phone = await identity.phones.findByPerson(person.id)
    const error = failure ? numberErrorMessage(t, failure, clock.now()) : undefined
    const now = phone && isUsable(phone) ? phone : null
    const title = t(now ? 'number.change-title' : 'number.title')
    const hasOther = (await identity.factors.listByPerson(person.id)).some(
      (factor) => factor.kind !== 'sms' && isUsable(factor),
    )
    const content = html`<h1>${title}</h1>
<p class="lead">${now ? t('number.now', { digits: lastDigits(now.e164) }) : t('number.lead')}</p>
${deps.canSendSms() || failure ? '' : notice({ kind: 'warning', kindText: t('notice.warning'), content: t('number.unavailable') })}
${now ? form(`${PATH}/test`, c.get('csrfToken'), actions([button({ id: 'test', text: t('number.test'), kind: 'quiet' })])) : ''}
${deps.sms.offered ? numberForm(c, deps, flow, PATH, error) : ''}
${notice({ kind: 'info', kindText: t('notice.info'), content: t(hasOther ? 'number.risk' : 'number.risk-only') })}
${actions([...(phone ? [linkButton({ text: t('number.remove'), href: `${PATH}/remove`, kind: 'link' })] : []), linkButton({ ...backOf(c, t), kind: 'link' })])}`
    return accountPage(c, deps, flow, {
      here: '/account',
      title,
      content,
      error: error ? { text: error, field: 'number' } : undefined,
      bodyId: 'phone-number',
      help: 'phone-number',
    })
  }

  /** Without a number that waits for its code, the question before it, or that it is done. */
  async function codePage(c: Context<Env>, flow: SignedInFlow): Promise<Response> {
    const { t } = flow
    const pending = await pendingNumber(deps, flow)
    const failure = CODE_NOTES.read(c, deps, pending?.messageId)
    const error = failure ? numberCodeErrorMessage(flow, failure, clock.now()) : undefined
    const phone = pending || failure ? undefined : await identity.phones.findByPerson(flow.person.id)
    if (phone && isUsable(phone)) {
      const content = html`<h1>${t('number.on-title')}</h1><p class="lead">${t('number.on', { digits: lastDigits(phone.e164) })}</p>
${actions([linkButton({ text: t('already.to-details'), href: '/account' }), linkButton({ text: t('number.change'), href: PATH, kind: 'quiet' })])}`
      return c.html(accountPage(c, deps, flow, { here: '/account', title: t('number.on-title'), content }))
    }
    if (!pending) {
      const content = html`<h1>${t('number.code-title')}</h1><p class="lead">${error ?? t('number.code-none')}</p>${actions([linkButton({ text: t('number.send'), href: PATH })])}`
      return c.html(
        accountPage(c, deps, flow, {
          here: '/account',
          title: t('number.code-title'),
          content,
          bodyId: 'phone-code',
          help: 'text-message',
        }),
        failure ? numberCodeErrorStatus(failure) : 200,
      )
    }
    const content = html`<h1>${t('number.code-title')}</h1>${await numberCodeForm(c, deps, flow, { pending, here: `${PATH}/code`, again: `${PATH}/again`, numberPage: PATH, error })}`
    return c.html(
      accountPage(c, deps, flow, {
        here: '/account',
        title: t('number.code-title'),
        content,
        error: error ? { text: error, field: 'code' } : undefined,
        modules: ['code-entry'],
        bodyId: 'phone-code',
        help: 'text-message',
      }),
      failure ? numberCodeErrorStatus(failure) : 200,
    )
  }
}
