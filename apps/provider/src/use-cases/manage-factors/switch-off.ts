// Switching two-step verification off: every second factor and recovery code goes, and what was let in by them ends.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { findFactorRequirement, type RequirementStores } from './factor-requirement.ts'

type Used =
  | 'factors'
  | 'logouts'
  | 'people'
  | 'recovery'
  | 'remembered'
  | 'sessions'
  | 'totp'
  | keyof RequirementStores
  | keyof NotifyStores

type Deps = { identity: Transactional<Used>; notify: Notify }

/**
 * Refused while somebody demands a second factor (P16), and `is-off` also where the session was ended meanwhile. This
 * session goes on with the password alone; what applications hold of it says more than that, and ends.
 */
export async function disableTwoStep(
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  now: Date,
): Promise<Decision<null, 'required' | 'administrator' | 'is-off'>> {
  return identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    const factors = await stores.factors.listByPerson(person.id)
    if (factors.length === 0 || !(await stores.sessions.isActive(session.id))) return refuse('is-off')
    const requirement = await findFactorRequirement(stores, person.id, now)
    if (requirement.isRequired) return refuse(requirement.isAdministrator ? 'administrator' : 'required')

    await stores.totp.rememberRemovedLabels(
      person.id,
      (await stores.totp.listByPerson(person.id)).map(({ label }) => label),
      now,
    )
    await stores.factors.removeAll(person.id)
    await stores.recovery.removeAll(person.id)
    await stores.remembered.endAll(person.id, now)
    await stores.sessions.endAll(person.id, now, session.id)
    await stores.sessions.clearFactor(session.id)
    await stores.logouts.enqueueForSession(session.id, now)
    await stores.audit.append(auditFor(session, 'two-step-off', { detail: { factors: factors.length } }), now)
    await notify.notice(stores, person, 'two-step-off', { browser: session.browser, origin: session.origin }, now)
    return accept(null)
  })
}
