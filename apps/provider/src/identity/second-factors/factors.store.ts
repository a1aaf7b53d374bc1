// Records of second factors, of whatever kind: what there is, what is lost or quarantined, and removing them. The only
// file that writes their table.
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import { heldUnlockedSql } from '#identity/people/people.store.ts'
import type { FactorKind } from './factor-kinds.ts'
import { builtOnce } from '#schema/built-once.store.ts'
import type { Db } from '#schema/tables.ts'
import type { Factor } from './factors.ts'

const columns = [
  'id',
  'kind',
  'name',
  'enrolled_at as enrolledAt',
  'last_used_at as lastUsedAt',
  'lost_at as lostAt',
  'quarantined_at as quarantinedAt',
] as const

/** Part of a statement: notes the use of a factor that works, where `where` holds. */
export const usedFactorSql = (id: string, where: RawBuilder<unknown>, now: Date): RawBuilder<unknown> =>
  sql`update second_factor set last_used_at = ${now.toISOString()}::timestamptz
    where id = ${id} and lost_at is null and quarantined_at is null and ${where} returning id`

export type NewFactor = { id: string; personId: string; kind: FactorKind; name: string }

/** Part of a statement: returns a row where the factor was added, none where the account is locked. */
export const addedFactorSql = ({ id, personId, kind, name }: NewFactor, now: Date): RawBuilder<{ id: string }> => sql`
  with held as (${heldUnlockedSql(personId)})
  insert into second_factor (id, person_id, kind, name, enrolled_at, last_used_at)
  select ${id}::uuid, held.id, ${kind}::text, ${name}::text, ${now.toISOString()}::timestamptz,
    ${now.toISOString()}::timestamptz from held returning id`

const ofPerson = builtOnce((db, { personId }: { personId: string }) =>
  db
    .selectFrom('second_factor')
    .select(columns)
    .where('person_id', '=', personId)
    .orderBy('enrolled_at', 'desc')
    .orderBy('id'),
)

export const factorsStore = (db: Db) => ({
  /** All of them, also those that prove nothing any more; newest first. */
  listByPerson: (personId: string): Promise<Factor[]> => ofPerson(db, { personId }),
  find: (personId: string, id: string): Promise<Factor | undefined> =>
    db
      .selectFrom('second_factor')
      .select(columns)
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .executeTakeFirst(),

  /** What every kind has; the kind's own part is put by its own store, in the same transaction. */
  async add(factor: NewFactor, now: Date): Promise<void> {
    const { rows } = await addedFactorSql(factor, now).execute(db)
    if (rows.length !== 1) throw new Error(`person ${factor.personId} is gone or locked`)
  },
  /**
   * Within the transaction that consumed its proof. False where it proves nothing any more: then nothing was proved.
   */
  async recordUse(id: string, now: Date): Promise<boolean> {
    return (await usedFactorSql(id, sql`true`, now).execute(db)).rows.length === 1
  },
  /** False where there is none, or it is called so already. */
  async rename(personId: string, id: string, name: string): Promise<boolean> {
    const done = await db
      .updateTable('second_factor')
      .set({ name })
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .where('name', '!=', name)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },

  /** From now on these prove nothing; until a new one replaces them they still count as a second factor. */
  markLost: async (personId: string, kinds: readonly FactorKind[], now: Date): Promise<void> =>
    void (await db
      .updateTable('second_factor')
      .set({ lost_at: now })
      .where('person_id', '=', personId)
      .where('kind', 'in', kinds)
      .where('lost_at', 'is', null)
      .execute()),
  /** Those added since `from` prove nothing until it is cleared up. Returns how many. */
  async quarantine(personId: string, from: Date, now: Date): Promise<number> {
    const done = await db
      .updateTable('second_factor')
      .set({ quarantined_at: now })
      .where('person_id', '=', personId)
      .where('enrolled_at', '>=', from)
      .where('quarantined_at', 'is', null)
      .executeTakeFirst()
    return Number(done.numUpdatedRows)
  },

  async remove(personId: string, id: string): Promise<boolean> {
    const done = await db
      .deleteFrom('second_factor')
      .where('person_id', '=', personId)
      .where('id', '=', id)
      .executeTakeFirst()
    return done.numDeletedRows === 1n
  },
  removeLost: async (personId: string): Promise<void> =>
    void (await db
      .deleteFrom('second_factor')
      .where('person_id', '=', personId)
      .where('lost_at', 'is not', null)
      .execute()),
  removeQuarantined: async (personId: string): Promise<void> =>
    void (await db
      .deleteFrom('second_factor')
      .where('person_id', '=', personId)
      .where('quarantined_at', 'is not', null)
      .execute()),
  removeAll: async (personId: string): Promise<void> =>
    void (await db.deleteFrom('second_factor').where('person_id', '=', personId).execute()),
})

export type FactorsStore = ReturnType<typeof factorsStore>
