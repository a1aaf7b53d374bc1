-- What a grant was given for, so that the engine's own record of it need not be asked (decision 0050). Null where a
-- process of the version before gave it, or where it was revoked: then its record says what is granted, if it is there.
alter table session_grant add column scope text;
-- A record names its grant by the hash alone.
create index session_grant_hash on session_grant (sha256(grant_id::bytea));
