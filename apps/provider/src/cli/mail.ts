// Mails that failed for good: lists them, and sends them again.
import { isId } from '@sluis/server-kit/random'
import { failedMail, MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import type { Jobs } from '#platform/jobs.ts'
import type { Tables } from '#schema/tables.ts'
import type { ProviderContext } from '../server/main.ts'
import { type Command, stringOf } from './command-shape.ts'
import { withJobs } from './with-jobs.ts'

const failures = async ({ sealer, clock }: ProviderContext, jobs: Jobs<Tables>) =>
  (await jobs.failures(MAIL_QUEUE)).map((failure) => failedMail(sealer, failure, clock.now()))

export const mailFailures: Command = {
  // The exit code is for monitoring.
  purpose: 'mails that failed for good: to whom, when and why; exit code 1 where there are any',
  options: {},
  run: (provider, _values, print) =>
    withJobs(provider, async (jobs) => {
      const failed = await failures(provider, jobs)
      const waiting = await jobs.waiting(MAIL_QUEUE)
      for (const { id, failedAt, to, reason, isExpired } of failed)
        print(`${id}  ${failedAt.toISOString()}  ${to}  ${reason}${isExpired ? '  (what it carried has expired)' : ''}`)
      if (waiting > 0) print(`Waiting to be sent or tried again: ${waiting === 1_000 ? '1000 or more' : waiting}.`)
      print(
        failed.length === 0
          ? 'No mail has failed.'
          : `Failed for good: ${failed.length}. Each stays for 30 days; send it again with mail resend --id ID, or all with mail resend --all.`,
      )
      return failed.length === 0 ? 0 : 1
    }),
}

export const resendMail: Command = {
  purpose: 'puts failed mails in the queue again: one by its id, or all; exit code 1 where there is none with that id',
  options: { id: { value: 'ID' }, all: {} },
  wrongValues: ({ id, all }) => {
    if (id === undefined && all === undefined) return ['--id or --all is missing.']
    if (id !== undefined && all !== undefined) return ['--id and --all: one of them, not both.']
    return all || isId(stringOf(id)) ? [] : ['--id must be an id as "mail failures" prints it.']
  },
  run: (provider, values, print) =>
    withJobs(provider, async (jobs) => {
      const count = await jobs.retry(MAIL_QUEUE, values['all'] ? undefined : [stringOf(values['id'])])
      print(`In the queue again: ${count}. A mail whose code has expired is not sent.`)
      return count > 0 || values['all'] ? 0 : 1
    }),
}
