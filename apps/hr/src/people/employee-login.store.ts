// Records of employee logins: one person in one company, with the role they have there.
import type { Kysely } from 'kysely'
import { randomId } from '@sluis/server-kit/random'
import type { Role, Tables } from '#schema/tables.ts'

export type EmployeeLogin = {
  id: string
  loginId: string
  role: Role
  companyId: string
  companyName: string
  timezone: string
  job: string | null
  /** Their number on the payroll; null where the employer gives none. */
  number: string | null
}
export type Colleague = { id: string; loginId: string; name: string; role: Role }
export type EmployeeLoginStore = ReturnType<typeof createEmployeeLoginStore>

export function createEmployeeLoginStore(db: Kysely<Tables>) {
  return {
    /**
     * The active ones by name of company. `sub`: only those that are linked to it, for a session that came from Sluis.
     */
    listByLogin: async (loginId: string, sub: string | null): Promise<EmployeeLogin[]> => {
      const query = db
        .selectFrom('employee_login as e')
        .innerJoin('company as c', 'c.id', 'e.company_id')
        .leftJoin('employment as m', 'm.employee_login_id', 'e.id')
        .select([
          'e.id',
          'e.login_id as loginId',
          'e.role',
          'c.id as companyId',
          'c.name as companyName',
          'c.timezone',
          'm.job',
          'm.number',
        ])
        .where('e.login_id', '=', loginId)
        .where('e.active', '=', true)
        .orderBy('c.name')
        .orderBy('c.id')
      return (sub === null ? query : query.where('e.sub', '=', sub)).execute()
    },

    /** Who works in a company, by name. */
    listByCompany: (companyId: string): Promise<Colleague[]> =>
      db
        .selectFrom('employee_login as e')
        .innerJoin('login as l', 'l.id', 'e.login_id')
        .select(['e.id', 'e.login_id as loginId', 'l.name', 'e.role'])
        .where('e.company_id', '=', companyId)
        .where('e.active', '=', true)
        .where('l.active', '=', true)
        .orderBy('l.name')
        .orderBy('e.id')
        .execute(),

    /** Which officer had whom reminded. */
    recordReminder: async (employeeLogin: string, officerLogin: string, now: Date): Promise<void> =>
      void (await db
        .insertInto('audit_entry')
        .values({
          id: randomId(),
          at: now,
          event: 'reminder-sent',
          login_id: officerLogin,
          employee_login_id: employeeLogin,
          detail: '',
        })
        .execute()),

    findCompanyName: async (companyId: string): Promise<string | null> =>
      (await db.selectFrom('company').select('name').where('id', '=', companyId).executeTakeFirst())?.name ?? null,
  }
}
