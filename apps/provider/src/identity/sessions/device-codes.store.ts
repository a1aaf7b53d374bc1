// Records of devices that ask to be let in (RFC 8628): each has a secret that it polls with, and a short code that its
// person types. The only file that reads or writes their table.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomId } from '@sluis/server-kit/random'
import { type Sealer, hashToken, hmacSha256 } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Selectable } from 'kysely'
import type { Application } from '#identity/applications/application.ts'
import type { Db, DeviceCodeTable } from '#schema/tables.ts'

/** How long somebody has to fetch another device, find the page and log in. */
export const DEVICE_CODE_MINUTES = 10
/** How long a device waits between its questions (RFC 8628 §3.5); each that comes too early adds as much. */
export const POLL_SECONDS = 5
const MAX_POLL_SECONDS = 60
/** On the way here a question may lose some of its wait. */
const POLL_TOLERANCE_SECONDS = 1
/** So long it is still said of a code that it has expired. */
const KEPT_MINUTES = 60

export type DeviceAnswer = 'allowed' | 'refused'
export type UserCodeRefusal = 'code-unknown' | 'code-expired' | 'code-used'

export type DeviceCode = {
  id: string
  applicationId: string
  /** What the protocol engine keeps of it. */
  payload: Record<string, unknown>
  /** The device's own: as it named itself, and its network address. */
  browser: string
  origin: string | null
  createdAt: Date
  expiresAt: Date
  answer: DeviceAnswer | null
  personId: string | null
  sessionId: string | null
  grantId: string | null
  consumedAt: Date | null
}
/**
 * What a device asks, and for which application. `staysSignedIn`: until its person ends that, or for 30 days.
 * `subjects`: whom alone it is about; null for whoever signs in.
 */
export type DeviceRequest = {
  device: DeviceCode
  application: Application
  userCode: string
  scope: string
  staysSignedIn: boolean
  subjects: readonly string[] | null
}
export type NewDeviceCode = Pick<DeviceCode, 'applicationId' | 'payload' | 'browser' | 'origin' | 'expiresAt'> & {
  code: string
  userCode: string
}

const place = (id: string): string => `device_code.payload.${id}`

export const deviceCodesStore = (db: Db, sealer: Sealer) => {
  // Eight letters can be found from a plain hash; a keyed one says nothing without the key. By every sealing key, the
  // one in front first.
  const hashesOf = (userCode: string) => sealer.keysFor('user codes of devices').map((key) => hmacSha256(key, userCode))
  const read = (row: Selectable<DeviceCodeTable>): DeviceCode => ({
    id: row.id,
    applicationId: row.application_id,
    payload: JSON.parse(sealer.unseal(place(row.id), row.payload_sealed).toString()) as Record<string, unknown>,
    browser: row.browser,
    origin: row.origin,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    answer: row.answer,
    personId: row.person_id,
    sessionId: row.session_id,
    grantId: row.grant_id,
    consumedAt: row.consumed_at,
  })
  /** Answers a code that this browser has opened, and nobody has answered. */
  const answer = async (
    id: string,
    browserId: string,
    set: { answer: DeviceAnswer; person_id: string; session_id: string | null; grant_id: string | null },
    now: Date,
  ): Promise<boolean> => {
    const done = await db
      .updateTable('device_code')
      .set({ ...set, answered_at: now })
      .where('id', '=', id)
      .where('opened_by', '=', hashToken(browserId))
      .where('answer', 'is', null)
      .where('expires_at', '>', now)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  }
  return {
    /** False where another device shows the same code. */
    async create({ code, userCode, applicationId, payload, ...asked }: NewDeviceCode, now: Date): Promise<boolean> {
      const id = randomId()
      const row = await db
        .insertInto('device_code')
        .values({
          id,
          application_id: applicationId,
          code_hash: hashToken(code),
          user_code_hash: hashesOf(userCode)[0]!,
          payload_sealed: sealer.seal(place(id), JSON.stringify(payload)),
          browser: asked.browser,
          origin: asked.origin,
          created_at: now,
          expires_at: asked.expiresAt,
          interval_seconds: POLL_SECONDS,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return row.numInsertedOrUpdatedRows === 1n
    },

    /** Somebody types what a device shows: from then on this browser, and no other, is asked. Returns its id. */
    async open(userCode: string, browserId: string, now: Date): Promise<Decision<string, UserCodeRefusal>> {
      const opened = await db
        .updateTable('device_code')
        .set({ opened_by: hashToken(browserId) })
        .where('user_code_hash', 'in', hashesOf(userCode))
        .where('answer', 'is', null)
        .where('expires_at', '>', now)
        .returning('id')
        .executeTakeFirst()
      if (opened) return accept(opened.id)
      const row = await db
        .selectFrom('device_code')
        .select('answer')
        .where('user_code_hash', 'in', hashesOf(userCode))
        .executeTakeFirst()
      if (!row) return refuse('code-unknown')
      return refuse(row.answer === null ? 'code-expired' : 'code-used')
    },
    /** One that was opened in this browser. */
    async find(id: string, browserId: string): Promise<DeviceCode | undefined> {
      const row = await db
        .selectFrom('device_code')
        .selectAll()
        .where('id', '=', id)
        .where('opened_by', '=', hashToken(browserId))
        .executeTakeFirst()
      return row && read(row)
    },
    /** False where it was answered or has expired meanwhile. The session is made in the same transaction. */
    allow: (
      id: string,
      browserId: string,
      { personId, sessionId, grantId }: { personId: string; sessionId: string; grantId: string },
      now: Date,
    ): Promise<boolean> =>
      answer(id, browserId, { answer: 'allowed', person_id: personId, session_id: sessionId, grant_id: grantId }, now),
    refuse: (id: string, browserId: string, personId: string, now: Date): Promise<boolean> =>
      answer(id, browserId, { answer: 'refused', person_id: personId, session_id: null, grant_id: null }, now),

    /** By the device's own secret. */
    async findByCode(code: string): Promise<DeviceCode | undefined> {
      const row = await db
        .selectFrom('device_code')
        .selectAll()
        .where('code_hash', '=', hashToken(code))
        .executeTakeFirst()
      return row && read(row)
    },
    /**
     * Counts one question of the device by one guarded statement. False where it came too early, from then on it has
     * to wait longer (RFC 8628 §3.5).
     */
    async countPoll(id: string, now: Date): Promise<boolean> {
      const waited = sql<boolean>`polled_at <= ${now.toISOString()}::timestamptz
        - (interval_seconds - ${POLL_TOLERANCE_SECONDS}::int) * interval '1 second'`
      const inTime = await db
        .updateTable('device_code')
        .set({ polled_at: now })
        .where('id', '=', id)
        .where((is) => is.or([is('polled_at', 'is', null), waited]))
        .executeTakeFirst()
      if (inTime.numUpdatedRows === 1n) return true
      await db
        .updateTable('device_code')
        .set({
          polled_at: now,
          interval_seconds: sql`least(interval_seconds + ${POLL_SECONDS}::int, ${MAX_POLL_SECONDS}::int)`,
        })
        .where('id', '=', id)
        .execute()
      return false
    },
    /** The device fetches its answer, once. False where another request has. */
    async consume(code: string, now: Date): Promise<boolean> {
      const done = await db
        .updateTable('device_code')
        .set({ consumed_at: now })
        .where('code_hash', '=', hashToken(code))
        .where('answer', 'is not', null)
        .where('expires_at', '>', now)
        .where('consumed_at', 'is', null)
        .executeTakeFirst()
      return done.numUpdatedRows === 1n
    },
    prune: async (now: Date): Promise<void> =>
      void (await db
        .deleteFrom('device_code')
        .where('expires_at', '<', new Date(now.getTime() - KEPT_MINUTES * MINUTE_MS))
        .execute()),
  }
}

export type DeviceCodesStore = ReturnType<typeof deviceCodesStore>
