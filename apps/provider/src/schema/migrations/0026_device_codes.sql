-- The device authorization grant (RFC 8628, decision 0036): a device without a browser shows a short code, and its
-- person allows it in a browser of theirs.

create table device_code (
  id uuid primary key,
  application_id uuid not null references application (id) on delete cascade,
  -- the secret that the device polls with, and the code that it shows: that one is short, so its hash is keyed
  code_hash bytea not null unique,
  user_code_hash bytea not null unique,
  -- what the protocol engine keeps of it
  payload_sealed bytea not null,
  -- of the device
  browser text not null,
  origin text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- the pace of its questions (RFC 8628 §3.5)
  polled_at timestamptz,
  interval_seconds integer not null,
  -- the browser in which the code was typed
  opened_by bytea,
  answer text check (answer in ('allowed', 'refused')),
  answered_at timestamptz,
  person_id uuid references person (id) on delete cascade,
  -- of the device from then on; it is made after the answer that it belongs to (rule 10)
  session_id uuid references session (id) on delete cascade deferrable initially deferred,
  grant_id text,
  consumed_at timestamptz,
  constraint device_code_answer check (
    num_nonnulls(answer, answered_at, person_id) in (0, 3)
    and num_nonnulls(session_id, grant_id) = case when answer = 'allowed' then 2 else 0 end
    and (consumed_at is null or answer is not null))
);
create index device_code_expires on device_code (expires_at);

-- Of a device that was let in: no browser has its token, and it lives by what its application holds.
alter table session add column is_device boolean not null default false;
