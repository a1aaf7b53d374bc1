// Granting what an application may know of a person; its owner gets a notice.
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { NamedApplication } from '#messaging/mail/mail-templates.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { StoresOf } from '#use-cases/stores.ts'

export type GrantStores = StoresOf<'applications' | keyof NotifyStores>
export type AccessGrant = { application: { id: string } & NamedApplication; scope: string }

/** Within the caller's transaction. `origin`: the network address. */
export async function grantAccess(
  stores: GrantStores,
  notify: Pick<Notify, 'notice'>,
  session: Session,
  person: Person,
  { application, scope }: AccessGrant,
  origin: string,
  now: Date,
): Promise<void> {
  const applicationId = application.id
  await stores.applications.grantAccess(person.id, applicationId, scope, now)
  await stores.audit.append(auditFor(session, 'access-granted', { applicationId, origin, detail: { scope } }), now)
  await notify.notice(stores, person, 'access-granted', { browser: session.browser, origin, application }, now)
}
