-- Which application asks, and for which company as it calls it: beside the sealed request, so that one statement reads
-- the state of a sign-in (decision 0053). Null in requests of the version before, whose state takes two.
alter table openid_record
  add column application_id uuid,
  add column company text;
