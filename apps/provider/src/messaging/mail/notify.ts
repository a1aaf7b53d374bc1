// Telling people what happened to their account, at every address that we know, with a way to say that it was not them.
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { AuditStore } from '#identity/audit/audit.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { PreviousAddressesStore } from '#identity/people/previous-addresses.store.ts'
import type { NotMeStore } from '#identity/recovery/not-me-links.store.ts'
import type { TranslatorFor } from '#locales/messages.ts'
import { locateAddress } from '#platform/network-location.ts'
import type { Db } from '#schema/tables.ts'
import type { MailQueue } from './mail-queue.ts'
import {
  codeMail,
  hasNotMeLink,
  type MailContext,
  type NoticeDetails,
  type NoticeKind,
  factsOf,
  noticeMail,
} from './mail-templates.ts'
import { addressesOf } from './recipients.ts'
import { singleLineTranslator } from './single-line.ts'

/** What a notice reads and writes. */
export type NotifyStores = {
  db: Db
  previousAddresses: PreviousAddressesStore
  notMe: NotMeStore
  audit: AuditStore
}
export type Notify = ReturnType<typeof createNotify>

/** `origin`: the network address it came from, told as a place. */
export type NoticeEvent = Omit<NoticeDetails, 'place'> & { origin?: string | null | undefined }

/** `issuer`: the public address, from the settings alone: never from a request's Host (GHSA-2wmj-46rj-qm2w). */
export const createNotify = (mailQueue: MailQueue, issuer: string, translatorFor: TranslatorFor) => {
  const mailContext = (person: Person, email = person.email): MailContext => ({
    t: singleLineTranslator(translatorFor(person.language)),
    language: person.language,
    to: { name: person.name, email },
    host: new URL(issuer).host,
    personId: person.id,
  })
  return {
    /** Within the caller's transaction: the notice goes out if and only if what it tells of happened. */
    async notice(
      stores: NotifyStores,
      person: Person,
      kind: NoticeKind,
      { origin, ...details }: NoticeEvent,
      now: Date,
    ): Promise<void> {
      const place = origin ? locateAddress(origin) : undefined
      for (const email of await addressesOf(stores, person, now)) {
        const notMe = hasNotMeLink(kind)
          ? `${issuer}/not-me/${await stores.notMe.create(person.id, kind, now, email)}`
          : null
        await mailQueue.send(
          stores.db,
          noticeMail(mailContext(person, email), kind, now, { ...details, place }, notMe),
          { now },
        )
      }
      await stores.audit.append(
        { action: 'notice-sent', result: 'done', actor: 'provider', personId: person.id, detail: { notice: kind } },
        now,
      )
    },
    async code(
      { db }: { db: Db },
      person: Person,
      { code, minutes, browser, origin }: { code: string; minutes: number; browser: string; origin: string | null },
      now: Date,
    ): Promise<void> {
      const context = mailContext(person)
      const facts = factsOf(context, now, { browser, place: origin === null ? undefined : locateAddress(origin) })
      await mailQueue.send(db, codeMail(context, code, { minutes, isTheirs: person.hasEmail, facts }), {
        now,
        until: new Date(now.getTime() + minutes * MINUTE_MS),
      })
    },
    mailContext,
    mailQueue,
    issuer,
  }
}
