// Mails that failed for good: lists them, and sends them again.
import { isId } from '@sluis/server-kit/random'
import { HOUR_MS } from '@sluis/server-kit/time'
import { failedMail, MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import { createMailer } from '#messaging/mail/smtp.ts'
import type { Jobs, Waiting } from '#platform/jobs.ts'
import type { Tables } from '#schema/tables.ts'
import type { ProviderContext } from '../server/main.ts'
import type { Settings } from '../server/config.ts'
import { type Command, type Print, stringOf } from './command-shape.ts'
import { withJobs } from './with-jobs.ts'

const failures = async ({ sealer, clock }: ProviderContext, jobs: Jobs<Tables>) =>
  (await jobs.failures(MAIL_QUEUE)).map((failure) => failedMail(sealer, failure, clock.now()))

export const mailFailures: Command = {
  // The exit code is for monitoring.
  purpose:
    'mails that failed for good: to whom, when and why; and whether those that wait get through\nexit code 1 where any has failed, or mails wait and the mail server takes none',
  options: {},
  run: (provider, _values, print, settings) =>
    withJobs(provider, async (jobs) => {
      const failed = await failures(provider, jobs)
      for (const { id, failedAt, to, reason, isExpired } of failed)
        print(`${id}  ${failedAt.toISOString()}  ${to}  ${reason}${isExpired ? '  (what it carried has expired)' : ''}`)
      const isStuck = await printWaiting(await jobs.waiting(MAIL_QUEUE), provider, settings, print)
      print(
        failed.length === 0
          ? 'No mail has failed.'
          : `Failed for good: ${failed.length}. Each stays for 30 days; send it again with mail resend --id ID, or all with mail resend --all.`,
      )
      return failed.length === 0 && !isStuck ? 0 : 1
    }),
}

// A receiver that does not know us yet may hold a mail back for so long, and that is no fault.
const GREYLISTING_MS = HOUR_MS

/** Returns whether something keeps them from being sent. */
async function printWaiting(
  waiting: readonly Waiting[],
  { clock }: ProviderContext,
  { mail, issuer }: Settings,
  print: Print,
): Promise<boolean> {
  if (waiting.length === 0) return false
  print(`Waiting to be sent or tried again: ${waiting.length === 1_000 ? '1000 or more' : waiting.length}.`)
  const tried = waiting.filter(({ tries }) => tries > 0).toSorted((one, other) => +one.since - +other.since)
  const oldest = tried[0]
  if (oldest) print(`Tried in vain so far: ${tried.length}, since ${oldest.since.toISOString()}: ${oldest.reason}.`)
  const mailer = createMailer(mail.smtpUrl, mail.from, new URL(issuer).hostname)
  const reason = await mailer.check()
  mailer.close()
  if (reason !== null) print(`The mail server takes no mail: ${reason}.`)
  return reason !== null || (oldest !== undefined && clock.now().getTime() - oldest.since.getTime() > GREYLISTING_MS)
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
