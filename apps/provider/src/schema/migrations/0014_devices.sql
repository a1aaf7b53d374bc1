-- Browsers in which a person has signed in before: a sign-in from another one is told to them.
create table known_device (
  person_id uuid not null references person (id),
  token_hash bytea not null,
  browser text not null,
  first_seen_at timestamptz not null,
  last_seen_at timestamptz not null,
  primary key (person_id, token_hash)
);
create index known_device_seen on known_device (last_seen_at);
