-- Sessions hold facts (how somebody signed in, when, with what strength); every right is derived from them at each request.
-- Tokens that open something are stored as their SHA-256, what must be read again is sealed.

create table session (
  id                uuid primary key,
  token_hash        bytea not null unique,
  login_id          text not null references login (id),
  kind              text not null check (kind in ('password', 'sluis')),
  company_id        text references company (id),
  acr               text,
  amr               text,
  auth_time         timestamptz,
  sid               text,
  refresh_sealed    bytea,
  id_token_sealed   bytea,
  refreshed_at      timestamptz,
  refreshing_until  timestamptz,
  stepped_up_at     timestamptz,
  pop_up_passed_at  timestamptz,
  created_at        timestamptz not null,
  seen_at           timestamptz not null,
  ended_at          timestamptz,
  check ((kind = 'sluis') = (acr is not null))
);
create index session_login on session (login_id);

-- A visit on its way to Sluis and back, bound to the browser that began it and spent once.
create table way_out (
  state_hash       bytea primary key,
  browser_hash     bytea not null,
  verifier_sealed  bytea not null,
  nonce            text not null,
  asked_acr        text,
  asked_max_age    int,
  return_to        text not null,
  login_id         text references login (id),
  begun_at         timestamptz not null,
  expires_at       timestamptz not null,
  spent_at         timestamptz
);
create index way_out_expires on way_out (expires_at);

-- Wrong passwords in a row, by a keyed hash of who tried. A wait always ends; nothing here locks anybody out for good.
create table attempt (
  key         bytea primary key,
  wrong       int not null check (wrong >= 0),
  last_at     timestamptz not null,
  wait_until  timestamptz
);
