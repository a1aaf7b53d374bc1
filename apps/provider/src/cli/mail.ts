// Mails that failed for good: lists them, and sends them again.
import { isId } from '@sluis/server-kit/random'
import { failedMail, MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import type { Jobs } from '#platform/jobs.ts'
import type { Tables } from '#schema/tables.ts'
import type { ProviderContext } from '../server/main.ts'
import { type Command, stringOf, wrong } from './command-line.ts'
import { withJobs } from './with-jobs.ts'

const failures = async ({ sealer, clock }: ProviderContext, jobs: Jobs<Tables>) =>
  (await jobs.failures(MAIL_QUEUE)).map((failure) => failedMail(sealer, failure, clock.now()))

/** Exit code 1 where there are any, so that monitoring can watch it. */
export const mailFailures: Command = (provider, _values, print) =>
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
  })

export const resendMail: Command = async (provider, values, print) => {
  const id = stringOf(values['id'])
  const isAll = values['all'] === true
  if (!isAll && !isId(id)) return wrong(print, ['--id: an id as "mail failures" prints it, or --all'])
  const ids = isAll ? null : [id]
  return withJobs(provider, async (jobs) => {
    const count = await jobs.retry(MAIL_QUEUE, ids ?? undefined)
    print(`In the queue again: ${count}. A mail whose code has expired is not sent.`)
    return count > 0 || ids === null ? 0 : 1
  })
}
