-- The same tables and columns under the field's words. Data stays as it is; what was sealed stays bound to the names
-- that it was sealed under (schema/sealed.store.ts).

-- What works once is consumed.
alter table passkey_challenge rename column spent_at to consumed_at;
alter table recovery_code rename column spent_at to consumed_at;
alter table mailed_code rename column spent_at to consumed_at;
alter table voucher rename column spent_at to consumed_at;
alter table voucher rename column spent_for to consumed_for;
alter table openid_record rename column spent_at to consumed_at;
alter table not_me_link rename column spent_at to consumed_at;
alter table reset_link rename column spent_at to consumed_at;

-- SMS
alter table text_message rename to sms_message;
alter table sms_message rename column letter_sealed to content_sealed;
alter index text_message_due rename to sms_message_due;
alter index text_message_prefix rename to sms_message_prefix;
alter index text_message_created rename to sms_message_created;
alter table text_budget rename to sms_budget;
alter index text_budget_ends rename to sms_budget_ends;
alter table text_code rename to sms_code;
alter table sms_code rename column spent_at to consumed_at;
alter index text_code_expires rename to sms_code_expires;
alter table company rename column texts_first to sms_first;

-- An account is locked; too many tries are rate-limited; a factor that its owner disowned is quarantined.
alter table person rename column frozen_at to locked_at;
alter table attempt rename column forget_at to reset_at;
alter table attempt rename column locked_until to limited_until;
alter index attempt_forget rename to attempt_reset;
alter table second_factor rename column set_aside_at to quarantined_at;
alter table recovery_code_set rename column set_aside_at to quarantined_at;

-- The second proof of a first enrolment
alter table session rename column vouched_at to enrolment_authorised_at;

-- Labels of entries that were removed, and addresses of before
alter table former_entry rename to removed_label;
alter index former_entry_person rename to removed_label_person;
alter table former_address rename to previous_address;
alter table email_change rename column former_email to previous_email;
alter table email_change rename column former_key to previous_key;
alter table email_change rename column former_chosen_at to previous_chosen_at;
alter index email_change_former rename to email_change_previous;

-- A passkey in place of password and second factor
alter table passkey_challenge drop constraint passkey_challenge_purpose_check;
alter table passkey_challenge drop constraint passkey_challenge_check;
update passkey_challenge set purpose = 'passwordless' where purpose = 'alone';
alter table passkey_challenge add constraint passkey_challenge_purpose_check
  check (purpose in ('add', 'second-factor', 'passwordless'));
alter table passkey_challenge add constraint passkey_challenge_check
  check ((session_id is null) = (purpose = 'passwordless'));

-- The outbox of sign-outs. The function names its tables in its text, so it is written once more.
alter table logout_due rename to logout_delivery;
alter index logout_due_next rename to logout_delivery_next;
drop trigger session_note_logout on session;
drop function note_logout();
create function enqueue_logout() returns trigger language plpgsql as $$
begin
  insert into logout_delivery (session_id, application_id, person_id, since, next_try_at)
  select distinct new.id, a.id, new.person_id, new.ended_at, new.ended_at
  from session_grant g join application a on a.id = g.application_id
  where g.session_id = new.id and a.backchannel_logout_uri is not null
  on conflict do nothing;
  return null;
end $$;
create trigger session_enqueue_logout after update of ended_at on session for each row
  when (old.ended_at is null and new.ended_at is not null) execute function enqueue_logout();
