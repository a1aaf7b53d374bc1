// Telling people what happened to their account, at every address that we know, with a way to say that it was not them.
import type { Person } from '#identity/people/people.store.ts'
import type { Stores } from '#identity/stores.ts'
import { textsOf } from '#texts/texts.ts'
import { codeLetter, type NoticeKind, noticeLetter } from './letters.ts'
import type { Post } from './post.service.ts'

export type Notify = ReturnType<typeof createNotify>

/** `issuer`: the public address, from the settings alone: never from a request's Host (GHSA-2wmj-46rj-qm2w). */
export const createNotify = (post: Post, issuer: string) => {
  const head = (person: Person) => ({ say: textsOf(person.language), language: person.language, to: person, host: new URL(issuer).host })
  return {
    /** Within the caller's transaction: the notice goes out if and only if what it tells of happened. */
    async notice(stores: Stores, person: Person, kind: NoticeKind, values: { browser: string; left?: number }, now: Date): Promise<void> {
      const withLink = kind !== 'frozen' && kind !== 'opened'
      const notMe = withLink ? `${issuer}/not-me/${await stores.notMe.make(person.id, kind, now)}` : null
      await post.send(stores.db, await noticeLetter(head(person), kind, { at: now, ...values }, notMe))
      await stores.audit.append({ action: 'notice-sent', result: 'done', actor: 'provider', personId: person.id, detail: { notice: kind } }, now)
    },
    async code(stores: Stores, person: Person, code: string, minutes: number, now: Date): Promise<void> {
      await post.send(stores.db, await codeLetter(head(person), code, minutes), new Date(now.getTime() + minutes * 60_000))
    },
  }
}
