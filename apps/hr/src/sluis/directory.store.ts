// What Sluis should have of our records, and what was sent to it so far.
import type { Kysely } from 'kysely'
import type { Tables } from '#schema/tables.ts'
import type { CompanyRecord, PersonRecord } from './api.ts'

export type Kind = 'company' | 'person'
export type Push = { kind: Kind; id: string; pushedHash: Buffer | null; failedTries: number; nextTryAt: Date | null }
export type DirectoryStore = ReturnType<typeof createDirectoryStore>

export function createDirectoryStore(db: Kysely<Tables>) {
  const upsert = (values: {
    kind: Kind
    id: string
    told_hash?: Buffer
    told_at?: Date
    failed_tries: number
    next_try_at: Date | null
    problem: string | null
  }) =>
    db
      .insertInto('directory_push')
      .values(values)
      .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(values))
      .execute()

  return {
    companies: async (): Promise<Map<string, CompanyRecord>> => {
      const rows = await db.selectFrom('company').select(['id', 'name', 'timezone']).orderBy('id').execute()
      return new Map(rows.map(({ id, name, timezone }) => [id, { name, timezone }]))
    },

    people: async (): Promise<Map<string, PersonRecord>> => {
      const logins = await db.selectFrom('login').selectAll().orderBy('id').execute()
      const memberships = await db.selectFrom('employee_login').selectAll().orderBy('login_id').orderBy('id').execute()
      const membershipsByLogin = Map.groupBy(memberships, (row) => row.login_id)
      return new Map(
        logins.map((login) => [
          login.id,
          {
            name: login.name,
            email: login.email,
            language: login.language,
            active: login.active,
            password: { format: 'bcrypt', hash: login.password_hash },
            memberships: (membershipsByLogin.get(login.id) ?? []).map((row) => ({
              employee_login: row.id,
              company: row.company_id,
              role: row.role,
              active: row.active,
            })),
          },
        ]),
      )
    },

    pushes: async (kind: Kind): Promise<Map<string, Push>> => {
      const rows = await db
        .selectFrom('directory_push')
        .select(['kind', 'id', 'told_hash as pushedHash', 'failed_tries as failedTries', 'next_try_at as nextTryAt'])
        .where('kind', '=', kind)
        .execute()
      return new Map(rows.map((row) => [row.id, row]))
    },

    markPushed: async (kind: Kind, id: string, hash: Buffer, now: Date): Promise<void> =>
      void (await upsert({
        kind,
        id,
        told_hash: hash,
        told_at: now,
        failed_tries: 0,
        next_try_at: null,
        problem: null,
      })),
    /** What Sluis calls this person, linked or not. */
    saveSub: async (person: string, sub: string): Promise<void> =>
      void (await db.updateTable('login').set({ directory_sub: sub }).where('id', '=', person).execute()),
    markFailed: async (kind: Kind, id: string, problem: string, failedTries: number, nextTryAt: Date): Promise<void> =>
      void (await upsert({ kind, id, failed_tries: failedTries, next_try_at: nextTryAt, problem })),

    /** Sluis turned out not to know this one, or any of this kind: they are sent again. */
    forget: async (kind: Kind, id: string | null): Promise<void> => {
      const query = db.deleteFrom('directory_push').where('kind', '=', kind)
      await (id === null ? query : query.where('id', '=', id)).execute()
    },
  }
}
