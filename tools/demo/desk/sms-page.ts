// Caught text messages, newest first, as a phone shows them.
import { emptyState, linkButton, smsPreview } from '@sluis/design'
import { html } from 'hono/html'
import type { StoredSms } from '../sms/sms.store.ts'
import type { DeskPage } from './context.ts'
import { datesIn, type DeskSay } from './words.ts'

export function smsPage(say: DeskSay, texts: readonly StoredSms[]): DeskPage {
  const title = say('sms-title')
  const { dayAndTime } = datesIn(say.language)
  const one = ({ from, to, text, receivedAt }: StoredSms) =>
    html`<li>${smsPreview({ label: say('sms-to', { to }), from, to, at: dayAndTime(new Date(receivedAt)), text })}</li>`
  const none = emptyState({
    title: say('sms-none-title'),
    content: say('sms-none'),
    icon: 'message',
    action: linkButton({ text: say('mail-none-action'), href: '/', kind: 'quiet' }),
  })
  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${say('sms-lead')}</p>
<div id="texts" data-live>${texts.length > 0 ? html`<p class="visually-hidden" role="status">${say('sms-count', { count: texts.length })}</p><ul class="plain-list stack" role="list">${texts.map(one)}</ul>` : none}</div></div>`
  return { title, content, current: '/sms', isLive: true }
}
