-- Signing out reaches the applications (OpenID Connect Back-Channel Logout 1.0): where each wants to hear of it, and an outbox of what is still to be told.
-- The outbox is filled by the database itself when a visit ends, so that no way of ending one, now or later, can forget it.

alter table application add column backchannel_logout_uri text;

-- the network address of the sign-in, for the list of visits at My details
alter table session add column origin text;

create table logout_due (
  session_id uuid not null,
  application_id uuid not null references application (id),
  person_id uuid not null references person (id),
  since timestamptz not null,
  tries integer not null default 0,
  -- pushed on by whoever takes it in hand: a process that dies with it is followed by another
  next_try_at timestamptz not null,
  primary key (session_id, application_id)
);
create index logout_due_next on logout_due (next_try_at);

create function note_logout() returns trigger language plpgsql as $$
begin
  insert into logout_due (session_id, application_id, person_id, since, next_try_at)
  select distinct new.id, a.id, new.person_id, new.ended_at, new.ended_at
  from session_grant g join application a on a.id = g.application_id
  where g.session_id = new.id and a.backchannel_logout_uri is not null
  on conflict do nothing;
  return null;
end $$;
create trigger session_note_logout after update of ended_at on session for each row when (old.ended_at is null and new.ended_at is not null) execute function note_logout();
