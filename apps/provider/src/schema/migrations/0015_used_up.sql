-- A visit ends when its tries are used up by what was looked at and refused. Right codes sent at once use up the count too, for a moment, and must not end the visit that one of them has just proved.
alter table session add column code_refusals integer not null default 0;
alter table session add column code_tried_at timestamptz;
