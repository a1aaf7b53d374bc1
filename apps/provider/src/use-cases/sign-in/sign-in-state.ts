// Where a session stands on its way to a destination: the facts, from what is stored, and the step that follows from
// them.
import { emailKey } from '@sluis/server-kit/email'
import { isCovered } from '#identity/applications/applications.store.ts'
import { employerOf } from '#identity/companies/employer.ts'
import type { Person } from '#identity/people/people.store.ts'
import { recoveryPathOf } from '#identity/recovery/recovery-path.ts'
import type { CodeSet } from '#identity/recovery/recovery.store.ts'
import { type Obligation, obligationOf } from '#identity/rollouts/obligation.ts'
import type { RolloutFacts } from '#identity/rollouts/rollouts.store.ts'
import { type Factor, isUsable, requiresPermission } from '#identity/second-factors/factors.ts'
import { ACR, identifiedAt, isAtLeast, meets } from '#identity/sessions/assurance.ts'
import { isProved, type SignInFacts, nextStep, type StepName } from '#identity/sessions/next-step.ts'
import { type EndOfRight, endOfRight, factorState } from '#identity/sessions/right-to-go-on.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { SignInRequest } from '#identity/sessions/sign-in-request.ts'
import type { SignInPerson, SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'

export type SignInState = {
  session: Session | null
  person: Person | null
  /** The person, and what else was read of them. */
  owner: SignInPerson | null
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

/** `record`: what is stored of it, as `signIns.read` gives it for this request. Pure. */
export function evaluateSignIn(record: SignInRecord, request: SignInRequest, now: Date): SignInState {
  const { session, owner } = record
  const lockedAt = owner?.person.lockedAt ?? null
  // Of a locked account only its owner's way back is a session at all: with a password from after the lock, and
  // something from before it to prove.
  if (!session || !owner || (lockedAt !== null && !isRecoverySession(session, owner, lockedAt)))
    return {
      session: null,
      person: null,
      owner: null,
      facts: NO_FACTS,
      step: 'enter-password',
      end: lockedAt === null ? 'signed-out' : 'locked',
      obligation: null,
      employer: null,
      factors: [],
      codes: null,
    }

  const { person, factors, codes } = owner
  const rollouts = request.isSeparate ? rolloutsAt(owner.rollouts, request.companyId) : owner.rollouts
  const obligation = obligationOf(rollouts, now)
  const fresh = (at: Date | null): boolean =>
    at !== null && (request.notBefore === null || at >= request.notBefore) && (lockedAt === null || at > lockedAt)
  const isNamed = isNamedPerson(request, session, person) && !meansNamesake(request, session, owner, obligation)
  // Of those who have nothing else their companies may have taken the permission back.
  const lacksMoreThanText =
    obligation.obligation === 'required' && requiresPermission(factors) && !owner.policy.smsFirst
  const factor = factorState(session, owner.remembering)
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
    accessGranted: isCovered(request.scope, `${request.promptsConsent ? '' : owner.consented} ${request.grantedScope}`),
    factorRequired:
      request.enrol ||
      obligation.obligation === 'required' ||
      (request.acr !== null && isAtLeast(request.acr, ACR.twoFactor)),
    enrolmentAuthorised: session.enrolmentAuthorisedAt !== null || request.voucherPersonId === person.id,
    codesUnsaved: codes !== null && !codes.isSaved,
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
  return { session, person, owner, facts, step: nextStep(facts), end, obligation, employer, factors, codes }
}

/** Of one company alone; where it is not known which, of all. */
const rolloutsAt = (of: RolloutFacts, companyId: string | null): RolloutFacts =>
  companyId === null
    ? of
    : {
        ...of,
        rollouts: of.rollouts.filter((rollout) => rollout.companyId === companyId),
        employers: of.employers.filter(({ id }) => id === companyId),
      }

const isRecoverySession = (
  session: Session,
  { factors, codes, passwordChangedAt }: SignInPerson,
  lockedAt: Date,
): boolean =>
  session.passwordAt !== null &&
  session.passwordAt > lockedAt &&
  recoveryPathOf({ lockedAt, passwordChangedAt, factors, recoveryCodesLeft: codes?.left ?? 0 }) === 'older-factor'

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
const meansNamesake = (
  { application, startedAt, spansApplications }: SignInRequest,
  session: Session,
  { hasNamesake }: SignInPerson,
  obligation: Obligation,
): boolean =>
  application !== null &&
  (obligation.rollout === null || spansApplications) &&
  identifiedAt(session) < startedAt &&
  hasNamesake

/**
 * True where a finished session may be handed to the destination: nothing left to ask, and the acr that was demanded.
 * Access is the application's own question, and whether its directory lets the person in is asked by `isShutOut`.
 */
export const isSatisfied = (state: SignInState, request: SignInRequest): boolean =>
  state.session !== null && (state.step === null || state.step === 'grant-access') && meets(state.session, request.acr)
