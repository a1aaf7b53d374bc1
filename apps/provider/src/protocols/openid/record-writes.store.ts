// What one request of the engine writes: all of it in one statement, which decides as well whether it may (decisions
// 0050 and 0055).
import { sha256 } from '@sluis/server-kit/sealing'
import { type RawBuilder, sql } from 'kysely'
import { errors } from 'oidc-provider'
import { grantsStore } from '#identity/sessions/grants.store.ts'
import type { Db } from '#schema/tables.ts'
import type { RecordKey, RecordRow, UsedRecord, Waiting } from './request-memory.ts'

/**
 * For so long after its use a refresh token gives its successor again, to the same application: two requests at the
 * same moment, or an answer that was lost, log nobody out (decision 0029).
 */
export const REFRESH_GRACE_SECONDS = 10
export const PUSHED = 'PushedAuthorizationRequest'

/** Nothing of it is written where the code, the refresh token or the pushed request was used up meanwhile. */
export async function writeRecords(db: Db, waiting: Waiting, now: Date): Promise<void> {
  const { rows, grant, pushed, used } = waiting
  const parts = [
    ...ending(waiting),
    ...(grant ? [sql`given as (${grantsStore(db).upsertQuery(grant)})`] : []),
    ...(pushed ? usePushed(pushed, now) : []),
    ...(used ? [sql`used as (${useUp(used, now)})`] : []),
  ]
  if (rows.length === 0 && parts.length === 0) return
  const first = parts.length > 0 ? sql`with ${sql.join(parts)}` : sql``
  if (rows.length === 0) {
    const done = await sql`${first} select ${used ? sql`from used` : sql``}`.execute(db)
    if (used && done.rows.length === 0) throw usedMeanwhile()
    return
  }
  const guard = used ? sql`where exists (select from used)` : sql`where not exists (select from refused)`
  // Of requests that were given the same refresh token the first stores it, and with it the one that follows.
  const { numAffectedRows } = await sql`${first}
    insert into openid_record (${COLUMNS})
    select * from (values ${sql.join(rows.map(valuesOf))}) as r (${COLUMNS})
    ${used || pushed ? guard : sql``}
    on conflict (model, id_hash) do update set payload_sealed = excluded.payload_sealed,
      grant_hash = excluded.grant_hash, client_hash = excluded.client_hash, application_id = excluded.application_id,
      company = excluded.company, expires_at = excluded.expires_at
    where openid_record.model <> 'RefreshToken'`.execute(db)
  if (numAffectedRows !== 0n) return
  if (used) throw usedMeanwhile()
  if (pushed) throw new errors.InvalidRequestUri('request_uri is invalid, expired, or was already used')
}

const usedMeanwhile = () => new errors.InvalidGrant('consumed by another request')

const COLUMNS = sql`model, id_hash, payload_sealed, grant_hash, client_hash, application_id, company, expires_at`
const valuesOf = (row: RecordRow) =>
  sql`(${row.model}::text, ${row.id_hash}::bytea, ${row.payload_sealed}::bytea, ${row.grant_hash}::bytea,
    ${row.client_hash}::bytea, ${row.application_id}::uuid, ${row.company}::text, ${row.expires_at}::timestamptz)`

/**
 * The engine finds, looks, and then consumes: between the two another request may have done so. This decides (one
 * winner), and whoever waits for that one finds what it has written.
 */
const useUp = ({ model, hash, isRepeatable }: UsedRecord, now: Date): RawBuilder<unknown> =>
  sql`update openid_record set consumed_at = coalesce(consumed_at, ${now}) where model = ${model} and id_hash = ${hash}
    and (consumed_at is null ${isRepeatable ? sql`or consumed_at > ${graceFrom(now)}` : sql``}) returning model`
const graceFrom = (now: Date): Date => new Date(now.getTime() - REFRESH_GRACE_SECONDS * 1000)

/** Of two requests that came by the same pushed request one gets a code; one that has expired stands in no way. */
const usePushed = (hash: Buffer, now: Date): RawBuilder<unknown>[] => [
  sql`taken as (update openid_record set consumed_at = ${now} where model = ${PUSHED} and id_hash = ${hash}
    and consumed_at is null returning id_hash)`,
  sql`refused as (select from openid_record where model = ${PUSHED} and id_hash = ${hash} and expires_at > ${now}
    and not exists (select from taken))`,
]

/**
 * What is gone from now on. A token is held before the one that follows it, in the order in which whoever is given that
 * one once more holds the two.
 */
function ending({ gone, tokensOf, revoked }: Waiting): RawBuilder<unknown>[] {
  const parts: RawBuilder<unknown>[] = []
  if (revoked.length > 0)
    parts.push(sql`let_go as (update session_grant set scope = null where grant_id in (${sql.join(revoked)}))`)
  if (gone.length === 0 && tokensOf.length === 0) return parts
  const those = sql.join([...gone.map(isKey), ...tokensOf.map(isOfGrant)], sql` or `)
  if (tokensOf.length === 0) return [...parts, sql`gone as (delete from openid_record where ${those})`]
  return [
    ...parts,
    sql`held as (select model, id_hash from openid_record where ${those} order by consumed_at nulls last for update)`,
    sql`gone as (delete from openid_record r using held where r.model = held.model and r.id_hash = held.id_hash)`,
  ]
}
const isKey = ({ model, hash }: RecordKey) => sql`(model = ${model} and id_hash = ${hash})`
const isOfGrant = (grantId: string) => sql`grant_hash = ${sha256(grantId)}`
