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
      from membership m join company c on c.id = m.company_id
      where m.application_id = ${applicationId} and m.person_id = ${personId}
        and (m.ended_at is null or m.ended_at > ${now}) and (${companyId} is null or c.id = ${companyId})
      order by m.employee_login limit ${sql.lit(limit)}) w)`
