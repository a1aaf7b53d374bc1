// The post in tests: the real queue on a database of its own, a real mail server that may misbehave, and a log that can
// be read.
import type { Clock } from '@sluis/server-kit/clock'
import { openDatabase } from '@sluis/server-kit/database'
import { createSealer } from '@sluis/server-kit/sealing'
import { mailbox } from '@sluis/test-kit'
import { pino } from 'pino'
import { createMailQueue, deliver, MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import { createJobs, type Jobs } from '#platform/jobs.ts'
import { createMailer, type MailLimits } from '#messaging/mail/smtp.ts'
import type { RetryPolicy } from '#platform/retry-policy.ts'
import type { Tables } from '#schema/tables.ts'
import { createIdentity } from '#use-cases/stores.ts'
import { ownServerDatabase } from './prepared-database.ts'
import { translatorFor } from './translators.ts'

export const FAST_RETRIES: RetryPolicy = {
  tries: 40,
  firstPauseSeconds: 0,
  maxPauseSeconds: 0,
  silenceSeconds: 10,
  roundSeconds: 1,
}
// Long enough for a machine that is busy with other tests.
const SHORT_LIMITS: MailLimits = { connectMs: 1_000, answerMs: 1_500, mailMs: 5_000 }

export type TestMailQueue = Awaited<ReturnType<typeof testMailQueue>>

export async function testMailQueue({
  retryPolicy = FAST_RETRIES,
  limits = SHORT_LIMITS,
  clock,
}: {
  retryPolicy?: RetryPolicy
  limits?: MailLimits
  clock: Clock
}) {
  const [mail, database] = await Promise.all([mailbox(), openDatabase<Tables>(await ownServerDatabase())])
  const lines: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
  const sealer = createSealer([Buffer.alloc(32, 7)])
  const identity = createIdentity(database.db, sealer)
  const jobs: Jobs<Tables> = await createJobs<Tables>(database.pool, [MAIL_QUEUE], log, retryPolicy)
  const mailer = createMailer(mail.url, 'Sluis <sluis@example.org>', 'login.example.org', limits)
  await jobs.work(
    MAIL_QUEUE,
    deliver({ mailer, sealer, clock, log, identity, host: 'login.example.org', translatorFor }),
  )
  return {
    mail,
    database,
    identity,
    sealer,
    jobs,
    lines,
    mailQueue: createMailQueue(jobs, sealer),
    async close(): Promise<void> {
      await jobs.stop()
      mailer.close()
      await database.close()
      await mail.close()
    },
  }
}
