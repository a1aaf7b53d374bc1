-- How strictly an application is held is a setting of its registration, chosen on purpose: what is there keeps the
-- strict one (decision 0034). What can never go together is refused here too, so that no program stores it.
alter table application
  -- What it is called in a language, where that differs from `name`.
  add column name_nl text,
  add column name_en text,
  add column terms_uri text,
  add column privacy_uri text,
  -- native: runs on somebody's own device, where nothing stays secret (RFC 8252)
  add column kind text not null default 'web' check (kind in ('web', 'native')),
  -- how it proves to be itself
  add column authentication text not null default 'client_secret_basic'
    check (authentication in ('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none')),
  -- its public keys, or where they are
  add column jwks jsonb,
  add column jwks_uri text,
  add column pkce text not null default 'required' check (pkce in ('required', 'nonce-instead', 'optional')),
  add column id_token_algorithm text not null default 'ES256' check (id_token_algorithm in ('ES256', 'RS256')),
  add column access_token_format text not null default 'opaque' check (access_token_format in ('opaque', 'jwt')),
  -- null: as long as everybody's
  add column access_token_seconds integer check (access_token_seconds between 60 and 3600),
  add column refresh_token_days integer check (refresh_token_days between 1 and 30),
  add column has_device_grant boolean not null default false,
  -- only people whom its directory names get in
  add column known_people_only boolean not null default false;

-- Without a secret it was public. The version before goes by the sealed secret alone: see the store.
update application set authentication = 'none' where secret_sealed is null;

alter table application
  add constraint application_native_is_public check (kind = 'web' or authentication = 'none'),
  add constraint application_public_has_pkce check (authentication <> 'none' or pkce = 'required'),
  add constraint application_keys
    check (num_nonnulls(jwks, jwks_uri) = case authentication when 'private_key_jwt' then 1 else 0 end),
  add constraint application_jwt_is_short
    check (access_token_format = 'opaque' or access_token_seconds is null or access_token_seconds <= 300);

-- `applications`: may register applications (docs/api.md).
alter table application drop constraint application_machine_scope;
alter table application add constraint application_machine_scope check (
  machine_scope in ('', 'directory', 'obligation', 'directory obligation')
  or machine_scope in ('applications', 'directory applications', 'obligation applications')
  or machine_scope = 'directory obligation applications');

-- Secrets, two at a time, so that one follows the other without a moment of neither. What was given before stays in
-- application.secret_sealed alone until there is another one, and the version before goes on reading it there.
create table application_secret (
  id uuid primary key,
  application_id uuid not null references application (id) on delete cascade,
  slot integer not null check (slot in (1, 2)),
  secret_hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  unique (application_id, slot)
);

-- Whose access tokens it may ask about, besides its own.
create table application_introspection (
  application_id uuid not null references application (id) on delete cascade,
  of_application_id uuid not null references application (id) on delete cascade,
  primary key (application_id, of_application_id)
);

create table application_logo (
  application_id uuid primary key references application (id) on delete cascade,
  etag text not null,
  media_type text not null check (media_type in ('image/png', 'image/jpeg')),
  bytes bytea not null check (octet_length(bytes) <= 102400)
);

-- What was answered to a request that may be sent again (Idempotency-Key), for a day: sealed, since a secret is in it.
create table idempotency_key (
  application_id uuid not null references application (id) on delete cascade,
  key_hash bytea not null,
  request_hash bytea not null,
  answer_sealed bytea not null,
  expires_at timestamptz not null,
  primary key (application_id, key_hash)
);
create index idempotency_key_expires on idempotency_key (expires_at);

-- Whose a record of the engine is: what an application was given goes with it, whoever takes it out, so that one which
-- is registered under its id afterwards inherits nothing.
alter table openid_record add column client_hash bytea;
create index openid_record_client on openid_record (client_hash) where client_hash is not null;
create function delete_records_of_application() returns trigger language plpgsql as $$
begin
  delete from openid_record where client_hash = sha256(convert_to(old.client_id, 'UTF8'));
  return null;
end $$;
create trigger application_delete_records after delete on application for each row
  execute function delete_records_of_application();
