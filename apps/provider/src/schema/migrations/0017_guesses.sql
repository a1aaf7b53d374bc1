-- Guesses at one person's second factor are counted apart by where they come from, and whatever lets somebody in again
-- forgives them in one place (decision 0023).

-- Whose guesses a counter counts; null for a counter of many people. No reference: a counter waits for nobody's row.
alter table attempt add column person_id uuid;
create index attempt_person on attempt (person_id) where person_id is not null;
-- Counts of second factors under their name of before, which nothing looks at any more.
delete from attempt where reset_at is null;

-- When its person first proved a second factor in this browser and was let in: since then it has a count of its own.
alter table known_device add column proved_at timestamptz;

-- When a human last opened the account: for a while nobody's guesses close it again.
alter table person add column opened_at timestamptz;

-- Steps of an authenticator app whose code was looked at to tell that its clock is off: not taken when their time
-- comes. The app may be one that is still being set up, so this refers to none.
create table diagnosed_step (
  factor_id uuid not null,
  step integer not null,
  diagnosed_at timestamptz not null,
  primary key (factor_id, step)
);
create index diagnosed_step_at on diagnosed_step (diagnosed_at);
