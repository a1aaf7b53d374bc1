// Work that is done after the answer: a queue in the same database, so that a job is kept or lost together with what caused it.
import type { Log } from '@sluis/ground'
import { PgBoss, systemClock } from 'pg-boss'
import type { Kysely, Transaction } from 'kysely'
import { CompiledQuery } from 'kysely'
import type pg from 'pg'

export type Jobs<Tables> = {
  /** Puts a job in the queue within the caller's transaction: it exists if and only if that commits. */
  put(db: Kysely<Tables> | Transaction<Tables>, queue: string, payload: object): Promise<void>
  /** Runs the queue's jobs, some at once; a job that fails is tried again, waiting longer each time. */
  work(queue: string, run: (payload: object) => Promise<void>): Promise<void>
  stop(): Promise<void>
}

const RETRIES = 8
// A job whose process died with it in hand is taken up again after this; the library's own 15 minutes are longer than a mailed code lives.
const IN_HAND_SECONDS = 60
// A fetch takes so many; while it comes back full there is no pause. One at a time would be one mail a second, on the morning of a date too.
const AT_ONCE = 10
// Counts on whatever happens to the machine's clock: the queue sleeps by differences of it, and a clock that is put back a day would have no mail go out for a day.
const steadyClock = { ...systemClock, now: () => performance.timeOrigin + performance.now() }

export async function createJobs<Tables>(pool: pg.Pool, queues: readonly string[], log: Log): Promise<Jobs<Tables>> {
  const boss = await startedBoss(pool, log)
  for (const queue of queues) await boss.createQueue(queue, { retryLimit: RETRIES, retryDelay: 5, retryBackoff: true, expireInSeconds: IN_HAND_SECONDS, deleteAfterSeconds: 3600 })
  return {
    async put(db, queue, payload) {
      const executeSql = (text: string, values: unknown[] = []) => db.executeQuery(CompiledQuery.raw(text, values)) as Promise<{ rows: unknown[] }>
      await boss.send(queue, payload, { db: { executeSql } })
    },
    async work(queue, run) {
      await boss.work(queue, { pollingIntervalSeconds: 1, batchSize: AT_ONCE, burstWhenBatchFull: true, perJobResults: true }, async (jobs: { id: string; data: unknown }[]) => {
        const ends = await Promise.allSettled(jobs.map((job) => run(job.data as object)))
        for (const end of ends) if (end.status === 'rejected') log.warn({ err: end.reason as Error, queue }, 'a job failed, and is tried again')
        // Each by itself: one that fails must not have the others done twice.
        return jobs.map(({ id }, index) => ({ id, status: ends[index]!.status === 'fulfilled' ? ('completed' as const) : ('failed' as const) }))
      })
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}

// unique_violation, and "there is such a schema (table, object, function) already".
const IS_THERE = new Set(['23505', '42P06', '42P07', '42710', '42723'])
const MOST_STARTS = 5

/** Of processes that start together on a new database each tries to install the queue; who is told that it is there already begins again. */
async function startedBoss(pool: pg.Pool, log: Log): Promise<PgBoss> {
  for (let starts = 1; ; starts++) {
    const boss = new PgBoss({ db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) }, clock: steadyClock, schedule: false })
    boss.on('error', (error: Error) => log.error({ err: error }, 'job queue'))
    try {
      await boss.start()
      return boss
    } catch (error) {
      if (starts === MOST_STARTS || !IS_THERE.has((error as { code?: string }).code ?? '')) throw error
    }
  }
}
