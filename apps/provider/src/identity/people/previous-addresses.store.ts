// Addresses of before, which for a while are still told what happens to the account. The only file that reads or writes
// their table.
import { emailKey } from '@sluis/server-kit/email'
import { DAY_MS } from '@sluis/server-kit/time'
import { builtOnce } from '#schema/built-once.store.ts'
import type { Db } from '#schema/tables.ts'

export const PREVIOUS_ADDRESS_DAYS = 30

export const previousAddressesStore = (db: Db) => ({
  async save(personId: string, email: string, now: Date): Promise<void> {
    const key = emailKey(email)
    const row = {
      email_key: key.ok ? key.value : null,
      changed_at: now,
      until: new Date(now.getTime() + PREVIOUS_ADDRESS_DAYS * DAY_MS),
    }
    await db
      .insertInto('previous_address')
      .values({ person_id: personId, email, ...row })
      .onConflict((conflict) => conflict.columns(['person_id', 'email']).doUpdateSet(row))
      .execute()
  },
  /** Whether one of them is somebody else's by now is asked where a mail is sent (addresses.store.ts). */
  listByPerson: async (personId: string, now: Date): Promise<string[]> =>
    (await listed(db, { personId, now })).map(({ email }) => email),
  delete: async (personId: string, emails: readonly string[]): Promise<void> =>
    void (
      emails.length > 0 &&
      (await db.deleteFrom('previous_address').where('person_id', '=', personId).where('email', 'in', emails).execute())
    ),
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('previous_address').where('until', '<=', now).execute()),
})

const listed = builtOnce((db, { personId, now }: { personId: string; now: Date }) =>
  db
    .selectFrom('previous_address')
    .select('email')
    .where('person_id', '=', personId)
    .where('until', '>', now)
    .orderBy('until'),
)

export type PreviousAddressesStore = ReturnType<typeof previousAddressesStore>
