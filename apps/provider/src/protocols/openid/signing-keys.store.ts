// The keys that sign tokens, one of ES256 and one of RS256 in each row: sealed, published before they sign and kept a
// while after.
import { randomId } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { DAY_MS, MINUTE_MS } from '@sluis/server-kit/time'
import { type JWK, exportJWK, generateKeyPair } from 'jose'
import type { Application } from '#identity/applications/application.ts'
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

/** The least that RFC 7518 §3.3 allows. */
const RSA_BITS = 2048

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
    const keys = rows.flatMap((row) => {
      const signs = row.signs_from <= now
      const rsa = row.rsa_private_key_sealed
      return [
        { signs, jwk: readKey(sealer, sealContext(row.kid), row.private_key_sealed, row.kid, 'ES256') },
        ...(rsa === null ? [] : [{ signs, jwk: readKey(sealer, rsaContext(row.kid), rsa, rsaKid(row.kid), 'RS256') }]),
      ]
    })
    return [...keys.filter((key) => key.signs), ...keys.filter((key) => !key.signs)].map((key) => key.jwk)
  },

  /**
   * Makes the first key, or the next one where the newest is old (`when-old`) or in any case (`now`); retires those
   * before. `at-once`, after a leak: the new one signs at once, and the old ones are gone. Where the newest was made by
   * a version without RS256, it gets its second key. Returns the new key's id, or null.
   */
  async rotate(now: Date, force: 'when-old' | 'now' | 'at-once' = 'when-old'): Promise<string | null> {
    // One process at a time: each would make a key of its own.
    await sql`select pg_advisory_xact_lock(727002)`.execute(db)
    const newest = await db
      .selectFrom('signing_key')
      .select(['kid', 'created_at', 'rsa_private_key_sealed as rsa'])
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (newest && force === 'when-old' && now.getTime() - newest.created_at.getTime() < days(ROTATION_DAYS)) {
      if (newest.rsa !== null) return null
      await db
        .updateTable('signing_key')
        .set({ rsa_private_key_sealed: await newKey(sealer, rsaContext(newest.kid), 'RS256') })
        .where('kid', '=', newest.kid)
        .execute()
      return rsaKid(newest.kid)
    }
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
        private_key_sealed: await newKey(sealer, sealContext(kid), 'ES256'),
        rsa_private_key_sealed: await newKey(sealer, rsaContext(kid), 'RS256'),
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
const rsaContext = (kid: string): string => `signing_key.rsa_private_key.${kid}`
/** A key set has each id once (RFC 7517 §4.5). */
const rsaKid = (kid: string): string => `${kid}.rsa`

async function newKey(sealer: Sealer, context: string, alg: Application['idTokenAlgorithm']): Promise<Buffer> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: RSA_BITS })
  return sealer.seal(context, JSON.stringify(await exportJWK(privateKey)))
}

const readKey = (
  sealer: Sealer,
  context: string,
  sealed: Buffer,
  kid: string,
  alg: Application['idTokenAlgorithm'],
): JWK => ({
  ...(JSON.parse(sealer.unseal(context, sealed).toString()) as JWK),
  kid,
  use: 'sig',
  alg,
})
