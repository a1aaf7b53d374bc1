-- Whose an address is (decision 0026). Several people may claim one, each by the word of another directory; it is
-- theirs by email_key, of which there is one, and whoever proves to read it takes it over.

-- Null for whoever claims an address that is somebody else's, or may still come back to somebody else.
alter table person alter column email_key drop not null;
alter table person add column email_waiting_key text;
-- Since when the address on record is claimed; null for rows of the version before, which claim it since they exist.
alter table person add column email_claimed_at timestamptz;
-- The key that was proved by a mailed link or code: where the address was changed since, by whatever version, it is
-- not the key of now.
alter table person add column email_proved_key text;
alter table person add column email_proved_at timestamptz;
alter table person add constraint person_has_address check (num_nonnulls(email_key, email_waiting_key) > 0);
create index person_address on person ((coalesce(email_key, email_waiting_key)));
create index person_waiting on person (email_waiting_key) where email_key is null;
-- Domains that are not in the form of the domain name system: the start and a job give them that form.
create index person_old_key on person (id) where coalesce(email_key, email_waiting_key) ~ '@.*[^ -~]';
-- An address of one's own was confirmed by a link.
update person set email_proved_key = email_key, email_proved_at = email_chosen_at where email_chosen_at is not null;

-- To which address a link was mailed: where that is somebody else's now, the link is dead.
alter table not_me_link add column email_key text;

alter table previous_address add column email_key text;
alter table previous_address add column changed_at timestamptz;
update previous_address set email_key = lower(email), changed_at = until - interval '30 days';
create index previous_address_key on previous_address (email_key);
-- Of the links from before it is not known where they lie: none of somebody whose former address is another's works.
delete from not_me_link l using previous_address a, person o
  where a.person_id = l.person_id and o.email_key = a.email_key and o.id <> a.person_id;

-- A record that its directory has deleted.
alter table directory_person add column removed_at timestamptz;

-- Names from outside stand in the middle of our sentences: nothing in them turns the direction of what follows.
create function pg_temp.plain_name(name text) returns text language sql immutable as $$
  select coalesce(nullif(btrim(translate(name,
    U&'\061C\200E\200F\202A\202B\202C\202D\202E\2066\2067\2068\2069', '')), ''), '?')
$$;
update person set name = pg_temp.plain_name(name) where name <> pg_temp.plain_name(name);
update company set name = pg_temp.plain_name(name) where name <> pg_temp.plain_name(name);
update application set name = pg_temp.plain_name(name) where name <> pg_temp.plain_name(name);
update second_factor set name = pg_temp.plain_name(name) where name <> '' and name <> pg_temp.plain_name(name);
