-- Sluis ends all that a person has here: by `sub` alone, also of people who never came in by OpenID Connect
-- (docs/api.md, "Signing out").

-- what Sluis calls this person, whether they are linked or not; `sub` stays the one that they are linked to
alter table login add column directory_sub text;
create index login_directory_sub on login (directory_sub) where directory_sub is not null;
-- by Sluis' clock: what it issued before is over; and how often that came, so that a log-in which was decided on before
-- makes no session
alter table login add column logged_out_at timestamptz;
alter table login add column logouts int not null default 0;

-- `iat` of the ID token that a session came by; null where a password let in, and for sessions from before this file
alter table session add column issued_at timestamptz;

-- Everybody is sent once more: the answer says what Sluis calls them.
update directory_push set told_hash = null where kind = 'person';
