// What kind of installation a database belongs to: production never starts on a demo's, nor the demo on production's.
import type { Db } from './tables.ts'

export class WrongInstallation extends Error {
  override name = 'WrongInstallation'
}

export async function claimInstallation(db: Db, kind: 'production' | 'demo', now: Date): Promise<void> {
  await db
    .insertInto('installation')
    .values({ id: 1, kind, created_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db.selectFrom('installation').select('kind').where('id', '=', 1).executeTakeFirstOrThrow()
  if (row.kind !== kind)
    throw new WrongInstallation(
      `This database belongs to a ${row.kind} installation, and this is ${kind}. Nothing was changed.`,
    )
}
