-- What a password of an application's own has opened ends as soon as that password opens nothing any more: each
-- application of the person is told, by `sub` alone (decision 0025). The database fills the outbox here too, so that no
-- act, now or later, can forget it.

-- When a directory gave this very password. Whatever was changed since, or never came from a directory, was chosen
-- here. It says what was taken over rather than what was chosen, so that a password which a process of the version
-- before writes meanwhile counts as chosen: such a person is sent to Sluis once too often, never once too seldom.
alter table person_password add column imported_at timestamptz;
update person_password p set imported_at = changed_at where not exists (
  select 1 from audit_event e where e.person_id = p.person_id and e.action in ('password-reset', 'password-changed'));

-- A message without a session is about the whole person; of those there is one a person and application. Processes of
-- the version before do not take them: they compare the session.
alter table logout_delivery add column id uuid not null default gen_random_uuid();
alter table logout_delivery drop constraint logout_due_pkey;
alter table logout_delivery add primary key (id);
alter table logout_delivery alter column session_id drop not null;
create unique index logout_delivery_session on logout_delivery (session_id, application_id);
create unique index logout_delivery_person on logout_delivery (person_id, application_id) where session_id is null;
-- Each application is worked on by itself.
drop index logout_delivery_next;
create index logout_delivery_due on logout_delivery (application_id, next_try_at);

-- Every application whose directory has the person, and every one that the person reached by OpenID Connect; or the one
-- that is given. What still waits to be sent is replaced: the later instant counts.
create function enqueue_person_logout(person uuid, at timestamptz, only_application uuid default null) returns void
language sql as $$
  insert into logout_delivery (session_id, application_id, person_id, since, next_try_at)
  select null, a.id, person, at, at from application a
  where a.backchannel_logout_uri is not null
    and (only_application is null or a.id = only_application)
    and (exists (select 1 from directory_person d where d.application_id = a.id and d.person_id = person)
      or exists (select 1 from session s join session_grant g on g.session_id = s.id
                 where s.person_id = person and g.application_id = a.id))
  on conflict (person_id, application_id) where session_id is null
  do update set id = excluded.id, since = excluded.since, tries = 0, next_try_at = excluded.next_try_at
$$;

-- A password is chosen where there was none, or one from a directory. Whoever has a second factor is let in by no
-- password of an application any more, and goes on where they are.
create function enqueue_logout_of_chosen_password() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from second_factor f where f.person_id = new.person_id) then
    perform enqueue_person_logout(new.person_id, new.changed_at);
  end if;
  return null;
end $$;
create trigger person_password_insert_enqueue_logout after insert on person_password for each row
  when (new.imported_at is distinct from new.changed_at) execute function enqueue_logout_of_chosen_password();
create trigger person_password_update_enqueue_logout after update on person_password for each row
  when (old.imported_at is not distinct from old.changed_at and new.imported_at is distinct from new.changed_at)
  execute function enqueue_logout_of_chosen_password();

-- The account is locked.
create function enqueue_logout_of_locked_person() returns trigger language plpgsql as $$
begin
  perform enqueue_person_logout(new.id, new.locked_at);
  return null;
end $$;
create trigger person_enqueue_logout after update of locked_at on person for each row
  when (old.locked_at is null and new.locked_at is not null) execute function enqueue_logout_of_locked_person();

-- The first second factor, set up in a session: what a seed adds ends nothing.
create function enqueue_logout_of_enrolled_person() returns trigger language plpgsql as $$
begin
  if not exists (select 1 from second_factor f where f.person_id = new.person_id and f.id <> new.id)
    and exists (select 1 from session s where s.person_id = new.person_id and s.ended_at is null) then
    perform enqueue_person_logout(new.person_id, new.enrolled_at);
  end if;
  return null;
end $$;
create trigger second_factor_enqueue_logout after insert on second_factor for each row
  execute function enqueue_logout_of_enrolled_person();

-- A directory puts somebody out of service: that application alone.
create function enqueue_logout_of_former_employee() returns trigger language plpgsql as $$
begin
  perform enqueue_person_logout(new.person_id, new.active_until, new.application_id);
  return null;
end $$;
create trigger directory_person_enqueue_logout after update of active_until on directory_person for each row
  when (old.active_until is null and new.active_until is not null)
  execute function enqueue_logout_of_former_employee();
