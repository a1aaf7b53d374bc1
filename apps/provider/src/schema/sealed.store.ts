// Every sealed column of the database, and how all of them come under a new key. A test holds the list against the
// migrated database.
import { hmacSha256, type Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { Db } from './tables.ts'

type Key = Record<string, unknown>
type Sealed = {
  table: string
  column: string
  keys: readonly string[]
  place: (key: Key) => string
  /** A keyed hash of the same secret beside it, to find it by: made again as well. */
  hashed?: { column: string; purpose: string }
}

/** `label`: what a row's secret is bound to; where a table or column was renamed since, it is the name of before. */
const byId = (table: string, column: string, label: string, id = 'id'): Sealed => ({
  table,
  column,
  keys: [id],
  place: (key) => `${label}.${String(key[id])}`,
})

/** The places are those that the tables' own stores seal with. */
export const SEALED: readonly Sealed[] = [
  byId('application', 'secret_sealed', 'application.secret'),
  byId('totp_factor', 'secret_sealed', 'totp_factor.secret'),
  byId('enrolment', 'secret_sealed', 'enrolment.secret'),
  byId('recovery_code_set', 'codes_sealed', 'recovery_code_set.codes'),
  byId('signing_key', 'private_key_sealed', 'signing_key.private_key', 'kid'),
  byId('signing_key', 'rsa_private_key_sealed', 'signing_key.rsa_private_key', 'kid'),
  {
    ...byId('phone_factor', 'number_sealed', 'phone_factor.number'),
    hashed: { column: 'number_key', purpose: 'telephone numbers' },
  },
  byId('sms_message', 'content_sealed', 'text_message.letter_sealed'),
  byId('sms_code', 'number_sealed', 'text_code.number'),
  byId('device_code', 'payload_sealed', 'device_code.payload'),
  byId('installation', 'sealing_check_sealed', 'installation.sealing_check'),
  {
    table: 'idempotency_key',
    column: 'answer_sealed',
    keys: ['application_id', 'key_hash'],
    place: ({ application_id, key_hash }) =>
      `idempotency_key.answer.${String(application_id)}.${(key_hash as Buffer).toString('hex')}`,
  },
  {
    table: 'openid_record',
    column: 'payload_sealed',
    keys: ['model', 'id_hash'],
    place: ({ model, id_hash }) => `openid_record.payload.${String(model)}.${(id_hash as Buffer).toString('hex')}`,
  },
]

/** `unreadable`: sealed with a key that is not in the settings, or damaged; left as they are. */
export type Resealed = { resealed: number; unreadable: number }

/**
 * Seals again, with the first key, whatever another key has sealed. May run beside the provider: a row that changes
 * meanwhile is left as it has become.
 */
export async function reseal(
  db: Db,
  sealer: Sealer,
  { table, column, keys, place, hashed }: Sealed,
): Promise<Resealed> {
  const mark = sealer.firstKeyPrefix
  const columns = sql.join(keys.map((key) => sql.ref(key)))
  const { rows } =
    await sql<Key>`select ${columns} from ${sql.table(table)} where ${sql.ref(column)} is not null and substring(${sql.ref(column)} from 1 for ${sql.lit(mark.length)}) <> ${mark}`.execute(
      db,
    )
  const count: Resealed = { resealed: 0, unreadable: 0 }
  for (const key of rows) {
    const isRow = sql.join(
      keys.map((name) => sql`${sql.ref(name)} = ${key[name]}`),
      sql` and `,
    )
    const found = await sql<{
      sealed: Buffer | null
    }>`select ${sql.ref(column)} as sealed from ${sql.table(table)} where ${isRow}`.execute(db)
    const before = found.rows[0]?.sealed
    if (!before) continue
    const secret = unseal(sealer, place(key), before)
    if (!secret) count.unreadable += 1
    else {
      const hash = hashed
        ? sql`, ${sql.ref(hashed.column)} = ${hmacSha256(sealer.keyFor(hashed.purpose), secret.toString())}`
        : sql``
      const done =
        await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sealer.seal(place(key), secret)}${hash} where ${isRow} and ${sql.ref(column)} = ${before}`.execute(
          db,
        )
      count.resealed += Number(done.numAffectedRows ?? 0n)
    }
  }
  return count
}

function unseal(sealer: Sealer, place: string, sealed: Buffer): Buffer | null {
  try {
    return sealer.unseal(place, sealed)
  } catch {
    return null
  }
}
