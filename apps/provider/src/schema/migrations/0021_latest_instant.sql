-- The latest instant of the audit trail, which is not its newest entry's where a clock was ahead for a while: clocks
-- are held against it (decision 0031).
create index audit_event_at on audit_event (at);
