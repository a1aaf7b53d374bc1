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
import { datesIn, momentIn, type DeskSay } from './words.ts'

const inboxHref = (address: string): string => `/mail/of/${encodeURIComponent(address)}`

/** All inboxes with how much is in them, and the newest mail of all. */
export function mailPage(say: DeskSay, world: World, mails: readonly StoredMail[]): DeskPage {
  const title = say('mail-title')
  const inbox = (name: string, address: string): ListRow => {
    const count = mails.filter((mail) => mail.recipients.includes(address)).length
    return {
      title: name,
      href: inboxHref(address),
      detail: name === address ? undefined : address,
      icon: 'mail',
      badge: count > 0 ? badge({ text: say('mail-count', { count }) }) : undefined,
    }
  }
  const known = new Set(world.people.map((person) => person.email))
  const others = [...new Set(mails.flatMap((mail) => mail.recipients))]
    .filter((address) => !known.has(address))
    .toSorted()
  const content = html`<div class="stack"><h1>${title}</h1>
<p class="lead">${say('mail-lead')}</p>
<h2>${say('mail-newest')}</h2>
${list(say, mails.slice(0, 10), true)}
<h2>${say('mail-inboxes')}</h2>
<div id="inboxes" data-live>${listRows(world.people.map((person) => inbox(person.name, person.email)))}${others.length > 0 && html`<h2>${say('mail-others')}</h2>${listRows(others.map((address) => inbox(address, address)))}`}</div></div>`
  return { title, content, current: '/mail', isLive: true }
}

/** One address's mail, newest first. */
export function inboxPage(say: DeskSay, world: World, address: string, mails: readonly StoredMail[]): DeskPage {
  const title = say('mail-of-title', { name: world.people.find((person) => person.email === address)?.name ?? address })
  const content = html`<div class="stack"><p><a href="/mail">${say('mail-all')}</a></p><h1>${title}</h1><p class="muted">${address}</p>${list(say, mails, false)}</div>`
  return { title, content, current: '/mail', isLive: true }
}

function list(say: DeskSay, mails: readonly StoredMail[], namesReader: boolean): Html {
  const rows = mails.map((mail): ListRow => ({
    title: mail.subject || say('mail-no-subject'),
    href: `/mail/${mail.id}`,
    detail: html`<span class="mail-when">${datesIn(say.language).dayAndTime(new Date(mail.receivedAt))}</span>${namesReader ? say('mail-to-person', { to: mail.recipients.join(', ') }) : mail.from}`,
  }))
  const none = emptyState({
    title: say('mail-none-title'),
    content: say('mail-none'),
    icon: 'mail',
    action: linkButton({ text: say('mail-none-action'), href: '/', kind: 'quiet' }),
  })
  return html`<div class="mails" id="mails" data-live>${rows.length > 0 ? html`<p class="visually-hidden" role="status">${say('mail-count', { count: mails.length })}</p>${listRows(rows)}` : none}</div>`
}

/** Its HTML stands in a frame that can run, load and send nothing; its text is on the page. */
export function oneMailPage(say: DeskSay, mail: StoredMail): DeskPage {
  const title = mail.subject || say('mail-no-subject')
  const text = mail.text === '' ? html`<p class="muted">${say('mail-no-text')}</p>` : linkedText(mail.text)
  const body =
    mail.html === null
      ? text
      : html`<iframe class="mail-frame" src="/mail/${mail.id}/html" sandbox="${MAIL_FRAME}" title="${say('mail-frame')}"></iframe>${disclosure({ summary: say('mail-as-text'), content: text, id: 'as-text' })}`
  const attached = mail.attachments.map((each) => each.name || each.type).join(', ')
  const content = html`<div class="stack"><p><a href="${inboxHref(mail.recipients[0] ?? '')}">${say('mail-back')}</a></p><h1 class="visually-hidden">${title}</h1>
${mailPreview({
  labels: { from: say('mail-from'), to: say('mail-to'), subject: say('mail-subject'), at: say('mail-at') },
  from: mail.from,
  to: mail.to || mail.recipients.join(', '),
  subject: title,
  at: momentIn(say.language, new Date(mail.writtenAt ?? mail.receivedAt)),
  body,
})}
${attached && html`<p class="muted">${say('mail-attachments')}: ${attached}</p>`}</div>`
  return { title, content, current: '/mail' }
}
