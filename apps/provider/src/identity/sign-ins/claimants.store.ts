// Everybody who may sign in by an address, with what is needed to check their password, in one statement.
import { hashToken } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import type { PasswordRecord } from '#identity/passwords/passwords.store.ts'
import { peopleByEmail, type Person } from '#identity/people/people.store.ts'
import { builtOnce } from '#schema/built-once.store.ts'
import type { Db } from '#schema/tables.ts'

/** `isKnown`: they have completed a sign-in in the browser that asks. */
export type Claimant = { person: Person; password: PasswordRecord | null; isKnown: boolean }

export const claimantsStore = (db: Db) => ({
  /** In the order of `people.listByEmail`, so many at the most. `device`: the lasting token of the browser. */
  async list(
    emailKey: string,
    applicationId: string | null,
    device: string | null,
    limit: number,
  ): Promise<Claimant[]> {
    const deviceHash = device === null ? null : hashToken(device)
    const rows = await claimed(db, { emailKey, applicationId, deviceHash, limit })
    return rows.map(({ format, hash, changedAt, known, ...person }) => ({
      person,
      password: format !== null && hash !== null && changedAt !== null ? { format, hash, changedAt } : null,
      isKnown: known !== null,
    }))
  },
  /** Somebody's address; `isImported`: their password is the one that came from a directory. */
  ownPassword: async (personId: string): Promise<{ email: string; isImported: boolean } | null> =>
    (await db
      .selectFrom('person')
      .leftJoin('person_password as password', 'password.person_id', 'person.id')
      .select('person.email')
      .select(sql<boolean>`coalesce(password.imported_at = password.changed_at, false)`.as('isImported'))
      .where('person.id', '=', personId)
      .executeTakeFirst()) ?? null,
})
type Claim = { emailKey: string; applicationId: string | null; deviceHash: Buffer | null; limit: number }
const claimed = builtOnce((db, { emailKey, applicationId, deviceHash, limit }: Claim) =>
  peopleByEmail(db, emailKey, applicationId)
    .leftJoin('person_password as password', 'password.person_id', 'person.id')
    .leftJoin('known_device as device', (join) =>
      join.onRef('device.person_id', '=', 'person.id').on('device.token_hash', '=', sql<Buffer>`${deviceHash}::bytea`),
    )
    .select(['password.format', 'password.hash', 'password.changed_at as changedAt', 'device.token_hash as known'])
    .limit(limit),
)
export type ClaimantsStore = ReturnType<typeof claimantsStore>
