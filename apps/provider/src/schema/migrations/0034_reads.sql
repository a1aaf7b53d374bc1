-- What is read by person or session at each sign-in, record and log-out has its index: without one, as many rows are
-- looked through as there are people.
create index directory_person_person on directory_person (person_id);
create index enrolment_person on enrolment (person_id);
create index enrolment_session on enrolment (session_id);
create index not_me_link_person on not_me_link (person_id);

-- Processes keep applications in memory, and drop them when one has changed (decision 0049). Written by whichever
-- version, or by hand.
create function application_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('application_changed', '');
  return null;
end $$;
create trigger application_changed after insert or update or delete on application
  for each statement execute function application_changed();
create trigger application_changed after insert or update or delete on application_logo
  for each statement execute function application_changed();
create trigger application_changed after insert or update or delete on application_introspection
  for each statement execute function application_changed();
