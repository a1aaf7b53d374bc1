// The secrets by which applications prove to be themselves: two at a time, hashed. The only file that reads or writes
// their table, and the sealed one of before.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { isId, randomId, randomToken } from '@sluis/server-kit/random'
import { hashToken, sameBytes, type Sealer } from '@sluis/server-kit/sealing'
import { builtOnce } from '#schema/built-once.store.ts'
import type { Db } from '#schema/tables.ts'
import type { ApplicationSecret } from './application.ts'

/** `othersUntil`: when those that are there end, unless they end before; null for never. */
export type NewSecret = { secret: string; expiresAt: Date | null; othersUntil: Date | null }

// A process of the version before takes an application without a sealed secret for a public one: it gets one that
// nobody has. None that somebody has begins so.
const NOBODYS = 'no secret: '

const SLOTS = [1, 2]

export function applicationSecretsStore(db: Db, sealer: Sealer) {
  const applicationRow = (applicationId: string) =>
    db.selectFrom('application').select(['id', 'secret_sealed', 'created_at']).where('id', '=', applicationId)
  const rowsOf = (applicationId: string): Promise<ApplicationSecret[]> =>
    db
      .selectFrom('application_secret')
      .select(['id', 'created_at as createdAt', 'expires_at as expiresAt'])
      .where('application_id', '=', applicationId)
      .orderBy('created_at', 'desc')
      .orderBy('slot', 'desc')
      .execute()
  const sealForBefore = async (applicationId: string, secret: string | null): Promise<void> => {
    const sealed = secret === null ? null : sealer.seal(place(applicationId), secret)
    await db.updateTable('application').set({ secret_sealed: sealed }).where('id', '=', applicationId).execute()
  }
  const secretOfBefore = ({ id, secret_sealed: sealed }: { id: string; secret_sealed: Buffer | null }) => {
    const secret = sealed && sealer.unseal(place(id), sealed).toString()
    return secret?.startsWith(NOBODYS) ? null : secret
  }
  /** Locks the application, and puts its secret of before among the others. */
  const adopt = async (applicationId: string): Promise<void> => {
    const application = await applicationRow(applicationId).forNoKeyUpdate().executeTakeFirstOrThrow()
    const before = secretOfBefore(application)
    if (before === null || (await rowsOf(applicationId)).length > 0) return
    await db
      .insertInto('application_secret')
      .values({
        id: application.id,
        application_id: application.id,
        slot: 1,
        secret_hash: hashToken(before),
        created_at: application.created_at,
        expires_at: null,
      })
      .execute()
  }

  return {
    /** Whether it is one of the application's, and has not expired. */
    async hasSecret(clientId: string, secret: string, now: Date): Promise<boolean> {
      const [row] = await bySecret(db, { clientId, secretHash: hashToken(secret), now })
      return this.isRight(row, secret)
    },
    /** The same of what was read by its hash. */
    isRight(row: SecretRow | undefined, secret: string): boolean {
      if (!row || row.isOne) return row !== undefined
      const before = row.hasAny ? null : secretOfBefore(row)
      return before !== null && sameBytes(hashToken(before), hashToken(secret))
    },
    /** The newest first; those that have expired too, until another takes their place. */
    async list(applicationId: string): Promise<ApplicationSecret[]> {
      return (await this.listOf([applicationId])).get(applicationId) ?? []
    },
    /** Of several applications at once, as `list` has them. */
    async listOf(applicationIds: readonly string[]): Promise<Map<string, ApplicationSecret[]>> {
      const lists = new Map<string, ApplicationSecret[]>()
      if (applicationIds.length === 0) return lists
      const rows = await db
        .selectFrom('application as a')
        .leftJoin('application_secret as s', 's.application_id', 'a.id')
        .select(['a.id as applicationId', 'a.secret_sealed', 'a.created_at as registeredAt'])
        .select(['s.id', 's.created_at as createdAt', 's.expires_at as expiresAt'])
        .where('a.id', 'in', applicationIds)
        .orderBy('s.created_at', 'desc')
        .orderBy('s.slot', 'desc')
        .execute()
      for (const { applicationId, secret_sealed, registeredAt, id, createdAt, expiresAt } of rows) {
        const isOfBefore = id === null && secretOfBefore({ id: applicationId, secret_sealed }) !== null
        const secret = isOfBefore
          ? { id: applicationId, createdAt: registeredAt, expiresAt: null }
          : id !== null && createdAt !== null
            ? { id, createdAt, expiresAt }
            : null
        lists.set(applicationId, [...(lists.get(applicationId) ?? []), ...(secret ? [secret] : [])])
      }
      return lists
    },
    /** In a transaction. Refused where two are alive: which of them is in use is nobody's to guess. */
    async add(
      applicationId: string,
      { secret, expiresAt, othersUntil }: NewSecret,
      now: Date,
    ): Promise<Decision<ApplicationSecret, 'two-alive'>> {
      await adopt(applicationId)
      if (othersUntil)
        await db
          .updateTable('application_secret')
          .set({ expires_at: othersUntil })
          .where('application_id', '=', applicationId)
          .where((is) => is.or([is('expires_at', 'is', null), is('expires_at', '>', othersUntil)]))
          .execute()
      await db
        .deleteFrom('application_secret')
        .where('application_id', '=', applicationId)
        .where('expires_at', '<=', now)
        .execute()
      const alive = await db
        .selectFrom('application_secret')
        .select('slot')
        .where('application_id', '=', applicationId)
        .execute()
      const slot = SLOTS.find((each) => !alive.some((other) => other.slot === each))
      if (slot === undefined) return refuse('two-alive')
      const added = { id: randomId(), createdAt: now, expiresAt }
      await db
        .insertInto('application_secret')
        .values({
          id: added.id,
          application_id: applicationId,
          slot,
          secret_hash: hashToken(secret),
          created_at: now,
          expires_at: expiresAt,
        })
        .execute()
      await sealForBefore(applicationId, secret)
      return accept(added)
    },
    /** In a transaction. False where the application has no such secret. */
    async remove(applicationId: string, secretId: string): Promise<boolean> {
      if (!isId(secretId)) return false
      await adopt(applicationId)
      const [newest] = await rowsOf(applicationId)
      const { numDeletedRows } = await db
        .deleteFrom('application_secret')
        .where('application_id', '=', applicationId)
        .where('id', '=', secretId)
        .executeTakeFirst()
      if (numDeletedRows === 0n) return false
      if (newest?.id === secretId) await sealForBefore(applicationId, NOBODYS + randomToken())
      return true
    },
    /** In a transaction: for an application that proves itself otherwise from now on. */
    async removeAll(applicationId: string, { isPublic }: { isPublic: boolean }): Promise<void> {
      await db.deleteFrom('application_secret').where('application_id', '=', applicationId).execute()
      await sealForBefore(applicationId, isPublic ? null : NOBODYS + randomToken())
    },
  }
}
/** An application, and whether it has the secret of this hash by now: for whoever reads more of its request as well. */
export const secretRows = (
  db: Db,
  { clientId, secretHash, now }: { clientId: string; secretHash: Buffer; now: Date },
) =>
  db
    .selectFrom('application as a')
    .select((is) => [
      'a.id',
      'a.secret_sealed',
      is.exists(is.selectFrom('application_secret as s').whereRef('s.application_id', '=', 'a.id')).as('hasAny'),
      is
        .exists(
          is
            .selectFrom('application_secret as s')
            .whereRef('s.application_id', '=', 'a.id')
            .where('s.secret_hash', '=', secretHash)
            .where((on) => on.or([on('s.expires_at', 'is', null), on('s.expires_at', '>', now)])),
        )
        .as('isOne'),
    ])
    .where('a.client_id', '=', clientId)
const bySecret = builtOnce((db, values: Parameters<typeof secretRows>[1]) => secretRows(db, values).compile())
type SecretRow = Pick<Awaited<ReturnType<typeof bySecret>>[number], 'id' | 'secret_sealed' | 'hasAny' | 'isOne'>

export type ApplicationSecretsStore = ReturnType<typeof applicationSecretsStore>

const place = (applicationId: string): string => `application.secret.${applicationId}`
