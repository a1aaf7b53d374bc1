-- What an application may do by itself is chosen when it is registered, and is nothing by default. Until now every
-- registration made it a directory: those that are there keep what they have, and what is stored is one of these.

alter table application add constraint application_machine_scope
  check (machine_scope in ('', 'directory', 'obligation', 'directory obligation'));
