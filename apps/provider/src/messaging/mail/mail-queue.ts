// Mails to people: written in their language, sealed, and put in the queue within the transaction of what they tell of.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import { randomId } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import type { AddressesStore } from '#identity/people/addresses.store.ts'
import type { Failure, Jobs } from '#platform/jobs.ts'
import type { Db, Tables } from '#schema/tables.ts'
import type { Mail } from './mail-content.ts'
import { type FrameDeps, outgoingMail } from './outgoing-mail.ts'
import type { Mailer } from './smtp.ts'

export const MAIL_QUEUE = 'mail'
const SEAL_CONTEXT = 'job.mail'

/**
 * A mail as it lies in the queue. Sealed, since it may carry a code or a link, and a queue's rows are read by more
 * people than mails are.
 */
type QueuedMail = { id: string; writtenAt: string; until: string | null; sealed: string }

export type MailQueue = {
  /**
   * The mail goes out if and only if the caller's transaction commits. `now`: of what it tells, so that its date and
   * its sentences name one moment. `until`: when what it carries expires; from then on it is not sent any more.
   */
  send(db: Db, mail: Mail, at: { now: Date; until?: Date }): Promise<void>
}

export const createMailQueue = (jobs: Jobs<Tables>, sealer: Sealer): MailQueue => ({
  send: (db, mail, { now, until }) =>
    jobs.enqueue(db, MAIL_QUEUE, {
      id: randomId(),
      writtenAt: now.toISOString(),
      until: until?.toISOString() ?? null,
      sealed: sealer.seal(SEAL_CONTEXT, JSON.stringify(mail)).toString('base64'),
    } satisfies QueuedMail),
})

const unsealMail = (sealer: Sealer, sealed: string): Mail =>
  JSON.parse(sealer.unseal(SEAL_CONTEXT, Buffer.from(sealed, 'base64')).toString()) as Mail
const isExpired = ({ until }: QueuedMail, now: Date): boolean => until !== null && new Date(until) <= now

export type DeliveryDeps = FrameDeps & {
  mailer: Mailer
  sealer: Sealer
  clock: Clock
  log: Log
  identity: { addresses: Pick<AddressesStore, 'mayReach'> }
}

/** What the queue's worker does with one mail. */
export const deliver =
  (deps: DeliveryDeps) =>
  async (payload: object, signal?: AbortSignal): Promise<void> => {
    const { mailer, sealer, clock, log, identity } = deps
    const mail = payload as QueuedMail
    if (isExpired(mail, clock.now()))
      return log.warn({ mail: mail.id }, 'a mail was not sent, since what it carries has expired')
    const unsealed = unsealMail(sealer, mail.sealed)
    // The one place that no kind of mail passes by: nothing of one person reaches an address that is another's by now,
    // however it changed hands and whenever (decision 0026). A version before ours did not say whom a mail is about.
    const about = unsealed.about ?? null
    if (about && !(await identity.addresses.mayReach(about.personId, unsealed.to, about.purpose)))
      return log.warn({ mail: mail.id }, 'a mail was not sent, since its address is somebody else’s by now')
    await mailer.send(await outgoingMail(unsealed, deps), {
      id: mail.id,
      writtenAt: new Date(mail.writtenAt),
      ...(signal ? { signal } : {}),
    })
  }

export type FailedMail = { id: string; failedAt: Date; reason: string; to: string; isExpired: boolean }

/** A mail that failed for good, as an operator may see it: to whom and reason, and nothing of what it says. */
export function failedMail(sealer: Sealer, { id, failedAt, reason, payload }: Failure, now: Date): FailedMail {
  const mail = payload as QueuedMail
  return { id, failedAt, reason, to: unsealMail(sealer, mail.sealed).to, isExpired: isExpired(mail, now) }
}

/** The same mail, sealed with the first key; null where it is already. For `Jobs.rewrite`. */
export const resealMail =
  (sealer: Sealer) =>
  (payload: object): object | null => {
    const mail = payload as QueuedMail
    const sealed = Buffer.from(mail.sealed, 'base64')
    if (sealed.subarray(0, sealer.firstKeyPrefix.length).equals(sealer.firstKeyPrefix)) return null
    return {
      ...mail,
      sealed: sealer.seal(SEAL_CONTEXT, sealer.unseal(SEAL_CONTEXT, sealed)).toString('base64'),
    } satisfies QueuedMail
  }
