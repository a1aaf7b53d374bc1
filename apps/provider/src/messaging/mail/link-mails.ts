// Mails that carry a link of their own: to choose a new password, to confirm a new address, to undo that; and the mail
// of the check-up, which carries none. None of them logs anybody in.
import { HOUR_MS } from '@sluis/server-kit/time'
import { RESET_LINK_HOURS } from '#identity/passwords/reset-links.store.ts'
import { CONFIRM_HOURS, UNDO_HOURS } from '#identity/people/email-changes.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import { locateAddress } from '#platform/network-location.ts'
import type { Db } from '#schema/tables.ts'
import { renderMail, detailLines, type NoticeDetails } from './mail-templates.ts'
import type { Notify } from './notify.ts'

const hours = (from: Date, count: number): Date => new Date(from.getTime() + count * HOUR_MS)

export async function sendResetLink(
  { mailContext, mailQueue, issuer }: Notify,
  { db }: { db: Db },
  person: Person,
  token: string,
  { browser, origin, claimedBy }: { browser: string; origin: string; claimedBy: string[] | null },
  now: Date,
): Promise<void> {
  const to = mailContext(person)
  const { t } = to
  const asked = detailLines(to, now, { browser, place: locateAddress(origin) }).join('\n')
  // To an address that others claim too, it names the applications and nobody, since it may be a stranger's.
  const paragraphs = [
    claimedBy === null
      ? t('mail.hello', { name: person.name })
      : t('mail.reset.claimed', { host: to.host, applications: claimedBy.join(', ') }),
    t('mail.reset.body', { hours: RESET_LINK_HOURS }),
    asked,
    t('mail.reset.not-you'),
  ]
  await mailQueue.send(
    db,
    await renderMail(
      to,
      t('mail.reset.subject'),
      paragraphs,
      {
        label: t('mail.reset.button'),
        href: `${issuer}/forgotten/${token}`,
      },
      'proof',
    ),
    hours(now, RESET_LINK_HOURS),
  )
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
  const paragraphs = [
    t('mail.hello', { name: person.name }),
    t('mail.browser-link.body', { hours: link.hours }),
    detailLines(to, now, { browser, place: locateAddress(origin) }).join('\n'),
    t('mail.browser-link.not-you'),
  ]
  await mailQueue.send(
    db,
    await renderMail(to, t('mail.browser-link.subject'), paragraphs, {
      label: t('mail.browser-link.button'),
      href: `${issuer}/sign-in/browser/${link.token}`,
    }),
    hours(now, link.hours),
  )
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
  const { t } = to
  const paragraphs = [
    t('mail.new-address.body', { host: to.host, hours: CONFIRM_HOURS }),
    t('mail.new-address.not-you'),
  ]
  await mailQueue.send(
    db,
    await renderMail(
      to,
      t('mail.new-address.subject'),
      paragraphs,
      {
        label: t('mail.new-address.button'),
        href: `${issuer}/new-address/${token}`,
      },
      'proof',
    ),
    hours(now, CONFIRM_HOURS),
  )
}

/** To whoever has the address that somebody else wanted. */
export async function sendAddressTaken(
  { mailContext, mailQueue }: Notify,
  { db }: { db: Db },
  owner: Person,
  now: Date,
): Promise<void> {
  const to = mailContext(owner)
  const { t } = to
  await mailQueue.send(
    db,
    await renderMail(
      to,
      t('mail.address-taken.subject'),
      [
        t('mail.hello', { name: owner.name }),
        t('mail.address-taken.body', { host: to.host }),
        t('mail.address-taken.do'),
      ],
      null,
    ),
    hours(now, CONFIRM_HOURS),
  )
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
  const { t } = to
  const details: NoticeDetails = { browser, place: locateAddress(origin) }
  const paragraphs = [
    t('mail.hello', { name: person.name }),
    t('mail.undo-address.body', { host: to.host }),
    detailLines(to, now, details).join('\n'),
    t('mail.undo-address.not-you', { hours: UNDO_HOURS }),
  ]
  await mailQueue.send(
    db,
    await renderMail(
      to,
      t('mail.undo-address.subject'),
      paragraphs,
      {
        label: t('mail.undo-address.button'),
        href: `${issuer}/undo-address/${token}`,
      },
      'proof',
    ),
  )
}

export async function sendCheckUp(
  { mailContext, mailQueue }: Notify,
  { db }: { db: Db },
  person: Person,
): Promise<void> {
  const to = mailContext(person)
  const { t } = to
  await mailQueue.send(
    db,
    await renderMail(
      to,
      t('mail.check-up.subject'),
      [
        t('mail.hello', { name: person.name }),
        t('mail.check-up.code'),
        t('mail.check-up.codes'),
        t('mail.check-up.where', { host: to.host }),
      ],
      null,
    ),
  )
}
