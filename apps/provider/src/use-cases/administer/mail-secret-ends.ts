// Administrators are mailed before an application's last secret ends: twice each, however many processes look.
import { DAY_MS, MINUTE_MS } from '@sluis/server-kit/time'
import { type Application, type ApplicationSecret, nameIn } from '#identity/applications/application.ts'
import { lastToEnd } from '#identity/applications/registration-warnings.ts'
import type { RateLimit } from '#identity/attempts/rate-limits.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { sendSecretEnds } from '#messaging/mail/secret-mail.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'attempts' | 'db' | 'people'

/** The nearest first. */
const DAYS_BEFORE = [3, 14]
const ONCE_MINUTES = (30 * DAY_MS) / MINUTE_MS
const ONCE: RateLimit = {
  maxFailures: 1,
  blockMinutes: ONCE_MINUTES,
  maxBlockMinutes: ONCE_MINUTES,
  resetAfterMinutes: ONCE_MINUTES,
  limit: null,
}

export async function mailSecretEnds(
  { identity, notify }: { identity: Transactional<Used>; notify: Pick<Notify, 'mailContext' | 'mailQueue'> },
  application: Pick<Application, 'clientId' | 'name' | 'names'>,
  secrets: readonly ApplicationSecret[],
  now: Date,
): Promise<void> {
  const last = lastToEnd(secrets, now)
  const stage = last && DAYS_BEFORE.find((days) => last.expiresAt.getTime() - now.getTime() <= days * DAY_MS)
  if (!last || stage === undefined) return
  for (const personId of await identity.people.listAdministrators())
    await identity.transaction(async (stores) => {
      const person = await stores.people.findById(personId)
      const bucket = `secret-ends:${last.id}:${last.expiresAt.toISOString()}:${stage}:${personId}`
      if (!person || person.lockedAt !== null || !(await stores.attempts.consume(bucket, ONCE, now)).ok) return
      const { clientId } = application
      const secret = { name: nameIn(application, person.language), clientId, endsAt: last.expiresAt }
      await sendSecretEnds(notify, stores, person, secret, now)
    })
}
