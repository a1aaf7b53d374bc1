-- The same tables and columns under the field's words. Data stays as it is.

alter table way_out rename to authorization_request;
alter table authorization_request rename column begun_at to started_at;
alter table authorization_request rename column spent_at to consumed_at;
alter index way_out_expires rename to authorization_request_expires;
alter table logout_heard rename to received_logout;
alter table received_logout rename column heard_at to received_at;
alter index logout_heard_sid rename to received_logout_sid;
