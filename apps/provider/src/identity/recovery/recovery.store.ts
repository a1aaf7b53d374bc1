// Records of recovery codes. The only file that reads or writes their tables.
import type { Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { Db } from '#schema/tables.ts'
import { heldUnlockedSql } from '#identity/people/people.store.ts'
import type { CodeHashing } from '#identity/passwords/recovery-code-hashes.ts'

/** `left`: none of a set that was quarantined. */
export type CodeSet = {
  id: string
  salt: Buffer
  hashing: CodeHashing
  madeAt: Date
  isSaved: boolean
  left: number
  total: number
  quarantinedAt: Date | null
}

export const recoveryStore = (db: Db, sealer: Sealer) => ({
  /** After `hold`. Takes the place of the set before it, whose codes are dead at once. */
  async replace(
    set: {
      id: string
      personId: string
      salt: Uint8Array
      hashing: CodeHashing
      codes: string[]
      hashes: Buffer[]
    },
    now: Date,
  ): Promise<void> {
    const sealed = sealer.seal(place(set.id), set.codes.join(' '))
    // As a factor: none for an account that is locked. The set before it is gone before there is a new one.
    const { numAffectedRows } = await sql`
      with held as (${heldUnlockedSql(set.personId)}),
        gone as (delete from recovery_code_set where person_id in (select id from held) returning id),
        made as (insert into recovery_code_set (id, person_id, salt, hashing, created_at, codes_sealed)
          select ${set.id}::uuid, held.id, ${Buffer.from(set.salt)}::bytea, ${set.hashing}::text,
            ${now.toISOString()}::timestamptz, ${sealed}::bytea
          from held where (select count(*) from gone) >= 0 returning id)
      insert into recovery_code (set_id, hash)
      select made.id, hash from made, unnest(${set.hashes}::bytea[]) hash`.execute(db)
    if (numAffectedRows !== BigInt(set.hashes.length)) throw new Error(`person ${set.personId} is gone or locked`)
  },

  async findByPerson(personId: string): Promise<CodeSet | undefined> {
    const row = await db
      .selectFrom('recovery_code_set as s')
      .select(['s.id', 's.salt', 's.hashing', 's.created_at', 's.kept_at', 's.quarantined_at'])
      .select((from) =>
        from
          .selectFrom('recovery_code as c')
          .select(sql<number>`count(*)::int`.as('n'))
          .whereRef('c.set_id', '=', 's.id')
          .where('c.consumed_at', 'is', null)
          .where('s.quarantined_at', 'is', null)
          .as('left'),
      )
      .select((from) =>
        from
          .selectFrom('recovery_code as c')
          .select(sql<number>`count(*)::int`.as('n'))
          .whereRef('c.set_id', '=', 's.id')
          .as('total'),
      )
      .where('s.person_id', '=', personId)
      .executeTakeFirst()
    return (
      row && {
        id: row.id,
        salt: row.salt,
        hashing: row.hashing,
        madeAt: row.created_at,
        isSaved: row.kept_at !== null,
        left: row.left ?? 0,
        total: row.total ?? 0,
        quarantinedAt: row.quarantined_at,
      }
    )
  },

  /** The codes themselves, while their owner has not said that they are kept; then undefined, for ever. */
  async findUnsavedCodes(personId: string): Promise<string[] | undefined> {
    const row = await db
      .selectFrom('recovery_code_set')
      .select(['id', 'codes_sealed'])
      .where('person_id', '=', personId)
      .executeTakeFirst()
    return row?.codes_sealed ? sealer.unseal(place(row.id), row.codes_sealed).toString().split(' ') : undefined
  },
  async markSaved(personId: string, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('recovery_code_set')
      .set({ kept_at: now, codes_sealed: null })
      .where('person_id', '=', personId)
      .where('kept_at', 'is', null)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },

  /**
   * Consumes a code. False when there is none such, it was consumed, or its set is quarantined: of two requests with
   * one code, one wins.
   */
  async consume(setId: string, hash: Buffer, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('recovery_code')
      .set({ consumed_at: now })
      .where('set_id', '=', setId)
      .where('hash', '=', hash)
      .where('consumed_at', 'is', null)
      .where((is) =>
        is.exists(
          is
            .selectFrom('recovery_code_set as s')
            .select('s.id')
            .whereRef('s.id', '=', 'recovery_code.set_id')
            .where('s.quarantined_at', 'is', null),
        ),
      )
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  /** A set that was made since `from` proves nothing until it is cleared up. */
  quarantine: async (personId: string, from: Date, now: Date): Promise<void> =>
    void (await db
      .updateTable('recovery_code_set')
      .set({ quarantined_at: now })
      .where('person_id', '=', personId)
      .where('created_at', '>=', from)
      .where('quarantined_at', 'is', null)
      .execute()),
  removeQuarantined: async (personId: string): Promise<void> =>
    void (await db
      .deleteFrom('recovery_code_set')
      .where('person_id', '=', personId)
      .where('quarantined_at', 'is not', null)
      .execute()),
  /** True for a right code that was used before: no guess. */
  wasConsumed: async (setId: string, hash: Buffer): Promise<boolean> =>
    (await db
      .selectFrom('recovery_code')
      .select('set_id')
      .where('set_id', '=', setId)
      .where('hash', '=', hash)
      .where('consumed_at', 'is not', null)
      .executeTakeFirst()) !== undefined,
  removeAll: async (personId: string): Promise<void> =>
    void (await db.deleteFrom('recovery_code_set').where('person_id', '=', personId).execute()),
})

const place = (id: string): string => `recovery_code_set.codes.${id}`

export type RecoveryStore = ReturnType<typeof recoveryStore>
