// Caught mail and text messages, as the demo desk shows them.
import { html } from 'hono/html'
import type { Content, Html } from '../markup.ts'
import { icon } from './icon.ts'

export interface MailPreviewProps {
  labels: { from: string; to: string; subject: string; at: string }
  from: string
  to: string
  subject: string
  at: string
  body: Content
}

/** Head and body of one mail. */
export function mailPreview({ labels, from, to, subject, at, body }: MailPreviewProps): Html {
  return html`<article class="mail" aria-label="${labels.subject}: ${subject}">
<dl class="mail-head"><div class="mail-subject"><dt class="visually-hidden">${labels.subject}</dt><dd>${subject}</dd></div><div><dt>${labels.from}</dt><dd><bdi>${from}</bdi></dd></div><div><dt>${labels.to}</dt><dd><bdi>${to}</bdi></dd></div><div><dt>${labels.at}</dt><dd>${at}</dd></div></dl>
<div class="mail-body">${body}</div></article>`
}

export interface SmsPreviewProps {
  /** Names the message for screen readers. */
  label: string
  from: string
  to: string
  at: string
  text: string
}

/** One SMS, as the phone shows it. */
export function smsPreview({ label, from, to, at, text }: SmsPreviewProps): Html {
  return html`<article class="sms" aria-label="${label}"><p class="sms-head">${icon('message')}<span><strong>${from}</strong> → <bdi dir="ltr">${to}</bdi></span> <span>${at}</span></p><p class="sms-text"><bdi dir="auto">${text}</bdi></p></article>`
}
