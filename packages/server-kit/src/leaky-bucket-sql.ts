// The statement that adds a drop to a bucket that leaks: the same in every store that keeps one.
import type { RawBuilder } from 'kysely'
import { type LeakyBucket, msPerDrop, msWhenFull } from './leaky-bucket.ts'
import { sql } from './sql.ts'
import { CLOCK_TOLERANCE_MS } from './time.ts'

const milliseconds = (ms: number): RawBuilder<unknown> => sql`${ms}::float8 * interval '1 millisecond'`

/**
 * Of the bucket that is stored already. `lastAt`, `emptyAt`: its columns, the instants of `StoredBucket`. `isEmpty`
 * before the drop; `emptyAt` after it; `hasRoom` for it.
 */
export function addedDrop(
  bucket: LeakyBucket,
  stored: { lastAt: RawBuilder<unknown>; emptyAt: RawBuilder<unknown> },
  now: Date,
): { isEmpty: RawBuilder<boolean>; emptyAt: RawBuilder<Date>; hasRoom: RawBuilder<boolean> } {
  const at = sql`${now.toISOString()}::timestamptz`
  const ahead = sql`${stored.lastAt} - ${at}`
  const putBack = sql`case when ${ahead} > ${milliseconds(CLOCK_TOLERANCE_MS)} then ${ahead} else interval '0' end`
  const before = sql`greatest(${stored.emptyAt} - ${putBack}, ${at})`
  const emptyAt = sql<Date>`${before} + ${milliseconds(msPerDrop(bucket))}`
  return {
    isEmpty: sql`${before} = ${at}`,
    emptyAt,
    hasRoom: sql`${emptyAt} <= ${at} + ${milliseconds(msWhenFull(bucket))}`,
  }
}

/** When a bucket with its first drop will be empty. */
export const firstDrop = (bucket: LeakyBucket, now: Date): Date => new Date(now.getTime() + msPerDrop(bucket))
