// Mails that carry a link of their own: to choose a new password, to confirm a new address, to undo that; and the mail
// of the check-up, which carries none. None of them logs anybody in.
import type { Person } from '#identity/people/people.store.ts'
import { RESET_LINK_HOURS } from '#identity/passwords/reset-links.store.ts'
import { CONFIRM_HOURS, UNDO_HOURS } from '#identity/people/email-changes.store.ts'
import type { Stores } from '#identity/stores.ts'
import { placeOf } from '#platform/network-place.ts'
import { letter, factLines, type NoticeFacts } from './letters.ts'
import type { Notify } from './notify.service.ts'

const hours = (from: Date, count: number): Date => new Date(from.getTime() + count * 3_600_000)

export async function sendResetLink(
  { head, post, issuer }: Notify,
  stores: Stores,
  person: Person,
  token: string,
  { browser, origin }: { browser: string; origin: string },
  now: Date,
): Promise<void> {
  const to = head(person)
  const { say } = to
  const asked = factLines(to, now, { browser, place: placeOf(origin) }).join('\n')
  const paragraphs = [
    say('mail.hello', { name: person.name }),
    say('mail.reset.body', { hours: RESET_LINK_HOURS }),
    asked,
    say('mail.reset.not-you'),
  ]
  await post.send(
    stores.db,
    await letter(to, say('mail.reset.subject'), paragraphs, {
      label: say('mail.reset.button'),
      href: `${issuer}/forgotten/${token}`,
    }),
    hours(now, RESET_LINK_HOURS),
  )
}

/** To the new address; it names nobody, since it may be a stranger's. */
export async function sendConfirmAddress(
  { head, post, issuer }: Notify,
  stores: Stores,
  person: Person,
  email: string,
  token: string,
  now: Date,
): Promise<void> {
  const to = head(person, email)
  const { say } = to
  const paragraphs = [
    say('mail.new-address.body', { host: to.host, hours: CONFIRM_HOURS }),
    say('mail.new-address.not-you'),
  ]
  await post.send(
    stores.db,
    await letter(to, say('mail.new-address.subject'), paragraphs, {
      label: say('mail.new-address.button'),
      href: `${issuer}/new-address/${token}`,
    }),
    hours(now, CONFIRM_HOURS),
  )
}

/** To whoever has the address that somebody else wanted. */
export async function sendAddressTaken(
  { head, post }: Notify,
  stores: Stores,
  owner: Person,
  now: Date,
): Promise<void> {
  const to = head(owner)
  const { say } = to
  await post.send(
    stores.db,
    await letter(
      to,
      say('mail.address-taken.subject'),
      [
        say('mail.hello', { name: owner.name }),
        say('mail.address-taken.body', { host: to.host }),
        say('mail.address-taken.do'),
      ],
      null,
    ),
    hours(now, CONFIRM_HOURS),
  )
}

/** To the old address, which is still `person.email` here. */
export async function sendUndo(
  { head, post, issuer }: Notify,
  stores: Stores,
  person: Person,
  token: string,
  { browser, origin }: { browser: string; origin: string },
  now: Date,
): Promise<void> {
  const to = head(person)
  const { say } = to
  const facts: NoticeFacts = { browser, place: placeOf(origin) }
  const paragraphs = [
    say('mail.hello', { name: person.name }),
    say('mail.undo-address.body', { host: to.host }),
    factLines(to, now, facts).join('\n'),
    say('mail.undo-address.not-you', { hours: UNDO_HOURS }),
  ]
  await post.send(
    stores.db,
    await letter(to, say('mail.undo-address.subject'), paragraphs, {
      label: say('mail.undo-address.button'),
      href: `${issuer}/undo-address/${token}`,
    }),
  )
}

export async function sendCheckUp({ head, post }: Notify, stores: Stores, person: Person): Promise<void> {
  const to = head(person)
  const { say } = to
  await post.send(
    stores.db,
    await letter(
      to,
      say('mail.check-up.subject'),
      [
        say('mail.hello', { name: person.name }),
        say('mail.check-up.code'),
        say('mail.check-up.codes'),
        say('mail.check-up.where', { host: to.host }),
      ],
      null,
    ),
  )
}
