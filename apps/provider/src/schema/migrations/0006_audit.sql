-- The audit trail: append-only, each entry's hash taken over the one before it. And the "this was not me" links of notices.

create table audit_head (
  id integer primary key check (id = 1),
  seq integer not null,
  hash bytea not null
);
insert into audit_head (id, seq, hash) values (1, 0, decode(repeat('00', 32), 'hex'));

create table audit_event (
  seq integer primary key,
  at timestamptz not null,
  action text not null,
  person_id uuid,
  company_id uuid,
  -- the whole entry as it was hashed: JSON with sorted keys
  entry text not null,
  hash bytea not null
);
create index audit_event_person on audit_event (person_id, seq);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only';
end $$;
create trigger audit_event_append_only before update or delete or truncate on audit_event for each statement execute function refuse_change();

create table not_me_link (
  token_hash bytea primary key,
  person_id uuid not null references person (id),
  notice text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  spent_at timestamptz
);

-- What kind of installation this is: a demo's database is refused by production, and the other way round.
create table installation (
  id integer primary key check (id = 1),
  kind text not null check (kind in ('production', 'demo')),
  created_at timestamptz not null
);
