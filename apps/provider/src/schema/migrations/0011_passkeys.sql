-- What passkeys need besides themselves: challenges that work once, and who was offered one where, so that nobody is asked again and again.

create table passkey_challenge (
  challenge_hash bytea primary key,
  -- for what it was made: to add a passkey, to prove one after the password, to sign in by one alone
  purpose text not null check (purpose in ('add', 'second-factor', 'alone')),
  -- of the browser that asked for it
  browser_hash bytea not null,
  -- of the visit it was made in; null where nobody is known yet
  session_id uuid,
  expires_at timestamptz not null,
  spent_at timestamptz,
  check ((session_id is null) = (purpose = 'alone'))
);
create index passkey_challenge_expiry on passkey_challenge (expires_at);

create table passkey_offer (
  person_id uuid not null references person (id),
  browser_hash bytea not null,
  asked_at timestamptz not null,
  primary key (person_id, browser_hash)
);
