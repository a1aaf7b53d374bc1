// Records of authenticator apps: their secrets and the steps that were used, and the entries that are left over in
// people's apps. The only file that reads or writes their tables.
import { randomId } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { Db } from '#schema/tables.ts'
import { addedFactorSql, factorsStore } from './factors.store.ts'
import { LARGE_DRIFT_STEPS, type TotpFactor } from './totp.ts'

export type RemovedLabel = { label: string; removedAt: Date }

export const totpStore = (db: Db, sealer: Sealer) => ({
  /** Newest first; also those that prove nothing any more. */
  async listByPerson(personId: string): Promise<TotpFactor[]> {
    const rows = await db
      .selectFrom('totp_factor as t')
      .innerJoin('second_factor as f', 'f.id', 't.id')
      .select([
        't.id',
        't.secret_sealed',
        't.label',
        't.last_used_step as lastUsedStep',
        't.drift_steps as driftSteps',
        'f.name',
        'f.lost_at as lostAt',
        'f.quarantined_at as quarantinedAt',
        'f.enrolled_at as enrolledAt',
        'f.last_used_at as lastUsedAt',
      ])
      .where('f.person_id', '=', personId)
      .orderBy('f.enrolled_at', 'desc')
      .orderBy('f.id')
      .execute()
    return rows.map(({ secret_sealed, ...factor }) => ({
      ...factor,
      kind: 'totp',
      secret: readSecret(sealer, factor.id, secret_sealed),
    }))
  },

  /** `step`: of the code that confirmed it, which is thereby used. */
  async add(
    factor: { id: string; personId: string; secret: Uint8Array; label: string; name?: string; step: number },
    now: Date,
  ): Promise<void> {
    const { id, personId, name = '', label, step } = factor
    const sealed = sealer.seal(place(id), factor.secret)
    const { numAffectedRows } = await sql`
      with added as (${addedFactorSql({ id, personId, kind: 'totp', name }, now)})
      insert into totp_factor (id, secret_sealed, label, last_used_step, drift_steps)
      select added.id, ${sealed}::bytea, ${label}::text, ${step}::bigint, 0 from added`.execute(db)
    if (numAffectedRows !== 1n) throw new Error(`person ${personId} is gone or locked`)
  },

  /**
   * Consumes a step and every one before it. False when it was consumed already: of two requests with one code, one
   * wins (RFC 6238 §5.2). `offset`: how many steps the phone was ahead of us (negative: behind).
   */
  async consumeStep(factorId: string, step: number, now: Date, offset = 0): Promise<boolean> {
    if ((await consumedStepSql(factorId, step, offset).execute(db)).rows.length !== 1) return false
    await factorsStore(db).recordUse(factorId, now)
    return true
  },

  /** A step whose code was looked at to tell that the clock is off: it is not taken when its time comes. */
  saveDiagnosedStep: async (factorId: string, step: number, now: Date): Promise<void> =>
    void (await db
      .insertInto('diagnosed_step')
      .values({ factor_id: factorId, step, diagnosed_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute()),
  wasDiagnosed: async (factorId: string, step: number): Promise<boolean> =>
    (await db
      .selectFrom('diagnosed_step')
      .select('step')
      .where('factor_id', '=', factorId)
      .where('step', '=', step)
      .executeTakeFirst()) !== undefined,
  pruneDiagnosedSteps: async (before: Date): Promise<void> =>
    void (await db.deleteFrom('diagnosed_step').where('diagnosed_at', '<', before).execute()),

  /** The entry stays in its owner's app: remembered, so that pages can say that it may be deleted. */
  async rememberRemovedLabels(personId: string, labels: readonly string[], now: Date): Promise<void> {
    if (labels.length > 0)
      await db
        .insertInto('removed_label')
        .values(labels.map((label) => ({ id: randomId(), person_id: personId, label, removed_at: now })))
        .execute()
  },
  listRemovedLabels: (personId: string, since: Date): Promise<RemovedLabel[]> =>
    db
      .selectFrom('removed_label')
      .select(['label', 'removed_at as removedAt'])
      .where('person_id', '=', personId)
      .where('removed_at', '>=', since)
      .orderBy('removed_at', 'desc')
      .execute(),
})

/** Part of a statement, guarded: returns a row where the step was consumed by it. */
export const consumedStepSql = (factorId: string, step: number, offset: number): RawBuilder<unknown> => sql`
  update totp_factor set last_used_step = ${step}::bigint, drift_steps = ${drift(offset)}
  where id = ${factorId} and last_used_step < ${step}::bigint
    and not exists (select from diagnosed_step s where s.factor_id = totp_factor.id and s.step = ${step}::bigint)
    and exists (select from second_factor f
      where f.id = totp_factor.id and f.lost_at is null and f.quarantined_at is null)
  returning id`

// Summed while the phone stays off to the same side; a code of the right moment, or of the other side, begins again.
const drift = (offset: number) =>
  sql<number>`case when sign(drift_steps) = sign(${offset}::int) then greatest(${-LARGE_DRIFT_STEPS}::int, least(${LARGE_DRIFT_STEPS}::int, drift_steps + ${offset}::int)) else ${offset}::int end`

const place = (id: string): string => `totp_factor.secret.${id}`
export const readSecret = (sealer: Sealer, id: string, sealed: Buffer): Uint8Array => sealer.unseal(place(id), sealed)

export type TotpStore = ReturnType<typeof totpStore>
