// The queue of mails, for as long as a command works with it.
import { MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import { createJobs, type Jobs } from '#platform/jobs.ts'
import type { Tables } from '#schema/tables.ts'
import type { ProviderContext } from '../server/main.ts'

export async function withJobs<Result>(
  { database, log }: ProviderContext,
  work: (jobs: Jobs<Tables>) => Promise<Result>,
): Promise<Result> {
  const jobs = await createJobs<Tables>(database.pool, [MAIL_QUEUE], log)
  try {
    return await work(jobs)
  } finally {
    await jobs.stop()
  }
}
