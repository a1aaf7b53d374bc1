-- What Sluis was last told of each company and person: the keyed hash of the record. A record that reads the same is not sent again.

create table directory_push (
  kind         text not null check (kind in ('company', 'person')),
  id           text not null,
  told_hash    bytea,
  told_at      timestamptz,
  failed_tries int not null default 0,
  next_try_at  timestamptz,
  problem      text,
  primary key (kind, id)
);
