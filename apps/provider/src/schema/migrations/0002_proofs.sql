-- What a person can prove themselves with: a password, second factors, recovery codes; and the tries, counted before anything is compared.

create table person_password (
  person_id uuid primary key references person (id),
  -- argon2id with pepper, or as it came from a directory: it is hashed anew at the first sign-in
  format text not null check (format in ('argon2id', 'bcrypt')),
  hash text not null,
  changed_at timestamptz not null
);

create table totp_factor (
  id uuid primary key,
  person_id uuid not null references person (id),
  secret_sealed bytea not null,
  -- how the entry is called in the authenticator app, so that pages can name it
  label text not null,
  last_used_step integer not null,
  enrolled_at timestamptz not null,
  last_used_at timestamptz not null,
  -- its owner said that the phone is gone: it proves nothing any more, and still counts as a second factor until a new one replaces it
  lost_at timestamptz
);
create index totp_factor_person on totp_factor (person_id);

create table recovery_code_set (
  id uuid primary key,
  person_id uuid not null unique references person (id),
  salt bytea not null,
  created_at timestamptz not null,
  -- the codes themselves, sealed, from their making until their owner says "I have kept them"; then nothing but hashes is left
  codes_sealed bytea,
  kept_at timestamptz
);

create table recovery_code (
  set_id uuid not null references recovery_code_set (id) on delete cascade,
  hash bytea not null,
  spent_at timestamptz,
  primary key (set_id, hash)
);

create table attempt (
  -- what the tries are counted for: 'second-factor:<person>', 'password:<address key>:<network>' ... hashed
  bucket bytea primary key,
  failures integer not null,
  last_at timestamptz not null,
  -- null where only a success forgives
  forget_at timestamptz,
  locked_until timestamptz
);
create index attempt_forget on attempt (forget_at);
