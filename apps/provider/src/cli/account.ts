// Unlocks an account that its owner locked.
import { createMailQueue } from '#messaging/mail/mail-queue.ts'
import { createNotify } from '#messaging/mail/notify.ts'
import { unlockAccount as unlock } from '#use-cases/recover-account/lock-account.ts'
import { type Command, EMAIL, personOf, refuse, stringOf, wrongEmail } from './command-shape.ts'
import { withJobs } from './with-jobs.ts'

export const unlockAccount: Command = {
  purpose:
    'unlocks an account that its owner locked; its second factors are removed\n--reason: how you made sure who asks; it stands in the audit trail',
  options: { email: EMAIL, reason: { value: 'TEXT', isRequired: true } },
  wrongValues: wrongEmail,
  run: async (provider, values, print, settings) => {
    const { identity, clock, sealer, translatorFor } = provider
    const person = await personOf(identity, values)
    if (!person) return refuse(print, '--email: nobody has that address.')
    const result = await withJobs(provider, (jobs) =>
      unlock(
        { identity, notify: createNotify(createMailQueue(jobs, sealer, clock), settings.issuer, translatorFor) },
        person.id,
        'operator',
        stringOf(values['reason']),
        clock.now(),
      ),
    )
    if (!result.ok) return refuse(print, 'That account is not locked.')
    print(`${person.name} can sign in again, and sets up a new second factor.`)
    return 0
  },
}
