// Work that is done after the answer: a queue in the same database, so that a job is kept or lost together with what
// caused it.
import { isDatabaseGone } from '@sluis/server-kit/database'
import { createFailureLog } from '@sluis/server-kit/failure-log'
import type { Log } from '@sluis/server-kit/log'
import { PgBoss, systemClock } from 'pg-boss'
import type { JobResult, JobWithMetadata } from 'pg-boss'
import type { Kysely, Transaction } from 'kysely'
import { CompiledQuery } from 'kysely'
import type pg from 'pg'
import { RETRY_POLICY, type RetryPolicy } from './retry-policy.ts'

export type Jobs<Tables> = {
  /** Puts a job in the queue within the caller's transaction: it exists if and only if that commits. */
  enqueue(db: Kysely<Tables> | Transaction<Tables>, queue: string, payload: object): Promise<void>
  /**
   * Runs the queue's jobs, some at once; a job that fails is tried again, waiting longer each time. The signal says
   * that the try is over, whatever it was doing.
   */
  work(queue: string, run: (payload: object, signal: AbortSignal) => Promise<void>): Promise<void>
  /** Those that wait for their first try or another one, a thousand at most. */
  waiting(queue: string): Promise<Waiting[]>
  /**
   * What failed for good, oldest first, a thousand at most. It stays until somebody sends it again, and for 30 days.
   */
  failures(queue: string): Promise<Failure[]>
  /**
   * Puts these failures back in their queue, as if they had never been tried; all of them where no ids are given.
   * Returns how many.
   */
  retry(queue: string, ids?: string[]): Promise<number>
  /**
   * Puts another payload in the place of one that waits or has failed, where there is another; returns how many.
   * What is under way is left alone.
   */
  rewrite(queue: string, update: (payload: object) => object | null): Promise<number>
  stop(): Promise<void>
}
/** `reason`: of its last try, where there was one. */
export type Waiting = { since: Date; tries: number; reason: string }
export type Failure = { id: string; failedAt: Date; reason: string; payload: object }

/**
 * What a job throws that knows why it failed. Its message is kept, logged and shown to operators: it names no person
 * and repeats nothing that a stranger's server said.
 */
export class JobFailure extends Error {
  override name = 'JobFailure'
  /** Trying again cannot help. */
  readonly isForGood: boolean
  constructor(message: string, isForGood: boolean) {
    super(message)
    this.isForGood = isForGood
  }
}

// Lanes that look for work by themselves, so that one slow job does not keep the next ones waiting; and how many jobs a
// look takes along.
const WORKERS = 3
const BATCH_SIZE = 5
// The database may be gone for so many seconds just when a job is done.
const MAX_COMPLETE_TRIES = 30
// The longest that a job may take in all, whatever it says meanwhile; longer than any limit of what jobs do.
const MAX_JOB_SECONDS = 180
const MOVE_BATCH_SIZE = 500
const MAX_FOUND = 100_000
const FAILURE_RETENTION_SECONDS = 30 * 86_400
const failuresOf = (queue: string): string => `${queue}-failures`
// Counts on whatever happens to the machine's clock: the queue sleeps by differences of it, and a clock that is put
// back a day would have no mail go out for a day.
const monotonicClock = { ...systemClock, now: () => performance.timeOrigin + performance.now() }

export async function createJobs<Tables>(
  pool: pg.Pool,
  queues: readonly string[],
  log: Log,
  retryPolicy: RetryPolicy = RETRY_POLICY,
): Promise<Jobs<Tables>> {
  const boss = await startBoss(pool, log, retryPolicy)
  const { firstPauseSeconds, maxPauseSeconds, tries, silenceSeconds } = retryPolicy
  for (const queue of queues) {
    const pauses =
      firstPauseSeconds === 0
        ? { retryDelay: 0 }
        : { retryDelay: firstPauseSeconds, retryBackoff: true, retryDelayMax: maxPauseSeconds }
    const plan = {
      ...pauses,
      retryLimit: tries,
      expireInSeconds: MAX_JOB_SECONDS,
      heartbeatSeconds: silenceSeconds,
      deleteAfterSeconds: 3600,
      deadLetter: failuresOf(queue),
    }
    await boss.createQueue(failuresOf(queue), { retentionSeconds: FAILURE_RETENTION_SECONDS })
    await boss.createQueue(queue, plan)
    // One that is there already goes by what this version says.
    await boss.updateQueue(queue, plan)
  }

  let hasStopped = false
  /** Settled by itself and at once: of what is done and not yet written down, a crash would have it done twice. */
  async function complete(queue: string, job: JobWithMetadata): Promise<void> {
    for (let asked = 1; ; asked++) {
      try {
        // Even where it was given to somebody else in the meantime.
        await boss.complete(queue, job.id, null, { includeQueued: true })
        return
      } catch (error) {
        if (asked === MAX_COMPLETE_TRIES || hasStopped || !isDatabaseGone(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
    }
  }

  function failureResult(queue: string, job: JobWithMetadata, error: unknown): JobResult {
    const known = error instanceof JobFailure
    const isForGood = (known && error.isForGood) || job.retryCount >= job.retryLimit
    const reason = known ? error.message : error instanceof Error ? error.name : 'unknown'
    const details = { queue, tried: job.retryCount + 1, reason, ...(known ? {} : { err: error }) }
    if (isForGood) log.error(details, 'a job failed for good, and is among the failures')
    else log.warn(details, 'a job failed, and is tried again')
    return { id: job.id, status: isForGood ? 'deadletter' : 'failed', output: { reason } }
  }

  return {
    async enqueue(db, queue, payload) {
      const executeSql = (text: string, values: unknown[] = []) =>
        db.executeQuery(CompiledQuery.raw(text, values)) as Promise<{ rows: unknown[] }>
      await boss.send(queue, payload, { db: { executeSql } })
    },
    async work(queue, run) {
      const options = {
        pollingIntervalSeconds: 1,
        localConcurrency: WORKERS,
        batchSize: BATCH_SIZE,
        burstWhenBatchFull: true,
        perJobResults: true,
        includeMetadata: true,
      } as const
      await boss.work<object, unknown, typeof options>(queue, options, (jobs) =>
        Promise.all(
          jobs.map(async (job): Promise<JobResult> => {
            try {
              await run(job.data, job.signal)
            } catch (error) {
              return failureResult(queue, job, error)
            }
            await complete(queue, job)
            return { id: job.id, status: 'completed' }
          }),
        ),
      )
    },
    waiting: async (queue) =>
      (await boss.findJobs<object>(queue, { queued: true })).map(({ createdOn, state, retryCount, output }) => ({
        since: createdOn,
        // The count is of tries after the first, and is raised as the next one begins.
        tries: state === 'retry' ? retryCount + 1 : retryCount,
        reason: reasonOf(output as Parameters<typeof reasonOf>[0]),
      })),
    failures: async (queue) =>
      (await boss.findJobs<object>(failuresOf(queue), { queued: true })).map(
        ({ id, createdOn, sourceOutput, data }) => ({
          id,
          failedAt: createdOn,
          reason: reasonOf(sourceOutput),
          payload: data,
        }),
      ),
    async retry(queue, ids) {
      let count = 0
      for (let moved = MOVE_BATCH_SIZE; moved === MOVE_BATCH_SIZE; count += moved)
        moved = await boss.redrive(failuresOf(queue), { limit: MOVE_BATCH_SIZE, ...(ids ? { ids } : {}) })
      return count
    },
    async rewrite(queue, update) {
      let count = 0
      for (const name of [queue, failuresOf(queue)])
        for (const { id, data } of await boss.findJobs<object>(name, { queued: true, limit: MAX_FOUND })) {
          const payload = update(data)
          if (payload) count += (await boss.update(name, payload, { id })).updated
        }
      return count
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 5_000 })
      hasStopped = true
    },
  }
}

// What the queue itself writes where a job's process fell silent has no reason of ours. (It was called "why" before
// migration 0016.)
function reasonOf(output: { reason?: unknown; why?: unknown } | null): string {
  const reason = output?.reason ?? output?.why
  return typeof reason === 'string' ? reason : 'its process died at each try'
}

// unique_violation, and "there is such a schema (table, object, function) already".
const ALREADY_EXISTS = new Set(['23505', '42P06', '42P07', '42710', '42723'])
const MAX_STARTS = 5

/**
 * Of processes that start together on a new database each tries to install the queue; who is told that it is there
 * already begins again.
 */
async function startBoss(pool: pg.Pool, log: Log, { roundSeconds }: RetryPolicy): Promise<PgBoss> {
  const failed = createFailureLog(log)
  for (let starts = 1; ; starts++) {
    const rounds = { superviseIntervalSeconds: roundSeconds, monitorIntervalSeconds: roundSeconds }
    const boss = new PgBoss({
      db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) },
      clock: monotonicClock,
      schedule: false,
      ...rounds,
    })
    // Mostly a copy of the error, which is none itself.
    boss.on('error', (emitted: Error | object) => {
      const error = emitted instanceof Error ? emitted : Object.assign(new Error(), emitted)
      failed(error, {}, 'job queue')
    })
    try {
      await boss.start()
      return boss
    } catch (error) {
      if (starts === MAX_STARTS || !ALREADY_EXISTS.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}
