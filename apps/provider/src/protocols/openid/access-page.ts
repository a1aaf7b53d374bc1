// The page that asks whether an application may know what it asks for.
import { actions, button, checkList, notice, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { Translate } from '#locales/messages.ts'

/** `scopes`: what the application asks for. `staysSignedIn`: it may also keep the person signed in. */
type Access = { name: string; scopes: readonly string[]; staysSignedIn: boolean; email: string }

export function accessContent(
  t: Translate,
  { name, scopes, staysSignedIn, email }: Access,
  { href, csrf }: { href: string; csrf: string },
): Html {
  const gets = [
    t('access.gets-id'),
    ...(scopes.includes('profile') ? [t('access.gets-name')] : []),
    ...(scopes.includes('email') ? [t('access.gets-email', { email })] : []),
    ...(scopes.includes('memberships') ? [t('access.gets-work', { application: name })] : []),
    t('access.gets-two-step'),
    ...(staysSignedIn ? [t('access.gets-stay')] : []),
  ]
  return html`<h1>${t('access.title', { application: name })}</h1>
<p class="lead">${t('access.lead', { application: name })}</p>
<h2>${t('access.gets', { application: name })}</h2>${checkList(gets)}
<h2>${t('access.gets-not', { application: name })}</h2>${checkList([t('access.not-password'), t('access.not-codes'), t('access.not-phone')], false)}
${notice({ kind: 'info', kindText: t('notice.info'), content: t('access.once', { application: name }) })}
<form class="stack" method="post" action="${href}/access"><input type="hidden" name="csrf" value="${csrf}">
${actions([button({ text: t('access.grant'), wide: true }), button({ text: t('access.cancel'), kind: 'quiet', wide: true, formaction: `${href}/leave` })])}</form>`
}
