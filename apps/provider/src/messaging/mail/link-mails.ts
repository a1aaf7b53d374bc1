// Mails that carry a link of their own: to choose a new password, to confirm a new address, to undo that; and the mail
// of the check-up, which carries none. None of them logs anybody in.
import { HOUR_MS } from '@sluis/server-kit/time'
import { RESET_LINK_HOURS } from '#identity/passwords/reset-links.store.ts'
import { CONFIRM_HOURS, UNDO_HOURS } from '#identity/people/email-changes.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import { locateAddress } from '#platform/network-location.ts'
import type { Db } from '#schema/tables.ts'
import { mailContent } from './mail-content.ts'
import { composeMail, factsOf, stopOf } from './mail-templates.ts'
import type { Notify } from './notify.ts'

const hours = (from: Date, count: number): Date => new Date(from.getTime() + count * HOUR_MS)

export async function sendResetLink(
  { mailContext, mailQueue, issuer }: Notify,
  { db }: { db: Db },
  person: Person,
  { path, browser, origin, claimedBy }: { path: string; browser: string; origin: string; claimedBy: string[] | null },
  now: Date,
): Promise<void> {
  const to = mailContext(person)
  const { t, host } = to
  const subject = t('mail.reset.subject')
  // To an address that others claim too, it names the applications and nobody, since it may be a stranger's.
  const claim = claimedBy === null ? [] : [t('mail.reset.claimed', { host, applications: claimedBy.join(', ') })]
  const content = mailContent({
    greeting: claimedBy === null ? t('mail.hello', { name: person.name }) : null,
    heading: subject,
    paragraphs: [...claim, t('mail.reset.body', { hours: RESET_LINK_HOURS })],
    facts: factsOf(to, now, { browser, place: locateAddress(origin) }),
    button: { label: t('mail.reset.button'), href: `${issuer}${path}` },
    closing: [t('mail.reset.not-you')],
    reason: 'asked',
  })
  await mailQueue.send(db, composeMail(to, subject, content, 'proof'), { now, until: hours(now, RESET_LINK_HOURS) })
}

export async function sendBrowserLink(
  { mailContext, mailQueue, issuer }: Notify,
  { db }: { db: Db },
  person: Person,
  link: { token: string; hours: number },
  { browser, origin }: { browser: string; origin: string },
  now: Date,
): Promise<void> {
  const to = mailContext(person)
  const { t } = to
  const subject = t('mail.browser-link.subject')
  const content = mailContent({
    greeting: t('mail.hello', { name: person.name }),
    heading: subject,
    paragraphs: [t('mail.browser-link.body', { hours: link.hours })],
    facts: factsOf(to, now, { browser, place: locateAddress(origin) }),
    button: { label: t('mail.browser-link.button'), href: `${issuer}/sign-in/browser/${link.token}` },
    closing: [t('mail.browser-link.not-you')],
    reason: 'asked',
  })
  await mailQueue.send(db, composeMail(to, subject, content), { now, until: hours(now, link.hours) })
}

/** To the new address; it names nobody, since it may be a stranger's. */
export async function sendConfirmAddress(
  { mailContext, mailQueue, issuer }: Notify,
  { db }: { db: Db },
  person: Person,
  email: string,
  token: string,
  now: Date,
): Promise<void> {
  const to = mailContext(person, email)
  const { t, host } = to
  const subject = t('mail.new-address.subject')
  const content = mailContent({
    greeting: null,
    heading: subject,
    paragraphs: [t('mail.new-address.body', { host, hours: CONFIRM_HOURS })],
    button: { label: t('mail.new-address.button'), href: `${issuer}/new-address/${token}` },
    closing: [t('mail.new-address.not-you')],
    reason: 'address',
  })
  await mailQueue.send(db, composeMail(to, subject, content, 'proof'), { now, until: hours(now, CONFIRM_HOURS) })
}

/** To whoever has the address that somebody else wanted. */
export async function sendAddressTaken(
  { mailContext, mailQueue }: Notify,
  { db }: { db: Db },
  owner: Person,
  now: Date,
): Promise<void> {
  const to = mailContext(owner)
  const { t, host } = to
  const subject = t('mail.address-taken.subject')
  const content = mailContent({
    greeting: t('mail.hello', { name: owner.name }),
    heading: subject,
    paragraphs: [t('mail.address-taken.body', { host }), t('mail.address-taken.do')],
  })
  await mailQueue.send(db, composeMail(to, subject, content), { now, until: hours(now, CONFIRM_HOURS) })
}

/** To the old address, which is still `person.email` here. */
export async function sendUndo(
  { mailContext, mailQueue, issuer }: Notify,
  { db }: { db: Db },
  person: Person,
  token: string,
  { browser, origin }: { browser: string; origin: string },
  now: Date,
): Promise<void> {
  const to = mailContext(person)
  const { t, host } = to
  const subject = t('mail.undo-address.subject')
  const content = mailContent({
    greeting: t('mail.hello', { name: person.name }),
    heading: subject,
    paragraphs: [t('mail.undo-address.body', { host })],
    facts: factsOf(to, now, { browser, place: locateAddress(origin) }),
    stop: stopOf(
      t,
      t('mail.undo-address.not-you', { hours: UNDO_HOURS }),
      t('mail.undo-address.button'),
      `${issuer}/undo-address/${token}`,
    ),
  })
  await mailQueue.send(db, composeMail(to, subject, content, 'proof'), { now })
}

export async function sendCheckUp(
  { mailContext, mailQueue }: Notify,
  { db }: { db: Db },
  person: Person,
  now: Date,
): Promise<void> {
  const to = mailContext(person)
  const { t, host } = to
  const subject = t('mail.check-up.subject')
  const content = mailContent({
    greeting: t('mail.hello', { name: person.name }),
    heading: subject,
    paragraphs: [t('mail.check-up.code'), t('mail.check-up.codes'), t('mail.check-up.where', { host })],
  })
  await mailQueue.send(db, composeMail(to, subject, content), { now })
}
