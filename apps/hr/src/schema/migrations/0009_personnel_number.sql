-- The number on a payslip was the id of the record, which no employer would print. Those that exist are numbered by the
-- day on which they began; an employer without numbers has none.
alter table employment add column number text;
update employment set number = numbered.number
from (
  select e.id, (1000 + row_number() over (partition by e.company_id order by m.started_on, e.id))::text as number
  from employee_login e join employment m on m.employee_login_id = e.id
) as numbered
where numbered.id = employment.employee_login_id;
