// Records of leave: what a year gives, by law and on top, and what was taken.
import type { Kysely } from 'kysely'
import type { Tables } from '#schema/tables.ts'

export type LeaveBalance = { year: number; statutoryHours: number; extraHours: number; takenHours: number }
export type LeaveStore = ReturnType<typeof createLeaveStore>

export function createLeaveStore(db: Kysely<Tables>) {
  return {
    /** The newest year first. */
    listByEmployee: (employeeLogin: string): Promise<LeaveBalance[]> =>
      db
        .selectFrom('leave_balance')
        .select(['year', 'statutory_hours as statutoryHours', 'extra_hours as extraHours', 'taken_hours as takenHours'])
        .where('employee_login_id', '=', employeeLogin)
        .orderBy('year', 'desc')
        .execute(),
  }
}
