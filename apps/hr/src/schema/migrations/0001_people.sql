-- Who works where. A login is a person's way into Kade; an employee login is that person in one company.
-- `sub` is the person's name at Sluis. It comes from Sluis' directory alone, and an employee login once linked keeps it.

create table company (
  id        text primary key check (id ~ '^[!-.0-~]{1,128}$'),
  name      text not null check (length(name) between 1 and 200),
  timezone  text not null
);

create table login (
  id             text primary key check (id ~ '^[!-.0-~]{1,128}$'),
  email          text not null check (length(email) between 3 and 254),
  password_hash  text not null,
  name           text not null check (length(name) between 1 and 200),
  language       text not null check (language in ('nl', 'en')),
  active         boolean not null default true,
  sub            text unique,
  linked_at      timestamptz,
  check ((sub is null) = (linked_at is null))
);
create unique index login_email on login (lower(email));

create table employee_login (
  id          text primary key check (id ~ '^[!-.0-~]{1,128}$'),
  login_id    text not null references login (id),
  company_id  text not null references company (id),
  role        text not null check (role in ('employee', 'manager', 'hr', 'accountant', 'owner')),
  active      boolean not null default true,
  sub         text,
  unique (login_id, company_id)
);
create index employee_login_company on employee_login (company_id);
