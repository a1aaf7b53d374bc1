-- Ways back: a new password by a mailed link, an e-mail address of one's own, the check-up, and what a person chose themselves.

-- What a person chose: a directory overwrites neither any more.
alter table person add column email_chosen_at timestamptz;
alter table person add column chosen_language text check (chosen_language in ('nl', 'en'));

-- One a person: a newer link takes the place of the older one.
create table reset_link (
  person_id uuid primary key references person (id),
  token_hash bytea not null unique,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  spent_at timestamptz
);

-- A change of address: asked, confirmed by a link to the new address, and for a while undone by a link to the old one.
create table email_change (
  id uuid primary key,
  person_id uuid not null references person (id),
  former_email text not null,
  former_key text not null,
  -- the person had chosen the former address themselves since then
  former_chosen_at timestamptz,
  new_email text not null,
  confirm_hash bytea not null unique,
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  done_at timestamptz,
  undo_hash bytea unique,
  undo_until timestamptz,
  undone_at timestamptz
);
-- One waits at a time: a newer one takes its place.
create unique index email_change_waiting on email_change (person_id) where done_at is null;
create index email_change_person on email_change (person_id);
-- An address that may come back is nobody else's meanwhile.
create index email_change_former on email_change (former_key) where undone_at is null;

-- Addresses of before that are still told what happens to the account.
create table former_address (
  person_id uuid not null references person (id),
  email text not null,
  until timestamptz not null,
  primary key (person_id, email)
);

-- The questions of a while after the set-up: does the code work, where are the recovery codes? Asked once.
create table check_up (
  person_id uuid primary key references person (id),
  mailed_at timestamptz,
  later_until timestamptz,
  answered_at timestamptz
);
create index second_factor_enrolled on second_factor (enrolled_at);
