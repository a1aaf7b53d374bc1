// My details: the applications that were granted access, what each gets, and taking it back.
import { checkList, type Html } from '@sluis/design'
import { html } from 'hono/html'
import { type Application, nameIn } from '#identity/applications/application.ts'
import type { Translate } from '#locales/messages.ts'
import type { Deps } from '#journeys/flow/sign-in-flow.ts'
import { askFirst } from '#journeys/parts/ask-first.ts'
import type { SectionContext } from '../parts/section.ts'

export function accessSection(_deps: Deps, { t, csrf, details }: SectionContext): Html | Promise<Html> {
  const applications = details.granted
  if (applications.length === 0) return html`<p>${t('account.access-none')}</p>`
  const format = t.dates
  return html`${applications.map(
    (application) => html`<div class="stack"><h3>${nameIn(application, t.language)}</h3>
<p class="small muted">${t('account.access-since', { date: format.day(application.grantedAt) })}</p>
${checkList(gets(t, application))}
${askFirst(`/account/applications/${application.id}/withdraw`, csrf, { text: t('account.withdraw'), go: t('account.withdraw-go'), question: t('account.withdraw-body'), about: nameIn(application, t.language) })}</div>`,
  )}`
}

/** In the words of the page that asked for the access. */
type Granted = Pick<Application, 'name' | 'names'> & { scope: string; mayAsk: string }
function gets(t: Translate, { name, names, scope, mayAsk }: Granted): string[] {
  const scopes = scope.split(' ')
  return [
    t('access.gets-id'),
    ...(scopes.includes('profile') ? [t('access.gets-name')] : []),
    ...(scopes.includes('email') ? [t('account.gets-email')] : []),
    ...(scopes.includes('memberships')
      ? [t('access.gets-work', { application: nameIn({ name, names }, t.language) })]
      : []),
    t('access.gets-two-step'),
    ...(mayAsk.split(' ').includes('offline_access') ? [t('access.gets-stay')] : []),
  ]
}
