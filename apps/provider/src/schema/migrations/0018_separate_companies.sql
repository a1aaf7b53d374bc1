-- An application that keeps the companies of one person apart may ask for one of them alone, in a pushed request: only
-- then does the obligation of that company decide by itself (decision 0301).

alter table application add column separates_companies boolean not null default false;

-- What a grant was given for: true where its company was pushed by such an application.
alter table session_grant add column is_separate boolean not null default false;
