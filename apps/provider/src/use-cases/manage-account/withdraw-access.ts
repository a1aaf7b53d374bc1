// Taking back what an application may know: its tokens are dead at once, it is told, and the next sign-in there asks
// again (M6).
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { isId } from '@sluis/server-kit/random'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'applications' | 'grants' | 'logouts' | 'people' | 'sessions' | keyof NotifyStores

export async function withdrawAccess(
  { identity, notify }: { identity: Transactional<Used>; notify: Notify },
  session: Session,
  person: Person,
  applicationId: string,
  now: Date,
): Promise<Decision<null, 'not-granted' | 'session-over'>> {
  if (!isId(applicationId)) return refuse('not-granted')
  return identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    if (!(await stores.sessions.isActive(session.id))) return refuse('session-over')
    const granted = (await stores.applications.grantedBy(person.id)).find(({ id }) => id === applicationId)
    if (!granted || !(await stores.applications.withdrawAccess(person.id, applicationId))) return refuse('not-granted')
    // A device has nothing but this application. It ends by hand, so that the application is told of it as of others.
    await stores.sessions.endDevices({ personId: person.id, applicationId }, now)
    // Told of the sessions that it reached, before they are forgotten.
    await stores.logouts.enqueueFor(applicationId, person.id, now)
    await stores.grants.deleteForPerson(person.id, applicationId)
    await stores.audit.append(auditFor(session, 'access-withdrawn', { applicationId }), now)
    await notify.notice(
      stores,
      person,
      'access-withdrawn',
      { browser: session.browser, origin: session.origin, application: granted },
      now,
    )
    return accept(null)
  })
}
