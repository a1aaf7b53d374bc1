-- Text messages on their way: written in the transaction of what they tell of, and this table is the queue that they leave by (decision 0010). And how many were sent where.

create table text_message (
  id uuid primary key,
  kind text not null check (kind in ('sign-in-code', 'confirm-number-code', 'number-changed', 'factor-notice')),
  person_id uuid not null references person (id),
  -- number and text; gone as soon as nobody needs them any more
  letter_sealed bytea,
  -- calling code and first digits: where texts do not arrive
  prefix text not null,
  -- handed: a gateway is being asked, or was and nobody heard its answer
  status text not null check (status in ('queued', 'handed', 'sent', 'delivered', 'failed', 'expired')),
  status_at timestamptz not null,
  -- who was asked last
  gateway text,
  -- how often a gateway may have taken it
  asked integer not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  -- when it is looked at again; null where nothing is left to do
  due_at timestamptz
);
create index text_message_due on text_message (due_at) where due_at is not null;
create index text_message_prefix on text_message (prefix, status_at);
create index text_message_created on text_message (created_at);

create table text_budget (
  -- what texts are counted for: a number, a person, a network, a range of numbers, all of a day; a keyed hash, since a number is guessed from a plain one
  bucket bytea primary key,
  sent integer not null,
  since timestamptz not null,
  ends_at timestamptz not null
);
create index text_budget_ends on text_budget (ends_at);
