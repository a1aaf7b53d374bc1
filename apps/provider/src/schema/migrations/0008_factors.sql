-- Several second factors side by side: what all kinds have in common stands in one table, what is a kind's own beside it. And visits that know more kinds of proof.

create table second_factor (
  id uuid primary key,
  person_id uuid not null references person (id),
  kind text not null check (kind in ('totp', 'sms', 'passkey')),
  -- what its owner calls it; empty where they gave it no name
  name text not null default '',
  enrolled_at timestamptz not null,
  last_used_at timestamptz not null,
  -- its owner said that it is gone: it proves nothing any more, and still counts as a second factor until a new one replaces it
  lost_at timestamptz,
  -- its owner said "this was not me" soon after it was added: as lost, until a human or an older factor has cleared it up
  set_aside_at timestamptz
);
create index second_factor_person on second_factor (person_id);
-- One telephone number a person: a new one takes the place of the old one when it is proved.
create unique index second_factor_one_number on second_factor (person_id) where kind = 'sms';

insert into second_factor (id, person_id, kind, enrolled_at, last_used_at, lost_at) select id, person_id, 'totp', enrolled_at, last_used_at, lost_at from totp_factor;
alter table totp_factor drop column person_id, drop column enrolled_at, drop column last_used_at, drop column lost_at;
alter table totp_factor add constraint totp_factor_of foreign key (id) references second_factor (id) on delete cascade;
-- How far the phone's clock was off when its codes were right, in steps, summed while it stays off to the same side: told when it is large, never trusted.
alter table totp_factor add column drift_steps integer not null default 0;

create table phone_factor (
  id uuid primary key references second_factor (id) on delete cascade,
  number_sealed bytea not null,
  -- keyed hash: on how many accounts is this number?
  number_key bytea not null
);
create index phone_factor_number on phone_factor (number_key);

create table passkey (
  id uuid primary key references second_factor (id) on delete cascade,
  credential_id bytea not null unique,
  public_key bytea not null,
  algorithm integer not null,
  -- unsigned 32 bits
  sign_count double precision not null,
  -- JSON: string[], as the browser told
  transports jsonb not null default '[]',
  -- may it be copied to other devices of its owner, and was it?
  backup_eligible boolean not null,
  backed_up boolean not null,
  -- which kind of authenticator made it, where it says so
  aaguid uuid not null
);

-- Entries that are left over in somebody's authenticator app after theirs was replaced: pages name them, so that people can delete them.
create table former_entry (
  id uuid primary key,
  person_id uuid not null references person (id),
  label text not null,
  removed_at timestamptz not null
);
create index former_entry_person on former_entry (person_id);

-- Passkeys that verify their owner prove a visit without a password; a factor may have been proved by an earlier visit of the same browser.
alter table session alter column password_at drop not null;
alter table session add column verified_at timestamptz;
alter table session drop constraint session_factor_kind_check;
alter table session add constraint session_factor_kind_check check (factor_kind in ('totp', 'sms', 'passkey', 'recovery'));
alter table session add column factor_id uuid;
-- of a passkey: can its key be copied (swk) or not (hwk, RFC 8176)?
alter table session add column key_kind text check (key_kind in ('hwk', 'swk'));
alter table session add column remembered boolean not null default false;
alter table session add constraint session_identified check (password_at is not null or verified_at is not null);

-- Browsers that need not show the second factor again for a while, where all companies of the person allow it.
create table remembered_browser (
  id uuid primary key,
  person_id uuid not null references person (id),
  token_hash bytea not null unique,
  factor_kind text not null check (factor_kind in ('totp', 'sms', 'passkey')),
  factor_at timestamptz not null,
  browser text not null,
  last_used_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index remembered_browser_person on remembered_browser (person_id);

-- What a company allows its people. The strictest of a person's companies decides.
alter table company add column remembers_browsers boolean not null default false;
alter table company add column texts_first boolean not null default false;

alter table recovery_code_set add column set_aside_at timestamptz;
