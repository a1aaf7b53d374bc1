// What happened to a person's account, as they may read it: entries of the audit trail, with the device and the place
// of the visit they belong to.
import type { Stores } from '#identity/stores.ts'
import type { AuditAction, AuditEntry } from './entry.ts'

export type Activity = {
  seq: number
  at: Date
  action: AuditAction
  result: 'done' | 'refused'
  /** As it is kept; null where nobody was at a browser, or it is no longer known. */
  browser: string | null
  origin: string | null
  application: string | null
  /** The kind of second factor, where the entry names one. */
  factor: string | null
  /** Why it was refused, where the entry says so. */
  refusal: string | null
}

export const ACTIVITY_DAYS = 90

/** Newest first. `actions`: those that are told; `before`: the entry that the page before ended with. */
export async function activityOf(
  stores: Stores,
  personId: string,
  about: { actions: readonly AuditAction[]; since: Date; before: number | null; most: number },
): Promise<Activity[]> {
  const rows = await stores.audit.told(personId, about)
  const entries = rows.map((row) => ({ ...row, told: JSON.parse(row.entry) as AuditEntry }))
  const visits = await stores.visits.namesOf([...new Set(entries.flatMap(({ told }) => told.sessionId ?? []))])
  const applications = await stores.applications.namesOf([
    ...new Set(entries.flatMap(({ told }) => told.applicationId ?? [])),
  ])
  return entries.map(({ seq, at, told }) => {
    const visit = told.sessionId === undefined ? undefined : visits.get(told.sessionId)
    const wordOf = (key: string): string | null => (typeof told.detail?.[key] === 'string' ? told.detail[key] : null)
    return {
      seq,
      at,
      action: told.action,
      result: told.result,
      browser: visit?.browser ?? null,
      origin: told.origin ?? visit?.origin ?? null,
      application: told.applicationId === undefined ? null : (applications.get(told.applicationId) ?? null),
      factor: wordOf('factor'),
      refusal: wordOf('refusal'),
    }
  })
}
