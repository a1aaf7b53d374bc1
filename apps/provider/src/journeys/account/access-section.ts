// My details: the applications that were granted access, what each gets, and taking it back.
import { button, given, type Html } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { html } from 'hono/html'
import type { Say } from '#texts/texts.ts'
import { form } from '../forms.ts'
import type { Needs } from '../way.ts'
import type { SectionWay } from './section.ts'

export async function accessSection({ identity }: Needs, { say, person, csrf }: SectionWay): Promise<Html> {
  const applications = await identity.applications.grantedBy(person.id)
  if (applications.length === 0) return html`<p>${say('account.access-none')}</p>`
  const words = dateWords(say.language, 'Europe/Amsterdam')
  return html`${applications.map(
    (application) => html`<div class="stack"><h3>${application.name}</h3>
<p class="small muted">${say('account.access-since', { date: words.day(application.grantedAt) })}</p>
${given(gets(say, application))}
${form(`/account/applications/${application.id}/withdraw`, csrf, button({ text: say('account.withdraw'), kind: 'quiet', about: application.name }))}</div>`,
  )}
<p class="small muted">${say('account.withdraw-body')}</p>`
}

/** As the page said it that asked for the access. */
function gets(say: Say, { scope, mayAsk }: { scope: string; mayAsk: string }): string[] {
  const scopes = scope.split(' ')
  return [
    say('access.gets-id'),
    ...(scopes.includes('profile') ? [say('access.gets-name')] : []),
    ...(scopes.includes('email') ? [say('account.gets-email')] : []),
    say('access.gets-two-step'),
    ...(mayAsk.split(' ').includes('offline_access') ? [say('access.gets-stay')] : []),
  ]
}
