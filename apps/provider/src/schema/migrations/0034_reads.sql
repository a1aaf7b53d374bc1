-- What is read by person or session at each sign-in, record and log-out has its index: without one, as many rows are
-- looked through as there are people.
create index directory_person_person on directory_person (person_id);
create index enrolment_person on enrolment (person_id);
create index enrolment_session on enrolment (session_id);
create index not_me_link_person on not_me_link (person_id);
