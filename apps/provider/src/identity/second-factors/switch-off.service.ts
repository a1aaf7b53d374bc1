// Switching two-step verification off: every second factor and recovery code goes, and what was let in by them ends.
import { type Decision, accept, refuse } from '@sluis/ground'
import type { Notify } from '#identity/notices/notify.service.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#identity/stores.ts'
import { factorDemand } from './demanded.service.ts'

type Needs = { identity: Identity; notify: Notify }

/**
 * Refused while somebody demands a second factor (P16), and `is-off` also where the visit was ended meanwhile. This
 * visit goes on with the password alone.
 */
export async function switchOff(
  { identity, notify }: Needs,
  session: Session,
  person: Person,
  now: Date,
): Promise<Decision<null, 'required' | 'administrator' | 'is-off'>> {
  return identity.together(async (stores) => {
    await stores.factors.lock(person.id)
    const factors = await stores.factors.ofPerson(person.id)
    if (factors.length === 0 || !(await stores.sessions.goesOn(session.id))) return refuse('is-off')
    const demand = await factorDemand(stores, person.id, now)
    if (demand.isRequired) return refuse(demand.isAdministrator ? 'administrator' : 'required')

    await stores.totp.keepFormer(
      person.id,
      (await stores.totp.ofPerson(person.id)).map(({ label }) => label),
      now,
    )
    await stores.factors.removeAll(person.id)
    await stores.recovery.removeAll(person.id)
    await stores.remembered.endAll(person.id, now)
    await stores.sessions.endAll(person.id, now, session.id)
    await stores.sessions.forgetFactor(session.id)
    await stores.audit.append(
      {
        action: 'two-step-off',
        result: 'done',
        actor: person.id,
        personId: person.id,
        sessionId: session.id,
        origin: session.origin,
        detail: { factors: factors.length },
      },
      now,
    )
    await notify.notice(stores, person, 'two-step-off', { browser: session.browser, origin: session.origin }, now)
    return accept(null)
  })
}
