-- The last time that a company had somebody reminded of the extra step: the next one waits a few days (decision 0305).
create table reminder (
  person_id uuid not null references person (id),
  company_id uuid not null references company (id),
  sent_at timestamptz not null,
  primary key (person_id, company_id)
);
