// Caught mail: the inboxes, one inbox, and one mail as its reader would see it.
import {
  badge,
  disclosure,
  emptyState,
  linkButton,
  listRows,
  mailPreview,
  type Html,
  type ListRow,
} from '@sluis/design'
import { html } from 'hono/html'
import type { DeskPage } from './context.ts'
import type { StoredMail } from '../mail/mail.store.ts'
import { MAIL_FRAME } from '../mail/safe-html.ts'
import { linkedText } from '../mail/safe-text.ts'
import type { World } from '../world.ts'
import { dateFormatterFor, formatMoment, type DeskTranslate } from './i18n.ts'

const inboxHref = (address: string): string => `/mail/of/${encodeURIComponent(address)}`

/** All inboxes with their number of mails, and the newest mails. */
export function mailPage(t: DeskTranslate, world: World, mails: readonly StoredMail[]): DeskPage {
  const title = t('mail-title')
  const inbox = (name: string, address: string): ListRow => {
    const count = mails.filter((mail) => mail.recipients.includes(address)).length
    return {
      title: name,
      href: inboxHref(address),
      detail: name === address ? undefined : address,
      icon: 'mail',
      badge: count > 0 ? badge({ text: t('mail-count', { count }) }) : undefined,
    }
  }
  const known = new Set(world.people.map((person) => person.email))
  const others = [...new Set(mails.flatMap((mail) => mail.recipients))]
    .filter((address) => !known.has(address))
    .toSorted()
  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${t('mail-lead')}</p>
<h2>${t('mail-newest')}</h2>
${list(t, mails.slice(0, 10), true)}
<h2>${t('mail-inboxes')}</h2>
<div id="inboxes" data-live>${listRows(world.people.map((person) => inbox(person.name, person.email)))}${others.length > 0 && html`<h2>${t('mail-others')}</h2>${listRows(others.map((address) => inbox(address, address)))}`}</div></div>`
  return { title, content, current: '/mail', isLive: true }
}

/** One address's mail, newest first. */
export function inboxPage(t: DeskTranslate, world: World, address: string, mails: readonly StoredMail[]): DeskPage {
  const title = t('mail-of-title', { name: world.people.find((person) => person.email === address)?.name ?? address })
  const content = html`<div class="stack"><p><a href="/mail">${t('mail-all')}</a></p><h1>${title}</h1><p class="muted">${address}</p>${list(t, mails, false)}</div>`
  return { title, content, current: '/mail', isLive: true }
}

function list(t: DeskTranslate, mails: readonly StoredMail[], namesReader: boolean): Html {
  const rows = mails.map((mail): ListRow => ({
    title: mail.subject || t('mail-no-subject'),
    href: `/mail/${mail.id}`,
    detail: html`<span class="mail-when">${dateFormatterFor(t.language).dayAndTime(writtenAt(mail))}</span>${namesReader ? t('mail-to-person', { to: mail.recipients.join(', ') }) : mail.from}`,
  }))
  const none = emptyState({
    title: t('mail-none-title'),
    content: t('mail-none'),
    icon: 'mail',
    action: linkButton({ text: t('mail-none-action'), href: '/', kind: 'quiet' }),
  })
  return html`<div class="mails" id="mails" data-live>${rows.length > 0 ? html`<p class="visually-hidden" role="status">${t('mail-count', { count: mails.length })}</p>${listRows(rows)}` : none}</div>`
}

/** By its own date: a mail that waited in the queue tells of the moment before it arrived. */
const writtenAt = ({ writtenAt: written, receivedAt }: StoredMail): Date => new Date(written ?? receivedAt)

// Nobody may look into the frame to see how long the mail is: it is guessed from its text, as a phone wraps it.
const FRAME = { base: 180, line: 29, signs: 34, blank: 20 }
const frameHeight = (text: string): number =>
  text
    .split('\n')
    .map((line) => (line.trim() === '' ? FRAME.blank : FRAME.line * Math.ceil(line.length / FRAME.signs)))
    .reduce((sum, height) => sum + height, FRAME.base)

/** Its HTML is in a frame that can run, load and send nothing; its text is on the page. */
export function oneMailPage(t: DeskTranslate, mail: StoredMail): DeskPage {
  const title = mail.subject || t('mail-no-subject')
  const text = mail.text === '' ? html`<p class="muted">${t('mail-no-text')}</p>` : linkedText(mail.text)
  const body =
    mail.html === null
      ? text
      : html`<iframe class="mail-frame" height="${String(frameHeight(mail.text))}" src="/mail/${mail.id}/html" sandbox="${MAIL_FRAME}" title="${t('mail-frame')}"></iframe>${disclosure({ summary: t('mail-as-text'), content: text, id: 'as-text' })}`
  const attached = mail.attachments.map((each) => each.name || each.type).join(', ')
  const content = html`<div class="stack"><p><a href="${inboxHref(mail.recipients[0] ?? '')}">${t('mail-back')}</a></p><h1 class="visually-hidden">${title}</h1>
${mailPreview({
  labels: { from: t('mail-from'), to: t('mail-to'), subject: t('mail-subject'), at: t('mail-at') },
  from: mail.from,
  to: mail.to || mail.recipients.join(', '),
  subject: title,
  at: formatMoment(t.language, writtenAt(mail)),
  body,
})}
${attached && html`<p class="muted">${t('mail-attachments')}: ${attached}</p>`}</div>`
  return { title, content, current: '/mail' }
}
