// What a page says of a text on its way: whether it was handed over, has arrived, or does not come.
import { type Html, notice } from '@sluis/design'
import { dateWords } from '@sluis/ground'
import { html } from 'hono/html'
import type { SendRefusal } from '#identity/second-factors/text-code.service.ts'
import type { TextStatus } from '#identity/texting/texts.store.ts'
import type { Say, TextKey } from '#texts/texts.ts'

const SAID: Record<TextStatus, TextKey> = {
  queued: 'text.queued',
  sent: 'text.handed',
  delivered: 'text.delivered',
  failed: 'text.failed',
  expired: 'text.failed',
}

/** It does not come: another way is needed. */
export const isVain = (delivery: { status: TextStatus } | null): boolean =>
  delivery?.status === 'failed' || delivery?.status === 'expired'

/** `delivery`: null where nobody knows it any more. `here`: the page's own address, to look again. */
export function deliveryLine(say: Say, delivery: { status: TextStatus; at: Date } | null, here: string): Html | '' {
  if (!delivery) return ''
  const text = say(SAID[delivery.status], { time: dateWords(say.language, 'Europe/Amsterdam').time(delivery.at) })
  if (isVain(delivery)) return notice({ kind: 'warning', kindText: say('notice.warning'), content: text })
  return html`<p class="small muted" id="delivery">${text}${delivery.status === 'delivered' ? '' : html` <a href="${here}">${say('text.look')}</a>`}</p>`
}

/** Why no code was sent. */
export function sendSentence(say: Say, told: SendRefusal, now: Date): string {
  const until = 'until' in told ? told.until : now
  const time = dateWords(say.language, 'Europe/Amsterdam').time(until)
  switch (told.refusal) {
    case 'too-soon':
      return say('text.too-soon', { seconds: Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)) })
    case 'too-many':
      return say('text.too-many', { time })
    case 'locked':
      return say('code.locked', { time })
    case 'not-sent':
    case 'no-number':
      return say('text.not-sent')
  }
}

export const sendStatus = ({ refusal }: SendRefusal): 429 | 503 =>
  refusal === 'not-sent' || refusal === 'no-number' ? 503 : 429
