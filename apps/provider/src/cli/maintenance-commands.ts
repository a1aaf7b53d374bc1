// An operator's commands for mails that failed, for turning a sealing key, and for the day on which nobody may stay
// signed in.
import { failedMail, MAIL_QUEUE, resealMail } from '#messaging/mail/mail-queue.ts'
import { createJobs, type Jobs } from '#platform/jobs.ts'
import { reseal, SEALED } from '#schema/sealed.store.ts'
import type { Tables } from '#schema/tables.ts'
import type { ProviderContext } from '../server/main.ts'

type Print = (line: string) => void

async function withJobs<Result>(
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

const failures = async ({ sealer, clock }: ProviderContext, jobs: Jobs<Tables>) =>
  (await jobs.failures(MAIL_QUEUE)).map((failure) => failedMail(sealer, failure, clock.now()))

/** Exit code 1 where there are any, so that a watch can be kept by it. */
export const mailFailures = (provider: ProviderContext, print: Print): Promise<number> =>
  withJobs(provider, async (jobs) => {
    const failed = await failures(provider, jobs)
    const waiting = await jobs.waiting(MAIL_QUEUE)
    for (const { id, failedAt, to, why, isExpired } of failed)
      print(`${id}  ${failedAt.toISOString()}  ${to}  ${why}${isExpired ? '  (what it carried has expired)' : ''}`)
    if (waiting > 0) print(`Waiting to be sent or tried again: ${waiting === 1_000 ? '1000 or more' : waiting}.`)
    print(
      failed.length === 0
        ? 'No mail has failed.'
        : `Failed for good: ${failed.length}. Each stays for 30 days; send it again with mail resend --id ID, or all with mail resend --all.`,
    )
    return failed.length === 0 ? 0 : 1
  })

/** `ids`: null for all. */
export const resendMail = (provider: ProviderContext, ids: string[] | null, print: Print): Promise<number> =>
  withJobs(provider, async (jobs) => {
    const count = await jobs.retry(MAIL_QUEUE, ids ?? undefined)
    print(`In the queue again: ${count}. A mail whose code has expired is not sent.`)
    return count > 0 || ids === null ? 0 : 1
  })

/** Exit code 1 where something could not be opened. */
export async function resealAll(provider: ProviderContext, print: Print): Promise<number> {
  const { identity, sealer, clock } = provider
  const sum = { resealed: 0, unreadable: 0 }
  for (const column of SEALED) {
    const { resealed, unreadable } = await reseal(identity.db, sealer, column)
    if (resealed + unreadable > 0)
      print(
        `${column.table}: ${resealed} sealed anew${unreadable > 0 ? `, ${unreadable} UNREADABLE: sealed with a key that is not in SLUIS_SEALING_KEYS` : ''}`,
      )
    sum.resealed += resealed
    sum.unreadable += unreadable
  }
  const mails = await withJobs(provider, (jobs) => jobs.rewrite(MAIL_QUEUE, resealMail(sealer)))
  if (mails > 0) print(`mails that wait: ${mails} sealed anew`)
  await identity.transaction((stores) =>
    stores.audit.append(
      {
        action: 'secrets-resealed',
        result: sum.unreadable === 0 ? 'done' : 'refused',
        actor: 'operator',
        detail: { ...sum, mails },
      },
      clock.now(),
    ),
  )
  print(
    sum.resealed + sum.unreadable + mails === 0
      ? 'Everything is sealed with the first key. The other keys can be taken out of the settings.'
      : 'Run this once more when every process has the new key in front: the old keys can go when nothing is left to do.',
  )
  return sum.unreadable === 0 ? 0 : 1
}

const BATCH_SIZE = 1_000

/**
 * After a restore, or a leak: whoever is signed in signs in again, and no token or remembered browser of before counts.
 */
export async function endAllSessions(
  { identity, clock }: ProviderContext,
  reason: string,
  print: Print,
): Promise<number> {
  const now = clock.now()
  let count = 0
  // By portions: each is one statement, which may not take long.
  for (let ended = BATCH_SIZE; ended === BATCH_SIZE; count += ended)
    ended = await identity.sessions.endAllForEveryone(BATCH_SIZE, now)
  await identity.remembered.endAllForEveryone(now)
  await identity.transaction((stores) =>
    stores.audit.append(
      { action: 'session-ended', result: 'done', actor: 'operator', detail: { ended: count, everybody: true, reason } },
      now,
    ),
  )
  print(`${count} sessions have ended, and no browser is remembered. People sign in again; applications are told.`)
  return 0
}
