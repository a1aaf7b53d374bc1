-- What OpenID Connect keeps: consents, vouchers, signing keys, and the protocol engine's own records.

create table consent (
  person_id uuid not null references person (id),
  application_id uuid not null references application (id),
  scope text not null,
  granted_at timestamptz not null,
  primary key (person_id, application_id)
);

create table voucher (
  token_hash bytea primary key,
  person_id uuid not null references person (id),
  application_id uuid not null references application (id),
  expires_at timestamptz not null,
  spent_at timestamptz
);

create table signing_key (
  kid text primary key,
  private_key_sealed bytea not null,
  created_at timestamptz not null,
  -- published before it signs, so that applications that keep the key set for a while know it by then
  signs_from timestamptz not null,
  retired_at timestamptz
);

-- Codes, tokens, interactions of the engine. Ids are hashed and payloads sealed, since an opaque token's id is the token.
create table openid_record (
  model text not null,
  id_hash bytea not null,
  payload_sealed bytea not null,
  grant_hash bytea,
  uid_hash bytea,
  spent_at timestamptz,
  expires_at timestamptz not null,
  primary key (model, id_hash)
);
create index openid_record_grant on openid_record (grant_hash) where grant_hash is not null;
create index openid_record_uid on openid_record (uid_hash) where uid_hash is not null;
create index openid_record_expires on openid_record (expires_at);

-- Which grant of the engine belongs to which session, application and company: so tokens end with the session, and know their company.
create table session_grant (
  grant_id text primary key,
  session_id uuid not null references session (id) on delete cascade,
  application_id uuid not null references application (id),
  company_id uuid references company (id),
  acr text not null
);
create index session_grant_session on session_grant (session_id);
