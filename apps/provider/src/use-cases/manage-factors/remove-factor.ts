// Removing one second factor, of whatever kind, with everything that rests on it.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { isId } from '@sluis/server-kit/random'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import { type RemovalRefusal, type RemovalRules, removalRefusal } from '#identity/second-factors/removal.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { findFactorRequirement, type RequirementStores } from './factor-requirement.ts'

type RuleStores = StoresOf<'companies' | keyof RequirementStores>
type Used = 'factors' | 'people' | 'remembered' | 'sessions' | 'totp' | keyof RuleStores | keyof NotifyStores

type Deps = { identity: Transactional<Used>; notify: Notify }

/** Why it may not be removed now; null where it may. */
export const findRemovalRefusal = async (
  stores: StoresOf<'factors' | keyof RuleStores>,
  personId: string,
  factorId: string,
  now: Date,
): Promise<RemovalRefusal | null> =>
  removalRefusal(await stores.factors.listByPerson(personId), factorId, await rulesOf(stores, personId, now))

const rulesOf = async (stores: RuleStores, personId: string, now: Date): Promise<RemovalRules> => ({
  isRequired: (await findFactorRequirement(stores, personId, now)).isRequired,
  smsFirst: (await stores.companies.policyOf(personId, now)).smsFirst,
})

/** The caller has made sure of a second factor that was proved a moment ago. Nothing changes where it is refused. */
export async function removeFactor(
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  factorId: string,
  now: Date,
): Promise<Decision<null, RemovalRefusal>> {
  if (!isId(factorId)) return refuse('unknown')
  return identity.transaction(async (stores) => {
    // One at a time: two that go at once must not each leave it to the other to stay.
    await stores.people.hold(person.id)
    // A lock of the account meanwhile has ended the session: nothing changes then.
    if (!(await stores.sessions.isActive(session.id))) return refuse('unknown')
    const factors = await stores.factors.listByPerson(person.id)
    const refusal = removalRefusal(factors, factorId, await rulesOf(stores, person.id, now))
    if (refusal !== null) return refuse(refusal)

    const { kind, name } = factors.find(({ id }) => id === factorId)!
    if (kind === 'totp') {
      const label = (await stores.totp.listByPerson(person.id)).find(({ id }) => id === factorId)!.label
      await stores.totp.rememberRemovedLabels(person.id, [label], now)
    }
    await stores.factors.remove(person.id, factorId)
    await stores.remembered.endAll(person.id, now)
    // Who got in with it, or with a browser that was remembered, is asked again (ASVS 7.4.3).
    const ended = await stores.sessions.endProvedBy(person.id, factorId, now, session.id)
    await stores.audit.append(auditFor(session, 'factor-removed', { detail: { factor: kind, ended } }), now)
    await notify.notice(
      stores,
      person,
      'factor-removed',
      { browser: session.browser, origin: session.origin, factor: { kind, name } },
      now,
    )
    return accept(null)
  })
}
