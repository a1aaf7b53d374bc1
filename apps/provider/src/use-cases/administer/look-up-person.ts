// What a help desk sees of a person: enough to say why somebody cannot get in, and nothing that opens a door. Each look
// stands in the audit trail, with its reason.
import { emailKey } from '@sluis/server-kit/email'
import { SECOND_FACTOR } from '#identity/attempts/rate-limits.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Obligation } from '#identity/rollouts/obligation.ts'
import type { Factor } from '#identity/second-factors/factors.ts'
import type { ActiveSession } from '#identity/sessions/active-sessions.store.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used =
  'activeSessions' | 'attempts' | 'audit' | 'companies' | 'factors' | 'people' | 'recovery' | 'remembered' | 'rollouts'
type Deps = Transactional<Used>

/** Who looks, and why. */
export type Look = { by: string; reason: string }

export type FoundPerson = { id: string; name: string; email: string; lockedAt: Date | null; companies: string[] }
/** More are a reason to ask for more. */
export const MAX_FOUND = 20

export type PersonOverview = {
  person: Person
  companies: string[]
  /** Of all applications together. */
  obligation: Obligation
  factors: Factor[]
  recoveryCodes: { left: number; isQuarantined: boolean } | null
  /** Wrong codes in a row in one place; from `limit` on none is taken there any more. */
  wrongProofs: { count: number; limit: number; refusedUntil: Date | null }
  sessions: number
  rememberedBrowsers: number
}

/** By a part of the name, a whole address, or the id that we or a directory have. The text itself is not recorded. */
export async function findPeople(
  identity: Deps,
  text: string,
  { by, reason }: Look,
  now: Date,
): Promise<FoundPerson[]> {
  const key = emailKey(text)
  return identity.transaction(async (stores) => {
    const found = await stores.companies.searchPeople(text, key.ok ? key.value : null, MAX_FOUND + 1)
    await stores.audit.append(
      {
        action: 'person-looked-up',
        result: 'done',
        actor: by,
        detail: { what: 'search', found: found.length, reason },
      },
      now,
    )
    return found
  })
}

export async function overviewOf(identity: Deps, person: Person, look: Look, now: Date): Promise<PersonOverview> {
  await recordLook(identity, person, 'overview', look, now)
  const wrongProofs = await identity.attempts.worstOf(person.id, now)
  const codes = await identity.recovery.findByPerson(person.id)
  return {
    person,
    companies: await identity.companies.namesOf(person.id),
    obligation: await identity.rollouts.obligation({ personId: person.id, applicationId: null, companyId: null }, now),
    factors: await identity.factors.listByPerson(person.id),
    recoveryCodes: codes ? { left: codes.left, isQuarantined: codes.quarantinedAt !== null } : null,
    wrongProofs: {
      count: wrongProofs.failures,
      limit: SECOND_FACTOR.limit,
      refusedUntil: wrongProofs.limitedUntil,
    },
    sessions: (await identity.activeSessions.listByPerson(person.id, now)).filter(({ isSignedIn }) => isSignedIn)
      .length,
    rememberedBrowsers: (await identity.remembered.listByPerson(person.id, now)).length,
  }
}

export async function sessionsOf(identity: Deps, person: Person, look: Look, now: Date): Promise<ActiveSession[]> {
  await recordLook(identity, person, 'sessions', look, now)
  return identity.activeSessions.listByPerson(person.id, now)
}

/** Before anything is shown, so that nothing is seen without an entry. */
const recordLook = (identity: Deps, { id }: Person, what: string, { by, reason }: Look, now: Date): Promise<void> =>
  identity.transaction((stores) =>
    stores.audit.append(
      { action: 'person-looked-up', result: 'done', actor: by, personId: id, detail: { what, reason } },
      now,
    ),
  )
