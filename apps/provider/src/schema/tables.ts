// The tables as TypeScript sees them; a test holds this file against the migrated database.
import type { Kysely, Transaction } from 'kysely'
import type {
  ApplicationIntrospectionTable,
  ApplicationLogoTable,
  ApplicationSecretTable,
  ApplicationTable,
  ConsentTable,
  IdempotencyKeyTable,
  LogoutDeliveryTable,
  OpenidRecordTable,
  SessionGrantTable,
  SigningKeyTable,
  VoucherTable,
} from './application-tables.ts'

type Instant = Date

type FactorKind = 'passkey' | 'totp' | 'sms'

export type PersonTable = {
  id: string
  name: string
  given_name: string | null
  family_name: string | null
  email: string
  email_key: string | null
  email_waiting_key: string | null
  email_claimed_at: Instant | null
  email_proved_key: string | null
  email_proved_at: Instant | null
  language: 'nl' | 'en'
  created_at: Instant
  locked_at: Instant | null
  email_chosen_at: Instant | null
  chosen_language: 'nl' | 'en' | null
  opened_at: Instant | null
}
export type DirectoryPersonTable = {
  application_id: string
  external_id: string
  person_id: string
  active_until: Instant | null
  removed_at: Instant | null
}
export type CompanyTable = {
  id: string
  application_id: string
  external_id: string
  name: string
  timezone: string
  remembers_browsers: boolean
  sms_first: boolean
}
export type Role = 'employee' | 'manager' | 'hr' | 'accountant' | 'owner'
export type MembershipTable = {
  application_id: string
  employee_login: string
  person_id: string
  company_id: string
  role: Role
  ended_at: Instant | null
}
export type AdministratorTable = { person_id: string; granted_at: Instant }
export type PersonPasswordTable = {
  person_id: string
  format: 'argon2id' | 'bcrypt'
  hash: string
  changed_at: Instant
  imported_at: Instant | null
}
export type SecondFactorTable = {
  id: string
  person_id: string
  kind: FactorKind
  name: string
  enrolled_at: Instant
  last_used_at: Instant
  lost_at: Instant | null
  quarantined_at: Instant | null
}
export type TotpFactorTable = {
  id: string
  secret_sealed: Buffer
  label: string
  last_used_step: number
  drift_steps: number
}
export type DiagnosedStepTable = { factor_id: string; step: number; diagnosed_at: Instant }
export type PhoneFactorTable = { id: string; number_sealed: Buffer; number_key: Buffer }
export type PasskeyTable = {
  id: string
  credential_id: Buffer
  public_key: Buffer
  algorithm: number
  sign_count: number
  /** JSON: string[] */
  transports: unknown
  backup_eligible: boolean
  backed_up: boolean
  aaguid: string
}
export type PasskeyChallengeTable = {
  challenge_hash: Buffer
  purpose: 'add' | 'second-factor' | 'passwordless'
  browser_hash: Buffer
  session_id: string | null
  expires_at: Instant
  consumed_at: Instant | null
}
export type PasskeyOfferTable = { person_id: string; browser_hash: Buffer; asked_at: Instant }
export type RemovedLabelTable = { id: string; person_id: string; label: string; removed_at: Instant }
export type RememberedBrowserTable = {
  id: string
  person_id: string
  token_hash: Buffer
  factor_kind: FactorKind
  factor_at: Instant
  browser: string
  last_used_at: Instant
  expires_at: Instant
  ended_at: Instant | null
}
export type RecoveryCodeSetTable = {
  id: string
  person_id: string
  salt: Buffer
  hashing: 'hmac-sha256' | 'argon2id'
  created_at: Instant
  codes_sealed: Buffer | null
  kept_at: Instant | null
  quarantined_at: Instant | null
}
export type RecoveryCodeTable = { set_id: string; hash: Buffer; consumed_at: Instant | null }
export type AttemptTable = {
  bucket: Buffer
  failures: number
  last_at: Instant
  reset_at: Instant | null
  limited_until: Instant | null
  person_id: string | null
}
export type SessionTable = {
  id: string
  token_hash: Buffer
  person_id: string
  began_at: Instant
  last_seen_at: Instant
  signed_in_at: Instant | null
  ended_at: Instant | null
  password_at: Instant | null
  verified_at: Instant | null
  factor_at: Instant | null
  factor_kind: FactorKind | 'recovery' | null
  factor_id: string | null
  key_kind: 'hwk' | 'swk' | null
  remembered: boolean
  code_tries: number
  code_refusals: number
  code_tried_at: Instant | null
  enrolment_authorised_at: Instant | null
  phone_answer: 'elsewhere' | 'gone' | null
  browser: string
  origin: string | null
  /** Of a device that was let in (RFC 8628). */
  is_device: boolean
}
export type DeviceCodeTable = {
  id: string
  application_id: string
  code_hash: Buffer
  user_code_hash: Buffer
  payload_sealed: Buffer
  browser: string
  origin: string | null
  created_at: Instant
  expires_at: Instant
  polled_at: Instant | null
  interval_seconds: number
  opened_by: Buffer | null
  answer: 'allowed' | 'refused' | null
  answered_at: Instant | null
  person_id: string | null
  session_id: string | null
  grant_id: string | null
  consumed_at: Instant | null
}
export type EnrolmentTable = {
  id: string
  person_id: string
  session_id: string
  secret_sealed: Buffer
  label: string
  began_at: Instant
  expires_at: Instant
  app_chosen_at: Instant | null
  confirmed_at: Instant | null
}
export type MailedCodeTable = {
  session_id: string
  code_hash: Buffer
  sent_at: Instant
  expires_at: Instant
  consumed_at: Instant | null
}
export type RolloutTable = {
  id: string
  company_id: string
  application_id: string
  announce_at: Instant
  prompt_at: Instant
  required_at: Instant
  snoozes: number
  snooze_hours: number
}
export type SnoozeTable = {
  person_id: string
  application_id: string
  number: number
  taken_at: Instant
  until: Instant
}
export type ReminderTable = { person_id: string; company_id: string; sent_at: Instant }
export type AuditHeadTable = { id: number; seq: number; hash: Buffer }
export type AuditEventTable = {
  seq: number
  at: Instant
  action: string
  person_id: string | null
  company_id: string | null
  entry: string
  hash: Buffer
}
export type NotMeLinkTable = {
  token_hash: Buffer
  person_id: string
  notice: string
  email_key: string | null
  created_at: Instant
  expires_at: Instant
  consumed_at: Instant | null
}
export type SmsMessageTable = {
  id: string
  kind: 'sign-in-code' | 'confirm-number-code' | 'number-changed' | 'factor-notice'
  person_id: string
  content_sealed: Buffer | null
  prefix: string
  status: 'queued' | 'handed' | 'sent' | 'delivered' | 'failed' | 'expired'
  status_at: Instant
  gateway: string | null
  asked: number
  created_at: Instant
  expires_at: Instant
  due_at: Instant | null
}
export type SmsBudgetTable = { bucket: Buffer; sent: number; since: Instant; ends_at: Instant }
export type ResetLinkTable = {
  person_id: string
  token_hash: Buffer
  made_at: Instant
  expires_at: Instant
  consumed_at: Instant | null
}
export type EmailChangeTable = {
  id: string
  person_id: string
  previous_email: string
  previous_key: string
  previous_chosen_at: Instant | null
  new_email: string
  confirm_hash: Buffer
  asked_at: Instant
  expires_at: Instant
  done_at: Instant | null
  undo_hash: Buffer | null
  undo_until: Instant | null
  undone_at: Instant | null
}
export type PreviousAddressTable = {
  person_id: string
  email: string
  email_key: string | null
  changed_at: Instant | null
  until: Instant
}
export type CheckUpTable = {
  person_id: string
  mailed_at: Instant | null
  later_until: Instant | null
  answered_at: Instant | null
}
export type SmsCodeTable = {
  id: string
  session_id: string
  purpose: 'sign-in' | 'confirm-number'
  code_hash: Buffer
  factor_id: string | null
  number_sealed: Buffer | null
  sent_at: Instant
  expires_at: Instant
  consumed_at: Instant | null
  message_id: string
}
export type OfferTable = { person_id: string; kind: 'backup'; times: number; asked_at: Instant }
export type KnownDeviceTable = {
  person_id: string
  token_hash: Buffer
  browser: string
  first_seen_at: Instant
  last_seen_at: Instant
  proved_at: Instant | null
}
export type InstallationTable = {
  id: number
  kind: 'production' | 'demo'
  created_at: Instant
  pepper_check: Buffer | null
  sealing_check_sealed: Buffer | null
}

export type Tables = {
  application: ApplicationTable
  application_secret: ApplicationSecretTable
  application_introspection: ApplicationIntrospectionTable
  application_logo: ApplicationLogoTable
  idempotency_key: IdempotencyKeyTable
  person: PersonTable
  directory_person: DirectoryPersonTable
  company: CompanyTable
  membership: MembershipTable
  administrator: AdministratorTable
  person_password: PersonPasswordTable
  second_factor: SecondFactorTable
  totp_factor: TotpFactorTable
  diagnosed_step: DiagnosedStepTable
  phone_factor: PhoneFactorTable
  passkey: PasskeyTable
  passkey_challenge: PasskeyChallengeTable
  passkey_offer: PasskeyOfferTable
  removed_label: RemovedLabelTable
  remembered_browser: RememberedBrowserTable
  recovery_code_set: RecoveryCodeSetTable
  recovery_code: RecoveryCodeTable
  attempt: AttemptTable
  session: SessionTable
  device_code: DeviceCodeTable
  enrolment: EnrolmentTable
  mailed_code: MailedCodeTable
  rollout: RolloutTable
  snooze: SnoozeTable
  reminder: ReminderTable
  consent: ConsentTable
  voucher: VoucherTable
  signing_key: SigningKeyTable
  openid_record: OpenidRecordTable
  session_grant: SessionGrantTable
  logout_delivery: LogoutDeliveryTable
  audit_head: AuditHeadTable
  audit_event: AuditEventTable
  not_me_link: NotMeLinkTable
  sms_message: SmsMessageTable
  sms_budget: SmsBudgetTable
  sms_code: SmsCodeTable
  offer: OfferTable
  reset_link: ResetLinkTable
  email_change: EmailChangeTable
  previous_address: PreviousAddressTable
  check_up: CheckUpTable
  known_device: KnownDeviceTable
  installation: InstallationTable
}

/** The database, or a transaction of it: stores take either. */
export type Db = Kysely<Tables> | Transaction<Tables>
