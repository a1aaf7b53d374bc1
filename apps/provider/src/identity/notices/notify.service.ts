// Telling people what happened to their account, at every address that we know, with a way to say that it was not them.
import type { Person } from '#identity/people/people.store.ts'
import type { Stores } from '#identity/stores.ts'
import { placeOf } from '#platform/network-place.ts'
import { addressesOf } from './addresses.ts'
import {
  codeLetter,
  hasNotMeLink,
  type Letterhead,
  type NoticeFacts,
  type NoticeKind,
  noticeLetter,
  sayOnOneLine,
} from './letters.ts'
import type { Post } from './post.service.ts'

export type Notify = ReturnType<typeof createNotify>

/** `origin`: the network address it came from, told as a place. */
export type NoticeTold = Omit<NoticeFacts, 'place'> & { origin?: string | null | undefined }

/** `issuer`: the public address, from the settings alone: never from a request's Host (GHSA-2wmj-46rj-qm2w). */
export const createNotify = (post: Post, issuer: string) => {
  const head = (person: Person, email = person.email): Letterhead => ({
    say: sayOnOneLine(person.language),
    language: person.language,
    to: { name: person.name, email },
    host: new URL(issuer).host,
  })
  return {
    /** Within the caller's transaction: the notice goes out if and only if what it tells of happened. */
    async notice(
      stores: Stores,
      person: Person,
      kind: NoticeKind,
      { origin, ...facts }: NoticeTold,
      now: Date,
    ): Promise<void> {
      const place = origin ? placeOf(origin) : undefined
      for (const email of await addressesOf(stores, person, now)) {
        const notMe = hasNotMeLink(kind) ? `${issuer}/not-me/${await stores.notMe.make(person.id, kind, now)}` : null
        await post.send(stores.db, await noticeLetter(head(person, email), kind, now, { ...facts, place }, notMe))
      }
      await stores.audit.append(
        { action: 'notice-sent', result: 'done', actor: 'provider', personId: person.id, detail: { notice: kind } },
        now,
      )
    },
    async code(stores: Stores, person: Person, code: string, minutes: number, now: Date): Promise<void> {
      await post.send(
        stores.db,
        await codeLetter(head(person), code, minutes),
        new Date(now.getTime() + minutes * 60_000),
      )
    },
    head,
    post,
    issuer,
  }
}
