// Work that is done after the answer: a queue in the same database, so that a job is kept or lost together with what caused it.
import type { Log } from '@sluis/ground'
import { PgBoss } from 'pg-boss'
import type { Kysely, Transaction } from 'kysely'
import { CompiledQuery } from 'kysely'
import type pg from 'pg'

export type Jobs<Tables> = {
  /** Puts a job in the queue within the caller's transaction: it exists if and only if that commits. */
  put(db: Kysely<Tables> | Transaction<Tables>, queue: string, payload: object): Promise<void>
  /** Runs the queue's jobs, one at a time; a job that fails is tried again, waiting longer each time. */
  work(queue: string, run: (payload: object) => Promise<void>): Promise<void>
  stop(): Promise<void>
}

const RETRIES = 8

export async function createJobs<Tables>(pool: pg.Pool, queues: readonly string[], log: Log): Promise<Jobs<Tables>> {
  const boss = new PgBoss({ db: { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) }, schedule: false })
  boss.on('error', (error: Error) => log.error({ err: error }, 'job queue'))
  await boss.start()
  for (const queue of queues) await boss.createQueue(queue, { retryLimit: RETRIES, retryDelay: 5, retryBackoff: true, deleteAfterSeconds: 3600 })
  return {
    async put(db, queue, payload) {
      const executeSql = (text: string, values: unknown[] = []) => db.executeQuery(CompiledQuery.raw(text, values)) as Promise<{ rows: unknown[] }>
      await boss.send(queue, payload, { db: { executeSql } })
    },
    async work(queue, run) {
      await boss.work(queue, { pollingIntervalSeconds: 1 }, async (jobs: { data: unknown }[]) => {
        for (const job of jobs) await run(job.data as object)
      })
    },
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}
