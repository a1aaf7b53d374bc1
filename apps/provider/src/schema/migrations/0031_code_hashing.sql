-- Recovery codes of 120 random bits need no slow hash (decision 0046). Sets from before, and those that a process of
-- the version before makes while it still runs, keep theirs.
alter table recovery_code_set
  add column hashing text not null default 'argon2id' check (hashing in ('hmac-sha256', 'argon2id'));
