-- People, the applications they use, the companies they work for: who there is. One person is one row whatever the number of employers,
-- since second factors belong to the person and obligations to person x company x application.

create table application (
  id uuid primary key,
  client_id text not null unique,
  name text not null,
  -- sealed; null for an application without a secret
  secret_sealed bytea,
  redirect_uris jsonb not null default '[]',
  post_logout_redirect_uris jsonb not null default '[]',
  -- what it may ask of people, and what it may do by itself (client credentials)
  scope text not null default 'openid',
  machine_scope text not null default '',
  home_uri text,
  created_at timestamptz not null
);

create table person (
  id uuid primary key,
  name text not null,
  email text not null,
  -- the address as it is compared: NFKC, lower case
  email_key text not null unique,
  language text not null check (language in ('nl', 'en')),
  created_at timestamptz not null,
  -- closed at the owner's word ("this was not me"), until a human opens it
  frozen_at timestamptz
);

-- What a directory (an application in its part as source of people) calls a person of ours.
create table directory_person (
  application_id uuid not null references application (id),
  external_id text not null,
  person_id uuid not null references person (id),
  active_until timestamptz,
  primary key (application_id, external_id),
  unique (application_id, person_id)
);

create table company (
  id uuid primary key,
  application_id uuid not null references application (id),
  external_id text not null,
  name text not null,
  timezone text not null,
  unique (application_id, external_id)
);

create table membership (
  application_id uuid not null references application (id),
  employee_login text not null,
  person_id uuid not null references person (id),
  company_id uuid not null references company (id),
  role text not null check (role in ('employee', 'manager', 'hr', 'accountant', 'owner')),
  ended_at timestamptz,
  primary key (application_id, employee_login)
);
create index membership_person on membership (person_id);
create index membership_company on membership (company_id);

-- Who may move roll-outs and open frozen accounts at the provider itself.
create table administrator (
  person_id uuid primary key references person (id),
  granted_at timestamptz not null
);
