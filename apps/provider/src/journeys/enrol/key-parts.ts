// The key of a new authenticator app, for the device that looks at it: on a phone an address that opens the app and the
// green code, on a desktop the QR code; and the field for the first code, so that connecting is one page.
import { button, codeField, codeRow, disclosure, linkButton, qrFrame, setupKey, steps, type Html } from '@sluis/design'
import { buildOtpauth, encodeBase32 } from '@sluis/otp'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { encode } from 'uqr'
import type { Translate } from '#locales/messages.ts'
import { isPhone } from '#platform/user-agent.ts'
import { form } from '../flow/forms.ts'
import type { Env } from '../flow/sign-in-flow.ts'
import { entryName, ISSUER } from '../parts/issuer.ts'

type Key = { secret: Uint8Array; label: string }

/**
 * `below`: what stands under the lead. `action`: where the code is posted; empty, it leads to the page of the code.
 * `onComputer`: the app is on the computer that shows this, so that there is nothing to scan.
 */
type Around = { action: string; error: string | undefined; below?: Html | ''; onComputer?: boolean }

/** The key, the ways to take it over, and the field for its first code. */
export function keyParts(
  c: Context<Env>,
  t: Translate,
  { secret, label }: Key,
  { action, error, below = '', onComputer = false }: Around,
): Html {
  const uri = buildOtpauth({ issuer: ISSUER, account: label, secret })
  const green = setupKey({
    label: t('key.label'),
    code: encodeBase32(secret),
    copy: t('key.copy'),
    copied: t('key.copied'),
    id: 'setup-key',
  })
  const qr = qrFrame({
    modules: encode(uri, { ecc: 'M', border: 0 }).data,
    alt: t('key.qr-alt'),
    caption: t('key.entry', { entry: entryName(label) }),
  })
  const keeps = html`<p class="small muted">${t('key.keeps')}</p>`
  const code = form(
    action,
    c.get('csrfToken'),
    codeRow(
      codeField({ id: 'code', label: t('key.code'), error, length: 6, autoSubmit: true }),
      button({ text: t('page.next') }),
    ),
  )
  // Of a code that was wrong the app is connected: what is to be done next stands first, and in view on a phone.
  const [again, first] = error === undefined ? ['', code] : [code, '']
  const byHand = steps([t('key.step-plus'), t('key.step-paste', { entry: entryName(label) }), t('key.step-back')])
  if (isPhone(c.req.header('user-agent')))
    return html`${again}<p>${t('key.lead-phone')}</p>${below}
${linkButton({ text: t('key.open-app'), href: uri, kind: 'quiet', wide: true })}
${green}
${first}
${disclosure({ summary: t('key.how'), content: html`${byHand}${keeps}<h2>${t('key.qr-elsewhere')}</h2>${qr}` })}`
  if (onComputer)
    return html`${again}<p>${t('key.lead-computer')}</p>
${green}
${first}
${disclosure({ summary: t('key.how'), content: html`${byHand}${keeps}<h2>${t('key.phone-after-all')}</h2>${qr}` })}
${below}`
  return html`${again}<p>${t('key.lead-desktop')}</p>${below}
${qr}
<p>${t('key.cannot-scan')}</p>
${green}
${first}
${disclosure({ summary: t('key.how'), content: html`${byHand}${keeps}` })}`
}
