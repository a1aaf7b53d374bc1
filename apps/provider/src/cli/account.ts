// Lets somebody in again whose account they locked, or whose codes were guessed at too often.
import { createMailQueue } from '#messaging/mail/mail-queue.ts'
import { createNotify } from '#messaging/mail/notify.ts'
import { unlockAccount as unlock } from '#use-cases/recover-account/lock-account.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Settings } from '../server/config.ts'
import type { ProviderContext } from '../server/main.ts'
import {
  type Command,
  EMAIL,
  personOf,
  type Print,
  printable,
  refuse,
  stringOf,
  type Values,
  wrongEmail,
} from './command-shape.ts'
import { withJobs } from './with-jobs.ts'

export const unlockAccount: Command = {
  purpose:
    'unlocks an account that its owner locked (its second factors are removed), or whose codes guesses have closed (they stay)\n--reason: how you made sure who asks; it stands in the audit trail',
  options: { email: EMAIL, reason: { value: 'TEXT', isRequired: true } },
  wrongValues: wrongEmail,
  run: async (provider, values, print, settings) => {
    const person = await personOf(provider.identity, values)
    return person
      ? unlockAs(provider, person, values, print, settings)
      : refuse(print, '--email: nobody has that address, or several claim it and none has proved it.')
  },
}

/** What both commands do that unlock. */
export async function unlockAs(
  provider: ProviderContext,
  person: Person,
  values: Values,
  print: Print,
  settings: Settings,
): Promise<0 | 1> {
  const { identity, clock, sealer, translatorFor } = provider
  const result = await withJobs(provider, (jobs) =>
    unlock(
      { identity, notify: createNotify(createMailQueue(jobs, sealer), settings.issuer, translatorFor) },
      person.id,
      'operator',
      stringOf(values['reason']),
      clock.now(),
    ),
  )
  if (!result.ok) return refuse(print, 'That account is not locked, and no guesses have closed it.')
  const then = result.value === 'account' ? 'and sets up a new second factor' : 'with the second factor that they have'
  print(printable(`${person.name} can sign in again, ${then}.`))
  return 0
}
