-- Roll-outs: from when two-step verification is announced, asked and required at a company for an application. Instants, not dates.

create table rollout (
  id uuid primary key,
  company_id uuid not null references company (id),
  application_id uuid not null references application (id),
  announce_at timestamptz not null,
  prompt_at timestamptz not null,
  required_at timestamptz not null,
  snoozes integer not null default 3 check (snoozes between 0 and 14),
  snooze_hours integer not null default 24 check (snooze_hours between 1 and 336),
  unique (company_id, application_id),
  check (announce_at <= prompt_at and prompt_at <= required_at)
);

-- A published date never moves earlier (rule 8), whatever program writes it.
create function refuse_earlier_date() returns trigger language plpgsql as $$
begin
  if new.required_at < old.required_at then
    raise exception 'a published date never moves earlier' using errcode = 'check_violation', constraint = 'rollout_never_earlier';
  end if;
  return new;
end $$;
create trigger rollout_never_earlier before update on rollout for each row execute function refuse_earlier_date();

-- One row a snooze. The number is part of the key: of two clicks at once one wins.
create table snooze (
  person_id uuid not null references person (id),
  application_id uuid not null references application (id),
  number integer not null,
  taken_at timestamptz not null,
  until timestamptz not null,
  primary key (person_id, application_id, number)
);
