// What a page tells about an SMS: handed over, delivered, or not coming; and why none was sent.
import { type Html, notice } from '@sluis/design'
import { SECOND_MS } from '@sluis/server-kit/time'
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

/** It will not come: the person must prove something else. */
export const isUndeliverable = (delivery: { status: SmsStatus } | null): boolean =>
  delivery?.status === 'failed' || delivery?.status === 'expired'

/** `delivery`: null where it is no longer known. `here`: the page's own address, to look again. */
export function deliveryLine(t: Translate, delivery: { status: SmsStatus; at: Date } | null, here: string): Html | '' {
  if (!delivery) return ''
  const text = t(STATUS_MESSAGE[delivery.status], {
    time: t.dates.time(delivery.at),
  })
  if (isUndeliverable(delivery)) return notice({ kind: 'warning', kindText: t('notice.warning'), content: text })
  return html`<p class="small muted" id="delivery">${text}${delivery.status === 'delivered' ? '' : html` <a href="${here}">${t('text.look')}</a>`}</p>`
}

const SEND_MESSAGES: Record<SendRefusal['refusal'], MessageKey> = {
  'too-soon': 'text.too-soon',
  'too-many': 'text.too-many',
  'rate-limited': 'code.locked',
  'second-factor-off': 'code.off',
  'not-sent': 'text.not-sent',
  'no-number': 'text.not-sent',
}
export const isSendRefusal = (failure: { refusal: string }): failure is SendRefusal =>
  Object.hasOwn(SEND_MESSAGES, failure.refusal)

/** Why no code was sent. */
export function sendErrorMessage(t: Translate, failure: SendRefusal, now: Date): string {
  const until = 'until' in failure ? failure.until : now
  return t(SEND_MESSAGES[failure.refusal], {
    time: t.dates.time(until),
    seconds: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / SECOND_MS)),
  })
}

export const sendErrorStatus = ({ refusal }: SendRefusal): 403 | 429 | 503 =>
  refusal === 'second-factor-off' ? 403 : refusal === 'not-sent' || refusal === 'no-number' ? 503 : 429
