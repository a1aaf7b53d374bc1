// Step 2: the key. On a phone an address that opens the app, the green code, the QR code last; on a desktop the QR code
// first.
import { actions, disclosure, setupKey, linkButton, qrFrame, stepIndicator, steps, type Html } from '@sluis/design'
import { buildOtpauth, encodeBase32 } from '@sluis/otp'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { encode } from 'uqr'
import { ensureEnrolment } from '#use-cases/manage-factors/enrol-app.ts'
import type { Translate } from '#locales/messages.ts'
import { withNext } from '../flow/forms.ts'
import { requireStep, type Env, type AuthenticatedFlow, type Deps } from '../flow/sign-in-flow.ts'
import { ISSUER } from '../parts/issuer.ts'
import { leave, WIZARD_STEPS } from './frame.ts'

export function showKey(deps: Deps) {
  const routes = new Hono<Env>()
  routes.get(
    '/',
    requireStep(deps, 'enrol', async (c, flow) => {
      // The same secret for as long as the enrolment lives: after a reload, in a second tab, back from the store (M13).
      const enrolment = await ensureEnrolment(deps, flow.session, flow.person, flow.now)
      return c.html(page(c, flow, enrolment.secret, enrolment.label))
    }),
  )
  return routes

  function page(c: Context<Env>, flow: AuthenticatedFlow, secret: Uint8Array, label: string): Html {
    const { t, next } = flow
    const content = html`${stepIndicator({ text: t('enrol.step', { current: 2, total: WIZARD_STEPS }), current: 2, total: WIZARD_STEPS })}
<h1>${t('key.title')}</h1>
${keyParts(c, t, secret, label)}
${actions([linkButton({ text: t('page.next'), href: withNext('/enrol/code', next), wide: true }), linkButton({ text: t('page.back'), href: withNext('/enrol', next), kind: 'quiet', wide: true })])}
${leave(c, flow)}`
    return deps.renderer.step(c, t, {
      title: t('key.title'),
      content,
      progress: { total: 2, done: 1 },
      modules: ['copy'],
      bodyId: 'show-key',
      help: 'key',
    })
  }
}

/** The key itself, for the device that looks at it. */
export function keyParts(c: Context<Env>, t: Translate, secret: Uint8Array, label: string): Html {
  const isPhone = /Mobi|Android|iPhone/.test(c.req.header('user-agent') ?? '')
  const uri = buildOtpauth({ issuer: ISSUER, account: label, secret })
  const green = setupKey({
    label: t('key.label'),
    hint: t('key.hint'),
    code: encodeBase32(secret),
    copy: t('key.copy'),
    copied: t('key.copied'),
    id: 'setup-key',
  })
  const qr = qrFrame({
    modules: encode(uri, { ecc: 'M', border: 0 }).data,
    alt: t('key.qr-alt'),
    caption: t('key.entry', { issuer: ISSUER, account: label }),
  })
  const byHand = steps([t('key.step-plus'), t('key.step-paste', { issuer: ISSUER }), t('key.step-back')])
  const onPhone = html`<p class="lead">${t('key.lead-phone')}</p>
${actions([linkButton({ text: t('key.open-app'), href: uri, kind: 'quiet', wide: true })])}
<h2>${t('key.by-hand')}</h2>${byHand}${green}
${disclosure({ summary: t('key.qr-elsewhere'), content: qr })}`
  const onDesktop = html`<p class="lead">${t('key.lead-desktop')}</p>
${steps([t('key.step-plus'), t('key.step-scan'), t('key.step-next')])}${qr}
<h2>${t('key.cannot-scan')}</h2><p>${t('key.cannot-scan-body')}</p>${green}`
  return html`${isPhone ? onPhone : onDesktop}
<p class="small muted">${t('key.keeps')}</p>`
}
