// The keys that sign tokens: ES256, sealed, published before they sign and kept a while after.
import { randomId } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { DAY_MS, MINUTE_MS } from '@sluis/server-kit/time'
import { type JWK, exportJWK, generateKeyPair } from 'jose'
import { sql } from 'kysely'
import type { Db } from '#schema/tables.ts'

/**
 * For so long an application may keep the key set (Cache-Control). Short, since after a rotation at once that is how
 * long it may not know the new key; asking again costs a small answer.
 */
export const KEY_SET_SECONDS = 300
/** Long after every set without it has to be fetched again; also by applications that keep one longer than they may. */
const PUBLISHED_AHEAD_MINUTES = 60
const ROTATION_DAYS = 90
/** Longer than any token that it signed. */
const RETIRED_AFTER_DAYS = 2

const days = (count: number): number => count * DAY_MS

export const signingKeysStore = (db: Db, sealer: Sealer) => ({
  /** The private key set, the one that signs first. */
  async current(now: Date): Promise<JWK[]> {
    const rows = await db
      .selectFrom('signing_key')
      .selectAll()
      .where((is) => is.or([is('retired_at', 'is', null), is('retired_at', '>', now)]))
      .orderBy('signs_from', 'desc')
      .execute()
    const keys = rows.map((row) => ({
      signs: row.signs_from <= now,
      jwk: {
        ...(JSON.parse(sealer.unseal(sealContext(row.kid), row.private_key_sealed).toString()) as JWK),
        kid: row.kid,
        use: 'sig',
        alg: 'ES256',
      },
    }))
    return [...keys.filter((key) => key.signs), ...keys.filter((key) => !key.signs)].map((key) => key.jwk)
  },

  /**
   * Makes the first key, or the next one where the newest is old (`when-old`) or in any case (`now`); retires those
   * before. `at-once`, after a leak: the new one signs at once, and the old ones are gone. Returns the new key's id, or
   * null.
   */
  async rotate(now: Date, force: 'when-old' | 'now' | 'at-once' = 'when-old'): Promise<string | null> {
    // One process at a time: each would make a key of its own.
    await sql`select pg_advisory_xact_lock(727002)`.execute(db)
    const newest = await db
      .selectFrom('signing_key')
      .select(['created_at'])
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (newest && force === 'when-old' && now.getTime() - newest.created_at.getTime() < days(ROTATION_DAYS)) return null
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const kid = randomId()
    const signsFrom =
      newest && force !== 'at-once' ? new Date(now.getTime() + PUBLISHED_AHEAD_MINUTES * MINUTE_MS) : now
    await db
      .updateTable('signing_key')
      .set({ retired_at: force === 'at-once' ? now : new Date(signsFrom.getTime() + days(RETIRED_AFTER_DAYS)) })
      .where((is) => is.or([is('retired_at', 'is', null), is.lit(force === 'at-once')]))
      .execute()
    await db
      .insertInto('signing_key')
      .values({
        kid,
        private_key_sealed: sealer.seal(sealContext(kid), JSON.stringify(await exportJWK(privateKey))),
        created_at: now,
        signs_from: signsFrom,
        retired_at: null,
      })
      .execute()
    return kid
  },
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('signing_key').where('retired_at', '<=', now).execute()),
})

const sealContext = (kid: string): string => `signing_key.private_key.${kid}`
