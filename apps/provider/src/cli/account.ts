// Unlocks an account that its owner locked.
import { createMailQueue } from '#messaging/mail/mail-queue.ts'
import { createNotify } from '#messaging/mail/notify.ts'
import { unlockAccount as unlock } from '#use-cases/recover-account/lock-account.ts'
import { type Command, personOf, stringOf, wrong } from './command-line.ts'
import { withJobs } from './with-jobs.ts'

export const unlockAccount: Command = async (provider, values, print, settings) => {
  const { identity, clock, sealer, translatorFor } = provider
  const person = await personOf(identity, values)
  if (!person) return wrong(print, ['--email: nobody has that address'])
  const reason = stringOf(values['reason'])
  if (reason.trim() === '')
    return wrong(print, ['--reason: how did you make sure who asks? It stands in the audit trail'])
  const result = await withJobs(provider, (jobs) =>
    unlock(
      { identity, notify: createNotify(createMailQueue(jobs, sealer, clock), settings.issuer, translatorFor) },
      person.id,
      'operator',
      reason,
      clock.now(),
    ),
  )
  print(
    result.ok ? `${person.name} can sign in again, and sets up a new second factor.` : 'That account is not locked.',
  )
  return result.ok ? 0 : 1
}
