-- Codes that go to people's telephones, each bound to one visit and one purpose; and what was offered to people and how they answered.

create table text_code (
  id uuid primary key,
  session_id uuid not null references session (id) on delete cascade,
  purpose text not null check (purpose in ('sign-in', 'confirm-number')),
  -- keyed: six digits are guessed from a plain hash
  code_hash bytea not null,
  -- of a sign-in: the number as it was then; a new one is another factor, and the code dies with the old one
  factor_id uuid,
  -- to be confirmed: the number that it went to
  number_sealed bytea,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  spent_at timestamptz,
  message_id uuid not null,
  unique (session_id, purpose),
  check ((purpose = 'sign-in') = (factor_id is not null)),
  check ((purpose = 'confirm-number') = (number_sealed is not null))
);
create index text_code_expires on text_code (expires_at);

create table offer (
  person_id uuid not null references person (id),
  kind text not null check (kind in ('backup')),
  -- how often it was made, and when last: the pauses grow
  times integer not null,
  asked_at timestamptz not null,
  primary key (person_id, kind)
);
