-- Sluis tells of visits that have ended (OpenID Connect Back-Channel Logout 1.0): each message counts once, and outlives a sign-in that is overtaken by it.

-- 'sluis': ended by its word, so that the person can be told
alter table session add column ended_by text check (ended_by in ('sluis'));
create index session_sid on session (sid) where sid is not null;

create table logout_heard (
  jti_hash   bytea primary key,
  sid        text,
  issued_at  timestamptz not null,
  heard_at   timestamptz not null
);
create index logout_heard_sid on logout_heard (sid) where sid is not null;
