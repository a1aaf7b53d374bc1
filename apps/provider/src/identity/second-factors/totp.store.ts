// Records of TOTP factors. The only file that reads or writes their table.
import type { Sealer } from '@sluis/ground'
import type { Db } from '#schema/tables.ts'
import type { TotpFactor } from './totp.ts'

export const totpStore = (db: Db, sealer: Sealer) => ({
  async ofPerson(personId: string): Promise<TotpFactor[]> {
    const rows = await db.selectFrom('totp_factor').selectAll().where('person_id', '=', personId).orderBy('enrolled_at', 'desc').execute()
    return rows.map((row) => ({
      id: row.id,
      secret: sealer.open(place(row.id), row.secret_sealed),
      label: row.label,
      lastUsedStep: row.last_used_step,
      lostAt: row.lost_at,
      enrolledAt: row.enrolled_at,
    }))
  },

  /** `step`: of the code that confirmed it, which is thereby used. */
  async add(factor: { id: string; personId: string; secret: Uint8Array; label: string; step: number }, now: Date): Promise<void> {
    await db
      .insertInto('totp_factor')
      .values({
        id: factor.id,
        person_id: factor.personId,
        secret_sealed: sealer.seal(place(factor.id), factor.secret),
        label: factor.label,
        last_used_step: factor.step,
        enrolled_at: now,
        last_used_at: now,
        lost_at: null,
      })
      .execute()
  },

  /** Spends a step and every one before it. False when it was spent already: of two requests with one code, one wins (RFC 6238 §5.2). */
  async spendStep(factorId: string, step: number, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('totp_factor')
      .set({ last_used_step: step, last_used_at: now })
      .where('id', '=', factorId)
      .where('last_used_step', '<', step)
      .where('lost_at', 'is', null)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },

  /** From now on these prove nothing; until a new one replaces them they still count as a second factor. */
  markLost: async (personId: string, now: Date): Promise<void> =>
    void (await db.updateTable('totp_factor').set({ lost_at: now }).where('person_id', '=', personId).where('lost_at', 'is', null).execute()),
  removeLost: async (personId: string): Promise<void> => void (await db.deleteFrom('totp_factor').where('person_id', '=', personId).where('lost_at', 'is not', null).execute()),
  removeAll: async (personId: string): Promise<void> => void (await db.deleteFrom('totp_factor').where('person_id', '=', personId).execute()),
})

const place = (id: string): string => `totp_factor.secret.${id}`
