// The tables of applications, and of what they were given: part of tables.ts.

type Instant = Date

export type ApplicationTable = {
  id: string
  client_id: string
  name: string
  secret_sealed: Buffer | null
  /** JSON: string[] */
  redirect_uris: unknown
  post_logout_redirect_uris: unknown
  scope: string
  machine_scope: string
  home_uri: string | null
  backchannel_logout_uri: string | null
  separates_companies: boolean
  created_at: Instant
  name_nl: string | null
  name_en: string | null
  terms_uri: string | null
  privacy_uri: string | null
  kind: 'web' | 'native'
  authentication: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
  /** JSON: a key set */
  jwks: object | null
  jwks_uri: string | null
  pkce: 'required' | 'nonce-instead' | 'optional'
  id_token_algorithm: 'ES256' | 'RS256'
  access_token_format: 'opaque' | 'jwt'
  access_token_seconds: number | null
  refresh_token_days: number | null
  has_device_grant: boolean
  known_people_only: boolean
}
export type ApplicationSecretTable = {
  id: string
  application_id: string
  slot: number
  secret_hash: Buffer
  created_at: Instant
  expires_at: Instant | null
}
export type ApplicationIntrospectionTable = { application_id: string; of_application_id: string }
export type ApplicationLogoTable = {
  application_id: string
  etag: string
  media_type: 'image/png' | 'image/jpeg'
  bytes: Buffer
}
export type IdempotencyKeyTable = {
  application_id: string
  key_hash: Buffer
  request_hash: Buffer
  answer_sealed: Buffer
  expires_at: Instant
}
export type ConsentTable = { person_id: string; application_id: string; scope: string; granted_at: Instant }
export type VoucherTable = {
  token_hash: Buffer
  person_id: string
  application_id: string
  expires_at: Instant
  consumed_at: Instant | null
  consumed_for: string | null
}
export type SigningKeyTable = {
  kid: string
  private_key_sealed: Buffer
  rsa_private_key_sealed: Buffer | null
  created_at: Instant
  signs_from: Instant
  retired_at: Instant | null
}
export type OpenidRecordTable = {
  model: string
  id_hash: Buffer
  payload_sealed: Buffer
  grant_hash: Buffer | null
  uid_hash: Buffer | null
  client_hash: Buffer | null
  /** Of a request that waits for a sign-in, beside what is sealed. */
  application_id: string | null
  /** As the application calls it. */
  company: string | null
  consumed_at: Instant | null
  expires_at: Instant
}
export type SessionGrantTable = {
  grant_id: string
  session_id: string
  application_id: string
  company_id: string | null
  acr: string
  is_separate: boolean
  scope: string | null
}
export type LogoutDeliveryTable = {
  id: string
  session_id: string | null
  application_id: string
  person_id: string
  since: Instant
  tries: number
  next_try_at: Instant
}
