// The page that asks whether an application may know what it asks for: in three plain lines, and the rest below.
import { actions, button, checkList, disclosure, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { RequestingApplication } from '#identity/sessions/sign-in-request.ts'
import type { Translate } from '#locales/messages.ts'

/**
 * `scopes`: what the application asks for. `staysSignedIn`: it may also keep the person signed in. `asksEachTime`: any
 * program of the device may be the one that asks (RFC 8252 §8.6).
 */
type Access = {
  application: Pick<RequestingApplication, 'name' | 'termsUri' | 'privacyUri'>
  scopes: readonly string[]
  staysSignedIn: boolean
  asksEachTime: boolean
  email: string
}

export function accessContent(
  t: Translate,
  { application: { name, termsUri, privacyUri }, scopes, staysSignedIn, asksEachTime, email }: Access,
  { href, csrf }: { href: string; csrf: string },
): Html {
  const application = name
  const gets = [
    ...(scopes.includes('profile') ? [t('access.gets-name')] : []),
    ...(scopes.includes('email') ? [t('access.gets-email', { email })] : []),
    ...(scopes.includes('memberships') ? [t('access.gets-work', { application: name })] : []),
    t('access.gets-two-step'),
  ]
  const links = [
    ...(termsUri === null ? [] : [{ href: termsUri, text: t('access.terms', { application }) }]),
    ...(privacyUri === null ? [] : [{ href: privacyUri, text: t('access.privacy', { application }) }]),
  ].map((link) => html`<li><a href="${link.href}" rel="noopener noreferrer">${link.text}</a></li>`)
  const more = html`<p>${t('access.more-id', { application })}</p>
${staysSignedIn && html`<p>${t('access.more-stay')}</p>`}
<p>${t(asksEachTime ? 'access.each-time' : 'access.once', { application })}</p>
${links.length > 0 && html`<ul class="stack stack--tight">${links}</ul>`}`
  return html`<h1>${t('access.title', { application })}</h1>
<h2 class="small">${t('access.gets', { application })}</h2>${checkList(gets)}
<h2 class="small">${t('access.gets-not', { application })}</h2>${checkList([t('access.not-any')], false)}
<form class="stack" method="post" action="${href}/access"><input type="hidden" name="csrf" value="${csrf}">
${actions([button({ text: t('access.grant'), wide: true }), button({ text: t('access.cancel'), kind: 'quiet', wide: true, formaction: `${href}/leave` })])}</form>
${disclosure({ summary: t('access.more'), content: more })}`
}
