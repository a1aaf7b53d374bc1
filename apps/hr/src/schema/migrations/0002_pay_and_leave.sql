-- What people come for. Amounts are integer cents, so that every sum is exact; days and months are texts of the calendar, since
-- a payday has no time zone. The check on `payslip` is the arithmetic of a payslip: a row that does not add up cannot be stored.

create table employment (
  employee_login_id    text primary key references employee_login (id),
  job                  text not null,
  monthly_salary_cents int not null check (monthly_salary_cents > 0),
  started_on           text not null check (started_on ~ '^\d{4}-\d{2}-\d{2}$'),
  commute_km           int not null default 0 check (commute_km >= 0)
);

create table payslip (
  id                       uuid primary key,
  employee_login_id        text not null references employee_login (id),
  period                   text not null check (period ~ '^\d{4}-\d{2}$'),
  payday                   text not null check (payday ~ '^\d{4}-\d{2}-\d{2}$'),
  salary_cents             int not null,
  holiday_allowance_cents  int not null,
  pension_cents            int not null,
  wage_tax_cents           int not null,
  special_tax_cents        int not null,
  travel_cents             int not null,
  net_cents                int not null,
  unique (employee_login_id, period),
  check (net_cents = salary_cents + holiday_allowance_cents - pension_cents - wage_tax_cents - special_tax_cents + travel_cents)
);

create table leave_balance (
  employee_login_id  text not null references employee_login (id),
  year               int not null,
  statutory_hours    int not null check (statutory_hours >= 0),
  extra_hours        int not null check (extra_hours >= 0),
  taken_hours        int not null check (taken_hours >= 0),
  primary key (employee_login_id, year)
);

create table bank_account (
  employee_login_id  text primary key references employee_login (id),
  iban_sealed        bytea not null,
  holder             text not null,
  changed_at         timestamptz not null
);

-- What must be provable afterwards. Rows are only ever added.
create table audit_entry (
  id                 uuid primary key,
  at                 timestamptz not null,
  event              text not null,
  login_id           text references login (id),
  employee_login_id  text references employee_login (id),
  detail             text not null default ''
);
create index audit_entry_login on audit_entry (login_id, at);
