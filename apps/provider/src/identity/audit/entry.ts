// An entry of the audit trail, and the text over which its hash is taken.

export type AuditAction =
  | 'signed-in'
  | 'sign-in-refused'
  | 'signed-out'
  | 'session-ended'
  | 'logout-undelivered'
  | 'password-proved'
  | 'second-factor-proved'
  | 'second-factor-refused'
  | 'second-factor-locked'
  | 'second-factor-closed'
  | 'mailed-code-refused'
  | 'enrolment-begun'
  | 'enrolled'
  | 'second-factor-lost'
  | 'second-factor-removed'
  | 'factor-added'
  | 'factor-removed'
  | 'factor-renamed'
  | 'factor-tested'
  | 'phone-changed'
  | 'code-texted'
  | 'two-step-off'
  | 'recovery-code-used'
  | 'recovery-code-refused'
  | 'recovery-codes-made'
  | 'recovery-codes-kept'
  | 'browser-remembered'
  | 'browser-forgotten'
  | 'access-granted'
  | 'access-withdrawn'
  | 'voucher-given'
  | 'device-allowed'
  | 'device-refused'
  | 'snoozed'
  | 'reminded'
  | 'password-changed'
  | 'password-reset-asked'
  | 'browser-link-asked'
  | 'password-reset'
  | 'email-change-asked'
  | 'email-changed'
  | 'email-change-undone'
  | 'email-lost'
  | 'language-chosen'
  | 'check-up-answered'
  | 'account-frozen'
  | 'account-opened'
  | 'notice-sent'
  | 'rollout-planned'
  | 'rollout-postponed'
  | 'person-put'
  | 'person-looked-up'
  | 'person-removed'
  | 'employee-login-moved'
  | 'company-put'
  | 'company-policy-set'
  | 'application-put'
  | 'application-secret-made'
  | 'application-secret-ended'
  | 'application-removed'
  | 'administrator-named'
  | 'signing-key-made'
  | 'secrets-resealed'
  | 'tokens-refused'

/** Never a secret, a code, an address of a person: what happened, to whom, by whom, from where (BIO2 8.15.01). */
export type AuditEntry = {
  action: AuditAction
  result: 'done' | 'refused'
  /** Who did it: a person, an application, an administrator, or the program itself. */
  actor: string
  personId?: string | undefined
  companyId?: string | undefined
  applicationId?: string | undefined
  sessionId?: string | undefined
  /** The network address it came from; null where it is not known. */
  origin?: string | null | undefined
  detail?: Record<string, string | number | boolean | null> | undefined
}

/** The entry as text: JSON with sorted keys, absent ones left out, so that the same entry is always the same text. */
export function serializeEntry(entry: AuditEntry, at: Date): string {
  return JSON.stringify({ ...entry, at: at.toISOString() }, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
}
