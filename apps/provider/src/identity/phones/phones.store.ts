// Records of telephone numbers that get codes: sealed, one a person. The only file that reads or writes their table.
import { hmacSha256, type Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { Db } from '#schema/tables.ts'
import type { Factor } from '../second-factors/factors.ts'
import { factorsStore } from '../second-factors/factors.store.ts'

export type Phone = Factor & { kind: 'sms'; e164: string }

export const phonesStore = (db: Db, sealer: Sealer) => {
  const keyOf = (e164: string): Buffer => hmacSha256(sealer.keyFor('telephone numbers'), e164)
  // Rows have the key of before until everything is sealed anew.
  const keysOf = (e164: string): Buffer[] => sealer.keysFor('telephone numbers').map((key) => hmacSha256(key, e164))
  return {
    /** Also one that proves nothing any more. */
    async findByPerson(personId: string): Promise<Phone | undefined> {
      const row = await db
        .selectFrom('phone_factor as p')
        .innerJoin('second_factor as f', 'f.id', 'p.id')
        .select([
          'f.id',
          'p.number_sealed',
          'f.name',
          'f.enrolled_at as enrolledAt',
          'f.last_used_at as lastUsedAt',
          'f.lost_at as lostAt',
          'f.quarantined_at as quarantinedAt',
        ])
        .where('f.person_id', '=', personId)
        .executeTakeFirst()
      if (!row) return undefined
      const { number_sealed, ...factor } = row
      return { ...factor, kind: 'sms', e164: sealer.unseal(place(row.id), number_sealed).toString() }
    },
    /** Until the transaction ends, one account at a time that this number is put on. The person is held by then. */
    async lock(e164: string): Promise<void> {
      const name = `number ${keyOf(e164).toString('hex')}`
      await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(db)
    },
    /** On how many accounts of others this number is. */
    async countOthersWith(e164: string, personId: string): Promise<number> {
      const row = await db
        .selectFrom('phone_factor as p')
        .innerJoin('second_factor as f', 'f.id', 'p.id')
        .select(sql<number>`count(*)::int`.as('count'))
        .where('p.number_key', 'in', keysOf(e164))
        .where('f.person_id', '!=', personId)
        .executeTakeFirstOrThrow()
      return row.count
    },
    /**
     * Takes the place of the number before it, which proves nothing from then on, nor do codes that went there. After
     * `lock`.
     */
    async replace({ id, personId, e164 }: { id: string; personId: string; e164: string }, now: Date): Promise<void> {
      const factors = factorsStore(db)
      const before = await db
        .selectFrom('second_factor')
        .select('id')
        .where('person_id', '=', personId)
        .where('kind', '=', 'sms')
        .executeTakeFirst()
      if (before) await factors.remove(personId, before.id)
      await factors.add({ id, personId, kind: 'sms', name: '' }, now)
      await db
        .insertInto('phone_factor')
        .values({ id, number_sealed: sealer.seal(place(id), e164), number_key: keyOf(e164) })
        .execute()
    },
  }
}

const place = (id: string): string => `phone_factor.number.${id}`

export type PhonesStore = ReturnType<typeof phonesStore>
