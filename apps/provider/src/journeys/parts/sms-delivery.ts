// What a page says of a text on its way: whether it was handed over, has arrived, or does not come.
import { type Html, notice } from '@sluis/design'
import { html } from 'hono/html'
import type { SendRefusal } from '#use-cases/prove-factor/sms-code.ts'
import type { SmsStatus } from '#messaging/sms/sms-messages.store.ts'
import type { Translate, MessageKey } from '#locales/messages.ts'

const STATUS_MESSAGE: Record<SmsStatus, MessageKey> = {
  queued: 'text.queued',
  sent: 'text.handed',
  delivered: 'text.delivered',
  failed: 'text.failed',
  expired: 'text.failed',
}

/** It does not come: another way is needed. */
export const isUndeliverable = (delivery: { status: SmsStatus } | null): boolean =>
  delivery?.status === 'failed' || delivery?.status === 'expired'

/** `delivery`: null where nobody knows it any more. `here`: the page's own address, to look again. */
export function deliveryLine(t: Translate, delivery: { status: SmsStatus; at: Date } | null, here: string): Html | '' {
  if (!delivery) return ''
  const text = t(STATUS_MESSAGE[delivery.status], {
    time: t.dates.time(delivery.at),
  })
  if (isUndeliverable(delivery)) return notice({ kind: 'warning', kindText: t('notice.warning'), content: text })
  return html`<p class="small muted" id="delivery">${text}${delivery.status === 'delivered' ? '' : html` <a href="${here}">${t('text.look')}</a>`}</p>`
}

/** Why no code was sent. */
export function sendSentence(t: Translate, failure: SendRefusal, now: Date): string {
  const until = 'until' in failure ? failure.until : now
  const time = t.dates.time(until)
  switch (failure.refusal) {
    case 'too-soon':
      return t('text.too-soon', { seconds: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)) })
    case 'too-many':
      return t('text.too-many', { time })
    case 'rate-limited':
      return t('code.locked', { time })
    case 'not-sent':
    case 'no-number':
      return t('text.not-sent')
  }
}

export const sendStatus = ({ refusal }: SendRefusal): 429 | 503 =>
  refusal === 'not-sent' || refusal === 'no-number' ? 503 : 429
