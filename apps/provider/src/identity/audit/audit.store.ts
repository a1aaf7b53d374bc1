// The audit trail's records: each appended by one statement that also moves the head of the chain, so that no two
// entries share a predecessor; in a transaction at its end.
import { sha256 } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { Db } from '#schema/tables.ts'
import { type AuditAction, type AuditEntry, serializeEntry } from './entry.ts'

/** So many entries by one statement: of more its plan takes longer than the statements that it saves. */
const AT_ONCE = 4

export type DatedEntry = { entry: AuditEntry; now: Date }

/**
 * The parts (`audit_…`) of a statement that append these, in this order, where `after` holds. Everybody waits for the
 * head of the chain, so `after` names whatever else the statement locks (rule 10).
 */
export function appendSql(entries: readonly DatedEntry[], after: RawBuilder<unknown>): RawBuilder<unknown> {
  const rows = entries.map(({ entry, now }, at) => {
    const text = serializeEntry({ ...entry, origin: entry.origin ?? undefined }, now)
    return { entry, now, text, link: sql.id(`link_${at + 1}`), before: sql.id(`link_${at}`), number: at + 1 }
  })
  const last = rows.at(-1)!
  return sql`
    audit_last as (select seq, hash from audit_head where id = 1 and ${after} for update),
    audit_chain as (select link_0.seq, ${sql.join(rows.map(({ link, number }) => sql`${link}.hash as ${sql.id(`hash_${number}`)}`))}
      from audit_last as link_0 ${sql.join(
        rows.map(
          ({ link, before, text }) =>
            sql`cross join lateral (select sha256(${before}.hash || convert_to(${text}, 'UTF8')) as hash) as ${link}`,
        ),
        sql` `,
      )}),
    audit_moved as (update audit_head set seq = audit_chain.seq + ${last.number}::int, hash = ${sql.ref(`audit_chain.hash_${last.number}`)}
      from audit_chain where id = 1),
    audit_entries as (insert into audit_event (seq, at, action, person_id, company_id, entry, hash) ${sql.join(
      rows.map(
        ({ entry, now, text, number }) =>
          sql`select seq + ${number}::int, ${now.toISOString()}::timestamptz, ${entry.action}, ${entry.personId ?? null}::uuid, ${entry.companyId ?? null}::uuid, ${text}, ${sql.ref(`hash_${number}`)} from audit_chain`,
      ),
      sql` union all `,
    )})`
}

export const auditStore = (db: Db) => ({
  /**
   * Appends within the caller's transaction: the entry exists if and only if what it tells of does. Read there, it is
   * not in the trail yet.
   */
  append: (entry: AuditEntry, now: Date): Promise<void> => auditStore(db).appendAll([{ entry, now }]),
  /** In this order. */
  async appendAll(entries: readonly DatedEntry[]): Promise<void> {
    for (let at = 0; at < entries.length; at += AT_ONCE)
      await sql`with ${appendSql(entries.slice(at, at + AT_ONCE), sql`true`)} select`.execute(db)
  },

  /** The newest entries of a person. */
  listByPerson: (personId: string, limit: number) =>
    db
      .selectFrom('audit_event')
      .select(['seq', 'at', 'action', 'entry'])
      .where('person_id', '=', personId)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute(),
  /** Those of these kinds, since a day, before an entry; newest first. */
  listByActions: (
    personId: string,
    {
      actions,
      since,
      before,
      limit,
    }: { actions: readonly AuditAction[]; since: Date; before: number | null; limit: number },
  ) =>
    db
      .selectFrom('audit_event')
      .select(['seq', 'at', 'entry'])
      .where('person_id', '=', personId)
      .where('action', 'in', actions)
      .where('at', '>=', since)
      .$if(before !== null, (query) => query.where('seq', '<', before!))
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute(),

  head: () => db.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow(),

  /**
   * Walks the whole chain. `brokenAt`: the first entry whose text, columns, hash or number is not what was appended;
   * null where all hold.
   */
  async verify(batch = 1_000): Promise<{ entries: number; brokenAt: number | null; head: string }> {
    const head = await this.head()
    let before: Buffer = Buffer.alloc(32)
    let seq = 0
    for (;;) {
      const rows = await db
        .selectFrom('audit_event')
        .selectAll()
        .where('seq', '>', seq)
        .where('seq', '<=', head.seq)
        .orderBy('seq')
        .limit(batch)
        .execute()
      if (rows.length === 0) break
      for (const row of rows) {
        const expected = sha256(Buffer.concat([before, Buffer.from(row.entry)]))
        // The text is read only where its hash holds: what was changed may be no JSON any more.
        const holds = row.seq === seq + 1 && expected.equals(row.hash) && columnsHold(row)
        if (!holds) return { entries: seq, brokenAt: seq + 1, head: head.hash.toString('hex') }
        before = row.hash
        seq = row.seq
      }
    }
    // Read before the head of now, so that entries appended in the meantime are not taken for ones that were put in
    // behind it.
    const { last } = await db
      .selectFrom('audit_event')
      .select((from) => from.fn.max('seq').as('last'))
      .executeTakeFirstOrThrow()
    const isBehind = (last ?? 0) > (await this.head()).seq
    const whole = seq === head.seq && before.equals(head.hash) && !isBehind
    return { entries: seq, brokenAt: whole ? null : seq + 1, head: head.hash.toString('hex') }
  },
})
export type AuditStore = ReturnType<typeof auditStore>

/**
 * For one transaction: what is appended is kept, and `write` writes it, in this order. Everybody waits for the head of
 * the chain, so a transaction takes it when there is nothing else that it could wait for (rule 10).
 */
export function auditAtTheEnd(store: AuditStore): { audit: AuditStore; write: () => Promise<void> } {
  const kept: DatedEntry[] = []
  return {
    audit: { ...store, append: (entry, now) => Promise.resolve(void kept.push({ entry, now })) },
    write: () => store.appendAll(kept),
  }
}

function columnsHold(row: {
  entry: string
  action: string
  person_id: string | null
  company_id: string | null
  at: Date
}): boolean {
  const entry = JSON.parse(row.entry) as AuditEntry & { at: string }
  return (
    entry.action === row.action &&
    (entry.personId ?? null) === row.person_id &&
    (entry.companyId ?? null) === row.company_id &&
    entry.at === row.at.toISOString()
  )
}
