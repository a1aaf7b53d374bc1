// The telephone number for codes by text message: added beside another factor, or changed. The old number works until
// the new one is confirmed (P12, edge case 7).
import { actions, button, type Html, linkButton, notice } from '@sluis/design'
import { normaliseCode } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { confirmNumber } from '#identity/enrolments/confirm-number.service.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { lastDigits } from '#identity/texting/phone-number.ts'
import { form } from '../forms.ts'
import {
  askAgain,
  askForCode,
  askForCodeTo,
  codeForm,
  codeSentence,
  codeStatus,
  type CodeTold,
  numberForm,
  numberSentence,
  numberStatus,
  type NumberTold,
  pendingNumber,
  visitOf,
} from '../phone-number.ts'
import { accountPage, signedIn, type SignedInWay } from '../signed-in.ts'
import { type Env, keepSession, type Needs } from '../way.ts'

const HERE = '/account/phone'

export function accountPhone(needs: Needs) {
  const { identity, clock } = needs
  const routes = new Hono<Env>()
  routes.get(
    '/',
    signedIn(needs, null, async (c, way) => c.html(await numberPage(c, way, null))),
  )
  routes.post(
    '/',
    signedIn(needs, HERE, async (c, way) => {
      const told = await askForCode(c, needs, way)
      return told === null
        ? c.redirect(`${HERE}/code`, 303)
        : c.html(await numberPage(c, way, told), numberStatus(told))
    }),
  )
  routes.get(
    '/code',
    signedIn(needs, null, async (c, way) => codePage(c, way, null)),
  )
  routes.post(
    '/code',
    signedIn(needs, `${HERE}/code`, async (c, way) => {
      const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
      if (!typed.ok) return codePage(c, way, typed)
      const confirmed = await confirmNumber(needs, visitOf(c, needs, way), typed.digits, clock.now())
      if (!confirmed.ok) return codePage(c, way, confirmed)
      if (confirmed.value !== null) keepSession(c, confirmed.value)
      return c.redirect(`${HERE}/done`, 303)
    }),
  )
  routes.post(
    '/again',
    signedIn(needs, `${HERE}/code`, async (c, way) => {
      const pending = await pendingNumber(needs, way)
      const told = pending && (await askAgain(c, needs, way, pending))
      return told ? codePage(c, way, told) : c.redirect(`${HERE}/code`, 303)
    }),
  )
  // The number that works now, tried out (edge case 8: is it still theirs?).
  routes.post(
    '/test',
    signedIn(needs, HERE, async (c, way) => {
      const phone = await identity.phones.findByPerson(way.person.id)
      if (!phone || !isUsable(phone)) return c.redirect(HERE, 303)
      const told = await askForCodeTo(c, needs, way, phone.e164)
      return told === null
        ? c.redirect(`${HERE}/code`, 303)
        : c.html(await numberPage(c, way, told), numberStatus(told))
    }),
  )
  routes.get(
    '/test',
    signedIn(needs, null, (c) => c.redirect(HERE, 303)),
  )
  routes.get(
    '/again',
    signedIn(needs, null, (c) => c.redirect(`${HERE}/code`, 303)),
  )
  routes.get(
    '/done',
    signedIn(needs, null, async (c, way) => {
      const { t, person } = way
      const phone = await identity.phones.findByPerson(person.id)
      if (!phone) return c.redirect(HERE, 303)
      const content = html`<h1>${t('number.done-title')}</h1>
${notice({ kind: 'success', kindText: t('notice.success'), content: t('number.done', { digits: lastDigits(phone.e164) }), live: 'status' })}
<p>${t('number.done-mail')}</p>
${actions([linkButton({ text: t('number.back'), href: '/account' })])}`
      return c.html(
        accountPage(c, needs, way, {
          here: '/account',
          title: t('number.done-title'),
          content,
          bodyId: 'phone-done',
        }),
      )
    }),
  )
  return routes

  async function numberPage(c: Context<Env>, way: SignedInWay, told: NumberTold | null): Promise<Html> {
    const { t, person } = way
    const phone = await identity.phones.findByPerson(person.id)
    const error = told ? numberSentence(t, told, clock.now()) : undefined
    const now = phone && isUsable(phone) ? phone : null
    const title = t(now ? 'number.change-title' : 'number.title')
    const hasOther = (await identity.factors.listByPerson(person.id)).some(
      (factor) => factor.kind !== 'sms' && isUsable(factor),
    )
    const content = html`<h1>${title}</h1>
<p class="lead">${now ? t('number.now', { digits: lastDigits(now.e164) }) : t('number.lead')}</p>
${needs.canText() || told ? '' : notice({ kind: 'warning', kindText: t('notice.warning'), content: t('number.unavailable') })}
${now ? form(`${HERE}/test`, c.get('csrfToken'), actions([button({ id: 'test', text: t('number.test'), kind: 'quiet' })])) : ''}
${needs.sms.offered ? numberForm(c, needs, way, HERE, error) : ''}
${notice({ kind: 'info', kindText: t('notice.info'), content: t(hasOther ? 'number.risk' : 'number.risk-only') })}
${actions([...(phone ? [linkButton({ text: t('number.remove'), href: `${HERE}/remove`, kind: 'link' })] : []), linkButton({ text: t('number.back'), href: '/account', kind: 'link' })])}`
    return accountPage(c, needs, way, {
      here: '/account',
      title,
      content,
      error: error ? { text: error, field: 'number' } : undefined,
      bodyId: 'phone-number',
      help: 'phone-number',
    })
  }

  /** Without a number that waits for its code, the question before it. */
  async function codePage(c: Context<Env>, way: SignedInWay, told: CodeTold | null): Promise<Response> {
    const { t } = way
    const pending = await pendingNumber(needs, way)
    const error = told ? codeSentence(t, told, clock.now()) : undefined
    if (!pending) {
      const content = html`<h1>${t('number.code-title')}</h1><p class="lead">${error ?? t('number.code-none')}</p>${actions([linkButton({ text: t('number.send'), href: HERE })])}`
      return c.html(
        accountPage(c, needs, way, {
          here: '/account',
          title: t('number.code-title'),
          content,
          bodyId: 'phone-code',
          help: 'text-message',
        }),
        told ? codeStatus(told) : 200,
      )
    }
    const content = html`<h1>${t('number.code-title')}</h1>${await codeForm(c, needs, way, { pending, here: `${HERE}/code`, again: `${HERE}/again`, numberPage: HERE, error })}`
    return c.html(
      accountPage(c, needs, way, {
        here: '/account',
        title: t('number.code-title'),
        content,
        error: error ? { text: error, field: 'code' } : undefined,
        modules: ['code-entry'],
        bodyId: 'phone-code',
        help: 'text-message',
      }),
      told ? codeStatus(told) : 200,
    )
  }
}
