// The page for somebody whom an application lets in only by its directory, which does not name them.
import { actions, button, type Html, linkButton } from '@sluis/design'
import { html } from 'hono/html'
import type { Translate } from '#locales/messages.ts'

export const notListedContent = (
  t: Translate,
  { name, email }: { name: string; email: string },
  { href, csrf }: { href: string; csrf: string },
): Html => html`<h1>${t('not-listed.title', { application: name })}</h1>
<p class="lead">${t('not-listed.lead', { application: name, email })}</p>
<p>${t('not-listed.ask', { application: name })}</p>
<form class="stack" method="post" action="${href}/leave"><input type="hidden" name="csrf" value="${csrf}">
${actions([
  button({ text: t('not-listed.back', { application: name }), wide: true }),
  linkButton({ text: t('not-listed.other'), href: '/sign-out', kind: 'quiet', wide: true }),
])}</form>`
