// An entry of the audit trail about what a session's own person did.
import type { AuditAction, AuditEntry } from './entry.ts'

/** `origin`: the network address that its request came from, where it is known. */
export type AuditedSession = { id: string; personId: string; origin?: string | null }

/** `more`: what differs, such as a refusal, and the details. */
export const auditFor = (
  session: AuditedSession,
  action: AuditAction,
  more: Partial<Omit<AuditEntry, 'action'>> = {},
): AuditEntry => ({
  action,
  result: 'done',
  actor: session.personId,
  personId: session.personId,
  sessionId: session.id,
  origin: session.origin,
  ...more,
})
