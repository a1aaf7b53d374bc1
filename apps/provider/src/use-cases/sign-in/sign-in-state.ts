// Where a session stands on its way to a destination: the facts, gathered from the stores, and the step that follows
// from them.
import { emailKey } from '@sluis/server-kit/email'
import { isCovered } from '#identity/applications/applications.store.ts'
import { employerOf } from '#identity/companies/employer.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { CodeSet } from '#identity/recovery/recovery.store.ts'
import { type Obligation, obligationOf } from '#identity/rollouts/obligation.ts'
import { type Factor, isUsable, requiresPermission } from '#identity/second-factors/factors.ts'
import { ACR, identifiedAt, isAtLeast, meets } from '#identity/sessions/assurance.ts'
import { isProved, type SignInFacts, nextStep, type StepName } from '#identity/sessions/next-step.ts'
import { type EndOfRight, endOfRight, factorState } from '#identity/sessions/right-to-go-on.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { SignInRequest } from '#identity/sessions/sign-in-request.ts'
import { findRecoveryPath, type RecoveryPathStores } from '#use-cases/recover-account/find-recovery-path.ts'
import type { StoresOf } from '#use-cases/stores.ts'

type Used = 'addresses' | 'applications' | 'companies' | 'people' | 'remembered' | 'rollouts' | keyof RecoveryPathStores

export type SignInState = {
  session: Session | null
  person: Person | null
  facts: SignInFacts
  step: StepName | null
  /** What keeps the session out of where it is going, whatever step is due; null where nothing does. */
  end: EndOfRight | null
  obligation: Obligation | null
  /** As whose employee the person is on the way, once nothing more is to be proved; null where it could be several. */
  employer: string | null
  /** All second factors of the person, newest first, and their recovery codes: what the facts were read from. */
  factors: readonly Factor[]
  codes: CodeSet | null
}

const NO_FACTS: SignInFacts = {
  passwordProved: false,
  hasSecondFactor: false,
  hasUsableFactor: false,
  lacksMoreThanText: false,
  factorProved: false,
  locked: false,
  usedRecoveryCode: false,
  phoneAnswer: null,
  accessGranted: true,
  factorRequired: false,
  enrolmentAuthorised: false,
  codesUnsaved: false,
  passkeyRequired: false,
  passkeyProved: false,
}

export async function evaluateSignIn(
  stores: StoresOf<Used>,
  session: Session | null,
  request: SignInRequest,
  now: Date,
): Promise<SignInState> {
  const person = session && (await stores.people.findById(session.personId))
  const lockedAt = person?.lockedAt ?? null
  // Of a locked account only its owner's way back is a session at all: with a password from after the lock, and
  // something from before it to prove.
  if (!session || !person || (lockedAt !== null && !(await isRecoverySession(stores, session, lockedAt))))
    return {
      session: null,
      person: null,
      facts: NO_FACTS,
      step: 'enter-password',
      end: lockedAt === null ? 'signed-out' : 'locked',
      obligation: null,
      employer: null,
      factors: [],
      codes: null,
    }

  const companyId = request.isSeparate ? request.companyId : null
  const [factors, codes, rollouts, consented, remembering] = [
    await stores.factors.listByPerson(person.id),
    await stores.recovery.findByPerson(person.id),
    await stores.rollouts.facts(
      {
        personId: person.id,
        applicationId: request.spansApplications ? null : (request.application?.id ?? null),
        companyId,
      },
      now,
    ),
    request.application ? await stores.applications.consentedScope(person.id, request.application.id) : '',
    await stores.remembered.restsOn(session, now),
  ]
  const obligation = obligationOf(rollouts, now)
  const fresh = (at: Date | null): boolean =>
    at !== null && (request.notBefore === null || at >= request.notBefore) && (lockedAt === null || at > lockedAt)
  const isNamed =
    isNamedPerson(request, session, person) && !(await meansNamesake(stores, request, session, person, obligation))
  // Asked of those alone who have nothing else: their companies may have taken the permission back.
  const lacksMoreThanText =
    obligation.obligation === 'required' &&
    requiresPermission(factors) &&
    !(await stores.companies.policyOf(person.id, now)).smsFirst
  const factor = factorState(session, remembering)
  // Remembering serves the ordinary way in; whatever is demanded is proved again.
  const remembers =
    factor === 'counts' && !lacksMoreThanText && lockedAt === null && request.acr === null && !request.enrol
  const facts: SignInFacts = {
    passwordProved: isNamed && (fresh(session.passwordAt) || fresh(session.verifiedAt)),
    hasSecondFactor: factors.length > 0,
    hasUsableFactor: factors.some(isUsable),
    lacksMoreThanText,
    factorProved: fresh(session.factorAt) && (!session.isRemembered || remembers),
    locked: lockedAt !== null,
    usedRecoveryCode: session.factorKind === 'recovery',
    phoneAnswer: session.phoneAnswer,
    accessGranted: isCovered(request.scope, `${request.promptsConsent ? '' : consented} ${request.grantedScope}`),
    factorRequired:
      request.enrol ||
      obligation.obligation === 'required' ||
      (request.acr !== null && isAtLeast(request.acr, ACR.twoFactor)),
    enrolmentAuthorised: session.enrolmentAuthorisedAt !== null || request.voucherPersonId === person.id,
    codesUnsaved: codes !== undefined && !codes.isSaved,
    passkeyRequired: request.acr === ACR.phishingResistant,
    passkeyProved: session.factorKind === 'passkey' && !session.isRemembered && fresh(session.factorAt),
  }
  const end = endOfRight({
    hasEnded: false,
    isRegistered: true,
    isLocked: facts.locked,
    isInService: request.isInService,
    isKnown: request.isKnown,
    worksThere: request.worksThere,
    hasAccess: facts.accessGranted,
    factor,
    hasSecondFactor: facts.hasSecondFactor,
    obligation: obligation.obligation,
    claimed: null,
  })
  const employer = isProved(facts) ? employerOf(rollouts.employers, request.companyId) : null
  return { session, person, facts, step: nextStep(facts), end, obligation, employer, factors, codes: codes ?? null }
}

const isRecoverySession = async (stores: StoresOf<Used>, session: Session, lockedAt: Date): Promise<boolean> =>
  session.passwordAt !== null &&
  session.passwordAt > lockedAt &&
  (await findRecoveryPath(stores, session.personId, lockedAt)) === 'older-factor'

/** False where the application named somebody else, and this session is from before it asked. */
function isNamedPerson(request: SignInRequest, session: Session, person: Person): boolean {
  if (request.loginHint === null || identifiedAt(session) >= request.startedAt) return true
  const hinted = emailKey(request.loginHint)
  const own = emailKey(person.email)
  return !hinted.ok || (own.ok && hinted.value === own.value)
}

/**
 * True where the application's own directory knows somebody else by this address, and the session is from before it
 * asked: who it is, their password shows. Nobody has such a namesake who has a roll-out there.
 */
const meansNamesake = async (
  { addresses }: StoresOf<'addresses'>,
  { application, startedAt, spansApplications }: SignInRequest,
  session: Session,
  person: Person,
  obligation: Obligation,
): Promise<boolean> =>
  application !== null &&
  (obligation.rollout === null || spansApplications) &&
  identifiedAt(session) < startedAt &&
  (await addresses.hasNamesake(person.id, application.id))

/**
 * True where a finished session may be handed to the destination: nothing left to ask, and the acr that was demanded.
 * Access is the application's own question, and whether its directory lets the person in is asked by `isShutOut`.
 */
export const isSatisfied = (state: SignInState, request: SignInRequest): boolean =>
  state.session !== null && (state.step === null || state.step === 'grant-access') && meets(state.session, request.acr)
