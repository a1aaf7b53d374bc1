// Where somebody works, as a part of a larger statement.
import { sql } from '@sluis/server-kit/sql'
import type { RawBuilder } from 'kysely'
import type { Membership } from './companies.store.ts'

type Column = RawBuilder<string>

/** By that directory, the first `limit`; at that company alone, where it is not null. */
export const membershipsSql = (
  { applicationId, personId, companyId }: { applicationId: Column; personId: Column; companyId: Column },
  limit: number,
  now: Date,
): RawBuilder<Membership[]> =>
  sql`(select coalesce(json_agg(json_build_object('employeeLogin', w.employee_login, 'company', w.external_id,
      'role', w.role, 'timezone', w.timezone) order by w.employee_login), '[]')
    from (select m.employee_login, c.external_id, m.role, c.timezone
      from (select employee_login, role, company_id from membership
        where application_id = ${applicationId} and person_id = ${personId}
          and (ended_at is null or ended_at > ${now}) and (${companyId} is null or company_id = ${companyId})
        order by employee_login limit ${sql.lit(limit)}) m join company c on c.id = m.company_id) w)`
