// Where a visit stands on its way to a destination: the facts, gathered from the stores, and the step that follows from
// them.
import { isCovered } from '#identity/applications/applications.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import { emailKey } from '#identity/people/email.ts'
import { findWayBack } from '#identity/people/find-way-back.service.ts'
import type { Obligation } from '#identity/rollouts/obligation.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Stores } from '#identity/stores.ts'
import type { Destination } from './destination.ts'
import { type Facts, nextStep, type StepName } from './next-step.ts'
import type { Session } from './sessions.store.ts'
import { ACR, identifiedAt, isAtLeast, meets } from './standing.ts'

export type Stand = {
  session: Session | null
  person: Person | null
  facts: Facts
  step: StepName | null
  obligation: Obligation | null
}

const NOBODY: Facts = {
  passwordProved: false,
  hasSecondFactor: false,
  hasUsableFactor: false,
  factorProved: false,
  frozen: false,
  usedRecoveryCode: false,
  phoneAnswer: null,
  accessGranted: true,
  factorDemanded: false,
  vouched: false,
  codesToKeep: false,
  passkeyDemanded: false,
  passkeyProved: false,
}

export async function standOf(
  stores: Stores,
  session: Session | null,
  destination: Destination,
  now: Date,
): Promise<Stand> {
  const person = session && (await stores.people.findById(session.personId))
  const frozenAt = person?.frozenAt ?? null
  // Of a locked account only its owner's way back is a visit at all: with a password from after the lock, and something
  // from before it to prove.
  if (!session || !person || (frozenAt !== null && !(await isWayBack(stores, session, frozenAt))))
    return { session: null, person: null, facts: NOBODY, step: 'enter-password', obligation: null }

  const [factors, codes, obligation, consented] = [
    await stores.factors.ofPerson(person.id),
    await stores.recovery.ofPerson(person.id),
    await stores.rollouts.obligation(
      { personId: person.id, applicationId: destination.application?.id ?? null, companyId: destination.companyId },
      now,
    ),
    destination.application ? await stores.applications.consentedScope(person.id, destination.application.id) : '',
  ]
  const fresh = (at: Date | null): boolean =>
    at !== null &&
    (destination.notBefore === null || at >= destination.notBefore) &&
    (frozenAt === null || at > frozenAt)
  const meant = isMeant(destination, session, person)
  // Remembering serves the ordinary way in, while all of the person's companies allow it; whatever is demanded is
  // proved anew.
  const remembers =
    session.isRemembered &&
    !session.isAdministrator &&
    frozenAt === null &&
    destination.acr === null &&
    !destination.enrol &&
    (await stores.companies.allow(person.id, now)).remembersBrowsers
  const facts: Facts = {
    passwordProved: meant && (fresh(session.passwordAt) || fresh(session.verifiedAt)),
    hasSecondFactor: factors.length > 0,
    hasUsableFactor: factors.some(isUsable),
    factorProved: fresh(session.factorAt) && (!session.isRemembered || remembers),
    frozen: frozenAt !== null,
    usedRecoveryCode: session.factorKind === 'recovery',
    phoneAnswer: session.phoneAnswer,
    accessGranted: isCovered(
      destination.scope,
      `${destination.asksAccess ? '' : consented} ${destination.grantedScope}`,
    ),
    factorDemanded:
      destination.enrol ||
      obligation.obligation === 'required' ||
      (destination.acr !== null && isAtLeast(destination.acr, ACR.twoFactor)),
    vouched: session.vouchedAt !== null || destination.vouchedPersonId === person.id,
    codesToKeep: codes !== undefined && !codes.kept,
    passkeyDemanded: destination.acr === ACR.phishingResistant,
    passkeyProved: session.factorKind === 'passkey' && !session.isRemembered && fresh(session.factorAt),
  }
  return { session, person, facts, step: nextStep(facts), obligation }
}

const isWayBack = async (stores: Stores, session: Session, frozenAt: Date): Promise<boolean> =>
  session.passwordAt !== null &&
  session.passwordAt > frozenAt &&
  (await findWayBack(stores, session.personId, frozenAt)) === 'older-factor'

/** False where the application named somebody else, and this visit is from before it asked. */
function isMeant(destination: Destination, session: Session, person: Person): boolean {
  if (destination.hint === null || identifiedAt(session) >= destination.startedAt) return true
  const hinted = emailKey(destination.hint)
  const own = emailKey(person.email)
  return !hinted.ok || (own.ok && hinted.value === own.value)
}

/**
 * True where a finished visit may be handed to the destination: nothing left to ask, and the acr that was demanded.
 * Access is the application's own question.
 */
export const isThrough = (stand: Stand, destination: Destination): boolean =>
  stand.session !== null &&
  (stand.step === null || stand.step === 'grant-access') &&
  meets(stand.session, destination.acr)
