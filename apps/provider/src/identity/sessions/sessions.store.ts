// Records of sessions: sign-ins on their way and finished sessions. The only file that reads or writes their table.
import { randomId, randomToken } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { sql } from '@sluis/server-kit/sql'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { ExpressionBuilder } from 'kysely'
import type { Db, Tables } from '#schema/tables.ts'
import { isAlive, type SessionTimes } from './lifetimes.ts'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import type { Proofs } from './assurance.ts'
import type { BrowserHistory } from './devices.store.ts'
import { sessionColumns } from './session-columns.ts'
import {
  codeTrySql,
  columnsOf,
  endedSessionSql,
  finishedSessionSql,
  type Proof,
  provedSessionSql,
} from './session-parts.store.ts'

export type { Proof }

export type Session = SessionTimes &
  Proofs & {
    id: string
    personId: string
    codeTries: number
    enrolmentAuthorisedAt: Date | null
    phoneAnswer: 'elsewhere' | 'gone' | null
    browser: string
    /** The network address: in a request, where it comes from; in the record, where the sign-in came from. */
    origin: string | null
    /** In a request: this browser's lasting token, where it has one. */
    device?: string | null
    /** In a request, where it was read: how guesses from this browser are counted. */
    history?: BrowserHistory
    /** Which of the person's factors was proved; null for none and for a recovery code. */
    factorId: string | null
  }

/** A factor that an earlier session of this browser proved. */
export type RememberedProof = { kind: FactorKind; at: Date }

const NO_PROOFS = {
  signed_in_at: null,
  ended_at: null,
  password_at: null,
  verified_at: null,
  factor_at: null,
  factor_kind: null,
  factor_id: null,
  key_kind: null,
  remembered: false,
  code_tries: 0,
  code_refusals: 0,
  code_tried_at: null,
  enrolment_authorised_at: null,
  phone_answer: null,
  is_device: false,
} as const

/** What a session of a device takes over, and what it has of its own. */
const PROOF_COLUMNS = [
  'person_id',
  'password_at',
  'verified_at',
  'factor_at',
  'factor_kind',
  'factor_id',
  'key_kind',
  'remembered',
] as const
const DEVICE_COLUMNS = [
  'id',
  'token_hash',
  'began_at',
  'last_seen_at',
  'signed_in_at',
  'browser',
  'origin',
  'is_device',
] as const

/** Those that have not ended, locked in the order of their ids: of two that end several neither waits for the other. */
const inOrder = (from: ExpressionBuilder<Tables, 'session'>) =>
  from.selectFrom('session').select('id').where('ended_at', 'is', null).orderBy('id').forNoKeyUpdate()

/** No code is looked at for longer than this. */
const CODE_CHECK_SECONDS = 30

export const sessionsStore = (db: Db) => ({
  /** Begins a sign-in with what was proved. Returns the token for the cookie; only its hash is kept. */
  async begin(
    personId: string,
    browser: string,
    proof: Proof,
    now: Date,
    { remembered = null, origin = null }: { remembered?: RememberedProof | null; origin?: string | null } = {},
  ): Promise<{ id: string; token: string }> {
    const id = randomId()
    const token = randomToken()
    await db
      .insertInto('session')
      .values({
        ...NO_PROOFS,
        id,
        token_hash: hashToken(token),
        person_id: personId,
        began_at: now,
        last_seen_at: now,
        browser,
        origin,
        ...columnsOf(proof, now),
        ...(remembered && { factor_at: remembered.at, factor_kind: remembered.kind, remembered: true }),
      })
      .execute()
    return { id, token }
  },

  /**
   * The session of a device that somebody lets in from a session of theirs: it stands on the same proofs, and ends with
   * them, but no browser has its token (decision 0036).
   */
  async beginForDevice(
    from: string,
    { id, browser, origin }: { id: string; browser: string; origin: string | null },
    now: Date,
  ): Promise<Pick<Session, 'factorAt' | 'factorKind' | 'isRemembered'>> {
    const at = sql<Date>`${now.toISOString()}::timestamptz`
    return db
      .insertInto('session')
      .columns([...PROOF_COLUMNS, ...DEVICE_COLUMNS])
      .expression((of) =>
        of
          .selectFrom('session as of')
          .select(PROOF_COLUMNS.map((column) => `of.${column}` as const))
          .select([
            sql<string>`${id}::uuid`.as('id'),
            sql<Buffer>`${hashToken(randomToken())}`.as('token_hash'),
            at.as('began_at'),
            at.as('last_seen_at'),
            at.as('signed_in_at'),
            sql<string>`${browser}`.as('browser'),
            sql<string | null>`${origin}::text`.as('origin'),
            sql<boolean>`true`.as('is_device'),
          ])
          .where('of.id', '=', from),
      )
      .returning(['factor_at as factorAt', 'factor_kind as factorKind', 'remembered as isRemembered'])
      .executeTakeFirstOrThrow()
  },

  /** The live session of a cookie's token; it is seen, and thereby not idle. */
  async findByToken(token: string, now: Date): Promise<Session | undefined> {
    const session = await db
      .selectFrom('session')
      .leftJoin('administrator', 'administrator.person_id', 'session.person_id')
      .select([
        'session.person_id as personId',
        ...sessionColumns.filter((column) => column !== 'person_id as personId'),
      ])
      .select((from) => from('administrator.person_id', 'is not', null).$castTo<boolean>().as('isAdministrator'))
      .where('token_hash', '=', hashToken(token))
      .executeTakeFirst()
    if (!session || !isAlive(session, now)) return undefined
    // Written once a minute at the most: idleness is counted in tens of them.
    if (now.getTime() - session.lastSeenAt.getTime() > MINUTE_MS)
      await db.updateTable('session').set({ last_seen_at: now }).where('id', '=', session.id).execute()
    return session
  },
  /**
   * False where somebody ended it meanwhile. Whoever holds the person can rely on this much: until they are done nobody
   * locks the account, nor ends all sessions of the person. What ends this one alone (logging out, the list of
   * sessions, tries used up) does not wait, nor does an operator who ends everybody's: then `prove` returns null.
   */
  isActive: async (id: string): Promise<boolean> =>
    (await sql`select from session where id = ${id} and ended_at is null`.execute(db)).rows.length === 1,
  findById: (id: string): Promise<Session | undefined> =>
    db.selectFrom('session').select(sessionColumns).where('id', '=', id).executeTakeFirst(),

  /**
   * A proof more, and a new token, since an id from before a change of level must not be worth more after it (ASVS
   * 7.2.4). Null where the session is over: nothing was proved in it.
   */
  async prove(id: string, proof: Proof, now: Date): Promise<string | null> {
    const token = randomToken()
    return (await provedSessionSql(id, proof, token, sql`true`, now).execute(db)).rows.length === 1 ? token : null
  },

  /** Counts one code before it is looked at. False where the sign-in has used up its tries. */
  async consumeCodeTry(id: string, max: number, now: Date): Promise<boolean> {
    return (await codeTrySql(id, max, now).execute(db)).rows.length === 1
  },
  /** One that was looked at and was wrong. Returns how many there were since the last right one. */
  async countRefusal(id: string): Promise<number> {
    const row = await db
      .updateTable('session')
      .set({ code_refusals: sql<number>`code_refusals + 1` })
      .where('id', '=', id)
      .returning('code_refusals')
      .executeTakeFirst()
    return row?.code_refusals ?? 0
  },
  /**
   * Ends a session whose tries were refused, all of them. False while some of them are still being looked at: one may
   * be right.
   */
  async endExhausted(id: string, max: number, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('session')
      .set({ ended_at: now })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .where('code_tries', '>=', max)
      // Nor one that was proved a moment ago: what came after it are the other presses of the same button.
      .where((is) =>
        is.or([is('factor_at', 'is', null), is('factor_at', '<', new Date(now.getTime() - CODE_CHECK_SECONDS * 1000))]),
      )
      // Or they were counted so long ago that whoever looked at them has died with them.
      .where((is) =>
        is.or([
          is('code_refusals', '>=', max),
          is('code_tried_at', '<', new Date(now.getTime() - CODE_CHECK_SECONDS * 1000)),
        ]),
      )
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  refundCodeTry: async (id: string): Promise<void> =>
    void (await db
      .updateTable('session')
      .set({ code_tries: sql`greatest(code_tries - 1, 0)` })
      .where('id', '=', id)
      .execute()),

  /** Makes the sign-in a session. `origin`: the network address that it came from. False when it was one already. */
  finish: async (id: string, now: Date, origin: string | null = null): Promise<boolean> =>
    (await finishedSessionSql(id, origin, now).execute(db)).rows.length === 1,
  authoriseEnrolment: async (id: string, now: Date): Promise<void> =>
    void (await db.updateTable('session').set({ enrolment_authorised_at: now }).where('id', '=', id).execute()),
  setPhoneAnswer: async (id: string, answer: 'elsewhere' | 'gone'): Promise<void> =>
    void (await db.updateTable('session').set({ phone_answer: answer }).where('id', '=', id).execute()),

  /** False where it had ended before. */
  end: async (id: string, now: Date): Promise<boolean> =>
    (await endedSessionSql(id, sql`true`, now).execute(db)).rows.length === 1,
  /** Ends one of a person's own. False for somebody else's, and for one that is over. */
  async endOwn(personId: string, id: string, now: Date): Promise<boolean> {
    const done = await db
      .updateTable('session')
      .set({ ended_at: now })
      .where('id', '=', id)
      .where('person_id', '=', personId)
      .where('signed_in_at', 'is not', null)
      .where('ended_at', 'is', null)
      .executeTakeFirst()
    return done.numUpdatedRows === 1n
  },
  /**
   * Ends those of devices, by the grant that each has: nothing else stands on it. Those of browsers go on. `companies`:
   * only where the grant names one of these.
   */
  endDevices: (
    of: { grantId: string } | { personId: string; applicationId: string; companies?: readonly string[] | null },
    now: Date,
  ) =>
    db
      .updateTable('session as s')
      .from('session_grant as g')
      .set({ ended_at: now })
      .whereRef('g.session_id', '=', 's.id')
      .where((is) =>
        'grantId' in of
          ? is('g.grant_id', '=', of.grantId)
          : is.and([
              is('s.person_id', '=', of.personId),
              is('g.application_id', '=', of.applicationId),
              ...(of.companies ? [is('g.company_id', 'in', of.companies)] : []),
            ]),
      )
      .where('s.is_device', '=', true)
      .where('s.ended_at', 'is', null)
      .returning(['s.id', 's.person_id as personId', 'g.application_id as applicationId'])
      .execute(),
  /** Ends every session of a person, but for the one given. Returns their ids. */
  async endAll(personId: string, now: Date, except: string | null = null): Promise<string[]> {
    const rows = await db
      .updateTable('session')
      .set({ ended_at: now })
      .where('id', 'in', (from) =>
        inOrder(from)
          .where('person_id', '=', personId)
          .$if(except !== null, (query) => query.where('id', '!=', except!)),
      )
      .returning('id')
      .execute()
    return rows.map((row) => row.id)
  },
  /** Ends so many sessions, whoever's. Returns how many: none are left where it is fewer. */
  async endAllForEveryone(limit: number, now: Date): Promise<number> {
    const done = await db
      .updateTable('session')
      .set({ ended_at: now })
      .where('id', 'in', (from) => inOrder(from).limit(limit))
      .executeTakeFirst()
    return Number(done.numUpdatedRows)
  },
  /** Ends the sessions that this factor let in, or a remembered browser, but for the one given. Returns how many. */
  async endProvedBy(personId: string, factorId: string, now: Date, except: string): Promise<number> {
    const done = await db
      .updateTable('session')
      .set({ ended_at: now })
      .where('id', 'in', (from) =>
        inOrder(from)
          .where('person_id', '=', personId)
          .where('id', '!=', except)
          .where((is) => is.or([is('factor_id', '=', factorId), is('remembered', '=', true)])),
      )
      .executeTakeFirst()
    return Number(done.numUpdatedRows)
  },
  /** The session goes on as if no second factor had been proved in it. */
  clearFactor: async (id: string): Promise<void> =>
    void (await db
      .updateTable('session')
      .set({ factor_at: null, factor_kind: null, factor_id: null, key_kind: null, remembered: false })
      .where('id', '=', id)
      .execute()),
  prune: async (before: Date): Promise<void> =>
    void (await db
      .deleteFrom('session')
      .where('began_at', '<', before)
      .where((is) => is.or([is('ended_at', 'is not', null), is('last_seen_at', '<', before)]))
      .execute()),
})
export type SessionsStore = ReturnType<typeof sessionsStore>
