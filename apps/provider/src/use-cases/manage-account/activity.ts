// What happened to a person's account, as they may read it: entries of the audit trail, with the device and the place
// of the session they belong to.
import type { Language } from '@sluis/server-kit/messages'
import { nameIn } from '#identity/applications/application.ts'
import type { AuditAction, AuditEntry } from '#identity/audit/entry.ts'
import type { StoresOf } from '#use-cases/stores.ts'

type Used = 'activeSessions' | 'applications' | 'audit'

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
  stores: StoresOf<Used>,
  personId: string,
  language: Language,
  about: { actions: readonly AuditAction[]; since: Date; before: number | null; limit: number },
): Promise<Activity[]> {
  const rows = await stores.audit.listByActions(personId, about)
  const entries = rows.map((row) => ({ ...row, entry: JSON.parse(row.entry) as AuditEntry }))
  const sessions = await stores.activeSessions.namesOf([
    ...new Set(entries.flatMap(({ entry }) => entry.sessionId ?? [])),
  ])
  const applications = new Map<string, string>()
  for (const id of new Set(entries.flatMap(({ entry }) => entry.applicationId ?? []))) {
    const application = await stores.applications.findById(id)
    if (application) applications.set(id, nameIn(application, language))
  }
  return entries.map(({ seq, at, entry }) => {
    const session = entry.sessionId === undefined ? undefined : sessions.get(entry.sessionId)
    const detailOf = (key: string): string | null =>
      typeof entry.detail?.[key] === 'string' ? entry.detail[key] : null
    return {
      seq,
      at,
      action: entry.action,
      result: entry.result,
      browser: session?.browser ?? null,
      origin: entry.origin ?? session?.origin ?? null,
      application: entry.applicationId === undefined ? null : (applications.get(entry.applicationId) ?? null),
      factor: detailOf('factor'),
      refusal: detailOf('refusal'),
    }
  })
}
