-- Visits. A session begins when a password was right; until signed_in_at is set it is a sign-in on its way, and no right hangs on it.
-- What was proved, and when, is stored; the next step and every right are worked out from it at each request.

create table session (
  id uuid primary key,
  token_hash bytea not null unique,
  person_id uuid not null references person (id),
  began_at timestamptz not null,
  last_seen_at timestamptz not null,
  signed_in_at timestamptz,
  ended_at timestamptz,
  password_at timestamptz not null,
  factor_at timestamptz,
  factor_kind text check (factor_kind in ('totp', 'recovery')),
  -- wrong codes of the challenge that is open; five kill the sign-in
  code_tries integer not null default 0,
  -- the second proof of a first enrolment: a mailed code, or an application's voucher
  vouched_at timestamptz,
  -- after a recovery code: is the phone not at hand, or gone?
  phone_answer text check (phone_answer in ('elsewhere', 'gone')),
  browser text not null,
  check ((factor_at is null) = (factor_kind is null))
);
create index session_person on session (person_id);
create index session_began on session (began_at);

-- A pending second factor. Its secret is the same across reload, app switch and second tab for its 30 minutes; nothing is switched on before a code was right.
create table enrolment (
  id uuid primary key,
  person_id uuid not null references person (id),
  session_id uuid not null references session (id) on delete cascade,
  secret_sealed bytea not null,
  label text not null,
  began_at timestamptz not null,
  expires_at timestamptz not null,
  app_chosen_at timestamptz,
  confirmed_at timestamptz
);
create unique index enrolment_pending on enrolment (session_id) where confirmed_at is null;

-- The code mailed to the known address as second proof of a first enrolment. A new code takes the place of the old one.
create table mailed_code (
  session_id uuid primary key references session (id) on delete cascade,
  code_hash bytea not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  spent_at timestamptz
);
