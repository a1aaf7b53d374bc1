// Whose an address is (decision 0026): who claims it, who has proved to read it, and what may be sent there. It writes
// the address columns of people, and reads those who had an address lately.
import { emailKey } from '@sluis/server-kit/email'
import { sql } from '@sluis/server-kit/sql'
import { HOUR_MS } from '@sluis/server-kit/time'
import type { RawBuilder } from 'kysely'
import type { Db } from '#schema/tables.ts'
import { isHadByAnother } from './address-holder.store.ts'

/** How long nobody else of the same directory gets an address that somebody has just left. */
const LEFT_HOURS = 72
/** Where keys of former addresses stand, for as long as something of them is left. */
const FORMER_KEYS = [
  ['previous_address', 'email_key'],
  ['email_change', 'previous_key'],
] as const

/** `proof`: a link or code by which its reader shows whose the mailbox is. It tells nothing of anybody. */
export type MailPurpose = 'notice' | 'proof'

const addressOf = (row: string) =>
  sql<string>`coalesce(${sql.ref(`${row}.email_key`)}, ${sql.ref(`${row}.email_waiting_key`)})`
const isProved = (row: string) => sql<boolean>`${sql.ref(`${row}.email_proved_key`)} = ${sql.ref(`${row}.email_key`)}`

/** Whether an application's directory has somebody else with the address (as its key) of this person. */
export const hasNamesakeSql = (
  { id, address }: { id: RawBuilder<string>; address: RawBuilder<string> },
  application: RawBuilder<string>,
): RawBuilder<boolean> =>
  sql`exists (select from person other join directory_person d on d.person_id = other.id
    where ${addressOf('other')} = ${address} and other.id <> ${id} and d.application_id = ${application}
      and d.removed_at is null)`

export const addressesStore = (db: Db) => ({
  /** Until the transaction ends, one record with this address at a time in one directory. */
  lockWithin: async (applicationId: string, key: string): Promise<void> =>
    void (await sql`select pg_advisory_xact_lock(hashtextextended(${`address ${applicationId} ${key}`}, 0))`.execute(
      db,
    )),
  /** Whether somebody else of this directory has the address, or had it less than 72 hours ago. */
  async isTakenWithin(applicationId: string, key: string, personId: string, now: Date): Promise<boolean> {
    const since = new Date(now.getTime() - LEFT_HOURS * HOUR_MS)
    // From the address to its people, since a directory may have many.
    const { rows } = await sql`
      select from directory_person d join (
        select id from person where coalesce(email_key, email_waiting_key) = ${key}
        union all select person_id from previous_address where email_key = ${key} and changed_at > ${since}
        union all select person_id from email_change
        where previous_key = ${key} and undone_at is null and undo_until > ${now}
      ) other on other.id = d.person_id
      where d.application_id = ${applicationId}::uuid and d.removed_at is null and d.person_id <> ${personId}::uuid
      limit 1`.execute(db)
    return rows.length > 0
  },
  isHadByAnother: async (key: string, personId: string): Promise<boolean> =>
    (await db.selectNoFrom(isHadByAnother(sql`${key}`, sql`${personId}`).as('is')).executeTakeFirstOrThrow()).is,
  /**
   * Whether whoever proves to read an address cannot have it all the same: somebody else has proved it too, or is of
   * the same directory, which knows the two apart.
   */
  async isKept(key: string, personId: string): Promise<boolean> {
    const row = await db
      .selectFrom('person as holder')
      .select('holder.id')
      .where('holder.email_key', '=', key)
      .where('holder.id', '!=', personId)
      .where((is) =>
        is.or([
          isProved('holder'),
          is.exists(
            is
              .selectFrom('directory_person as theirs')
              .innerJoin('directory_person as own', 'own.application_id', 'theirs.application_id')
              .select('own.person_id')
              .whereRef('theirs.person_id', '=', 'holder.id')
              .where('own.person_id', '=', personId)
              .where('theirs.removed_at', 'is', null)
              .where('own.removed_at', 'is', null),
          ),
        ]),
      )
      .executeTakeFirst()
    return row !== undefined
  },
  /**
   * The person has proved to read the address on record: it is theirs, and no longer that of whoever had it. Returns
   * those: they only claim it from now on.
   */
  async prove(personId: string, now: Date): Promise<string[]> {
    const row = await db
      .selectFrom('person as p')
      .select([addressOf('p').as('key'), isProved('p').as('isProved')])
      .where('p.id', '=', personId)
      .executeTakeFirst()
    if (!row) return []
    const lost = row.isProved ? [] : await this.release(row.key, personId)
    await db
      .updateTable('person')
      .set({ email_key: row.key, email_waiting_key: null, email_proved_key: row.key, email_proved_at: now })
      .where('id', '=', personId)
      .execute()
    return lost
  },
  /** The person only claims the address from now on, and is the last to do so. */
  giveUp: async (personId: string, now: Date): Promise<void> =>
    void (await db
      .updateTable('person')
      .set({
        email_waiting_key: addressOf('person'),
        email_key: null,
        email_claimed_at: now,
        email_proved_key: null,
        email_proved_at: null,
      })
      .where('id', '=', personId)
      .execute()),
  /** Takes the address from whoever else has it. An address of their own choice is the directory's word again. */
  async release(key: string, exceptPersonId: string): Promise<string[]> {
    const rows = await db
      .updateTable('person')
      .set({
        email_waiting_key: key,
        email_key: null,
        email_proved_key: null,
        email_proved_at: null,
        email_chosen_at: null,
      })
      .where('email_key', '=', key)
      .where('id', '!=', exceptPersonId)
      .returning('id')
      .execute()
    return rows.map(({ id }) => id)
  },
  /**
   * Whether a mail of this person may go to an address. Notices go to the one on record, unless somebody else has
   * proved to read it, and to a former one that nobody claims; a proof goes where nobody else has shown to read it
   * since this person claimed it.
   */
  async mayReach(personId: string, email: string, purpose: MailPurpose): Promise<boolean> {
    const key = emailKey(email)
    if (!key.ok) return true
    const own = sql<boolean>`${addressOf('self')} = ${key.value}`
    const others =
      purpose === 'proof'
        ? sql`holder.email_key = ${key.value} and holder.email_proved_key = holder.email_key
            and not (${own} and coalesce(self.email_claimed_at, self.created_at) > holder.email_proved_at)`
        : sql`((holder.email_key = ${key.value} and holder.email_proved_key = holder.email_key)
            or (not ${own} and ${addressOf('holder')} = ${key.value}))`
    const row = await db
      .selectFrom('person as self')
      .select(sql<boolean>`exists (select 1 from person as holder where holder.id <> self.id and ${others})`.as('is'))
      .where('self.id', '=', personId)
      .executeTakeFirst()
    return row?.is === false
  },
  /**
   * Addresses that nobody has, and that cannot come back to anybody, are those of whoever claimed them first. Keys of
   * an older version, whose domain is not in the form of the domain name system, get that form; where somebody else has
   * it, the person claims it. Returns how many people that concerned.
   */
  async settle(now: Date): Promise<number> {
    const { rows: old } = await sql<{ id: string; key: string }>`
      select id, coalesce(email_key, email_waiting_key) as key from person
      where coalesce(email_key, email_waiting_key) ~ '@.*[^ -~]'`.execute(db)
    let settled = 0
    for (const { id, key } of old) {
      const read = emailKey(key)
      if (!read.ok || read.value === key) continue
      const isTaken = isHadByAnother(sql`${read.value}::text`, sql`${id}::uuid`)
      await sql`
        update person set
          email_key = case when ${isTaken} then null else ${read.value} end,
          email_waiting_key = case when ${isTaken} then ${read.value} end,
          email_proved_key = case when email_proved_key = ${key} then ${read.value} end
        where id = ${id} and coalesce(email_key, email_waiting_key) = ${key}`.execute(db)
      settled++
    }
    for (const [table, column] of FORMER_KEYS) {
      const { rows } = await sql<{ key: string }>`
        select distinct ${sql.ref(column)} as key from ${sql.table(table)} where ${sql.ref(column)} ~ '@.*[^ -~]'`.execute(
        db,
      )
      for (const { key } of rows) {
        const read = emailKey(key)
        if (read.ok && read.value !== key)
          await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${read.value} where ${sql.ref(column)} = ${key}`.execute(
            db,
          )
      }
    }
    const { rows: free } = await sql<{ id: string }>`
      update person set email_key = email_waiting_key, email_waiting_key = null
      where id in (
        select distinct on (p.email_waiting_key) p.id from person p
        where p.email_key is null
          and not exists (select 1 from person o where o.email_key = p.email_waiting_key)
          and not exists (select 1 from directory_person d where d.person_id = p.id and d.removed_at is not null)
          and not exists (select 1 from email_change e where e.previous_key = p.email_waiting_key
            and e.person_id <> p.id and e.undone_at is null and e.undo_until > ${now})
        order by p.email_waiting_key, coalesce(p.email_claimed_at, p.created_at), p.id
        limit 1000)
      returning id`.execute(db)
    return settled + free.length
  },
})

export type AddressesStore = ReturnType<typeof addressesStore>
