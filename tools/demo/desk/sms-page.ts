// Caught SMS, newest first, as a phone shows them.
import { emptyState, linkButton, smsPreview } from '@sluis/design'
import { html } from 'hono/html'
import type { StoredSms } from '../sms/sms.store.ts'
import type { DeskPage } from './context.ts'
import { dateFormatterFor, type DeskTranslate } from './i18n.ts'

export function smsPage(t: DeskTranslate, messages: readonly StoredSms[]): DeskPage {
  const title = t('sms-title')
  const { dayAndTime } = dateFormatterFor(t.language)
  const one = ({ from, to, text, receivedAt }: StoredSms) =>
    html`<li>${smsPreview({ label: t('sms-to', { to }), from, to, at: dayAndTime(new Date(receivedAt)), text })}</li>`
  const none = emptyState({
    title: t('sms-none-title'),
    content: t('sms-none'),
    icon: 'message',
    action: linkButton({ text: t('mail-none-action'), href: '/', kind: 'quiet' }),
  })
  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${t('sms-lead')}</p>
<div id="texts" data-live>${messages.length > 0 ? html`<p class="visually-hidden" role="status">${t('sms-count', { count: messages.length })}</p><ul class="plain-list stack" role="list">${messages.map(one)}</ul>` : none}</div></div>`
  return { title, content, current: '/sms', isLive: true }
}
