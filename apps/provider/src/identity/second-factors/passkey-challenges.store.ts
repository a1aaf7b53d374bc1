// Challenges for passkeys: each made by us, for one purpose, one browser and, where somebody is known, one session; it
// works once and not for long. The only file that reads or writes their table.
import { randomBytes } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Db } from '#schema/tables.ts'

export const CHALLENGE_MINUTES = 5
export const CEREMONY_TIMEOUT_MS = CHALLENGE_MINUTES * MINUTE_MS
const CHALLENGE_BYTES = 32

export type ChallengePurpose = 'add' | 'second-factor' | 'passwordless'
/** `sessionId`: null only for signing in by a passkey alone, where nobody is known yet. */
export type ChallengeScope = { purpose: ChallengePurpose; browserId: string; sessionId: string | null }

export const passkeyChallengesStore = (db: Db) => ({
  async create({ purpose, browserId, sessionId }: ChallengeScope, now: Date): Promise<Uint8Array<ArrayBuffer>> {
    const challenge = new Uint8Array(randomBytes(CHALLENGE_BYTES))
    const row = {
      challenge_hash: hashToken(Buffer.from(challenge).toString('base64url')),
      purpose,
      browser_hash: hashToken(browserId),
      session_id: sessionId,
    }
    await db
      .insertInto('passkey_challenge')
      .values({ ...row, expires_at: new Date(now.getTime() + CHALLENGE_MINUTES * MINUTE_MS), consumed_at: null })
      .execute()
    return challenge
  },
  /**
   * `challenge`: as it came back, in base64url. False for one that we never made, made for something or somebody else,
   * or that is old or used.
   */
  async consume(challenge: string, { purpose, browserId, sessionId }: ChallengeScope, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('passkey_challenge')
      .set({ consumed_at: now })
      .where('challenge_hash', '=', hashToken(challenge))
      .where('purpose', '=', purpose)
      .where('browser_hash', '=', hashToken(browserId))
      .where('session_id', sessionId === null ? 'is' : '=', sessionId)
      .where('consumed_at', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  prune: async (now: Date): Promise<void> =>
    void (await db.deleteFrom('passkey_challenge').where('expires_at', '<=', now).execute()),
})

export type PasskeyChallengesStore = ReturnType<typeof passkeyChallengesStore>
