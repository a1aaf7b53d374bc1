// Setting up an authenticator app: a pending secret, the guard of a first enrolment, and the one moment at which it is
// switched on.
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import { ENROLMENT } from '#identity/attempts/rate-limits.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Enrolment } from '#identity/enrolments/enrolments.store.ts'
import type { CodeHashes } from '#identity/passwords/recovery-code-hashes.ts'
import type { Person } from '#identity/people/people.store.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { SECRET_BYTES, type TotpRefusal, entryLabel, secondsToNext, verifyCode } from '#identity/second-factors/totp.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { TranslatorFor } from '#locales/messages.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { resetGuesses } from '#use-cases/prove-factor/count-guess.ts'
import { markBrowser, mayAddFactor, saveDiagnosis } from '#use-cases/prove-factor/prove-code.ts'
import { generateCodes, saveCodes } from './recovery-codes.ts'

type Used =
  | 'attempts'
  | 'devices'
  | 'enrolments'
  | 'entryLabels'
  | 'factors'
  | 'logouts'
  | 'people'
  | 'recovery'
  | 'sessions'
  | 'totp'
  | keyof NotifyStores

type Deps = { identity: Transactional<Used>; codeHashes: CodeHashes; notify: Notify }

/** The pending enrolment of this session; begun where there is none. */
export async function ensureEnrolment(
  { identity, translatorFor }: Pick<Deps, 'identity'> & { translatorFor: TranslatorFor },
  session: Session,
  person: Person,
  now: Date,
): Promise<Enrolment> {
  const pending = await identity.enrolments.findPending(session.id, now)
  if (pending) return pending
  const day = translatorFor(person.language).dates.shortDay(now)
  const label = entryLabel(person.email, day, await identity.entryLabels.listByPerson(person.id))
  const entry = auditFor(session, 'enrolment-begun')
  const begun =
    (await identity.enrolments.begin(person.id, session.id, SECRET_BYTES, label, now, entry)) ??
    (await identity.enrolments.findPending(session.id, now))
  if (!begun) throw new Error(`enrolment of session ${session.id} is gone right after its beginning`)
  return begun
}

export type ConfirmRefusal = TotpRefusal | { refusal: 'rate-limited'; until: Date } | { refusal: 'enrolment-over' }

/**
 * Switches the authenticator app on, if the code is right: factor, recovery codes, proof, audit and notice in one
 * transaction, so that a crash at any moment leaves either all of it or nothing. The code's step is consumed by it
 * (M16). One more app beside a factor that works leaves the recovery codes as they are. Returns the session's new
 * token.
 */
export async function confirmEnrolment(
  { identity, codeHashes, notify }: Deps,
  session: Session,
  person: Person,
  enrolment: Enrolment,
  digits: string,
  { now, phoneTime }: { now: Date; phoneTime: Date },
): Promise<Decision<string, ConfirmRefusal>> {
  const bucket = `enrolment:${enrolment.id}`
  if (!(await identity.attempts.consume(bucket, ENROLMENT, now)).ok)
    return { ok: false, refusal: 'rate-limited', until: (await identity.attempts.limitedUntil(bucket, now)) ?? now }
  const decision = verifyCode({ secret: enrolment.secret, lastUsedStep: -1 }, digits, phoneTime)
  if (!decision.ok) {
    await saveDiagnosis(identity, enrolment.id, decision, now)
    return decision
  }
  const { step } = decision.value
  if (await identity.totp.wasDiagnosed(enrolment.id, step))
    return { ok: false, refusal: 'code-already-used', secondsToNext: secondsToNext(step, phoneTime) }

  return identity.transaction(async (stores) => {
    // A lock of the account meanwhile has ended the session: the account must not get a new way to sign in.
    await stores.people.hold(person.id)
    const factors = await stores.factors.listByPerson(person.id)
    if (!mayAddFactor(session, factors)) return refuse({ refusal: 'enrolment-over' })
    const isAdditional = factors.some(isUsable)
    const hasCodes = isAdditional && (await stores.recovery.findByPerson(person.id)) !== undefined
    if (!(await stores.enrolments.consume(enrolment.id, now))) return refuse({ refusal: 'enrolment-over' })
    // Other sessions of this person rest on a password alone, or on a factor that is gone: each is asked again.
    if (!isAdditional) await stores.logouts.enqueueForOthers(session, now)
    // Before anything is changed, so that nothing is where the session is over.
    const token = await stores.sessions.prove(session.id, { factor: 'totp', id: enrolment.id }, now)
    if (token === null) return refuse({ refusal: 'enrolment-over' })
    await stores.totp.add(
      {
        id: enrolment.id,
        personId: person.id,
        secret: enrolment.secret,
        label: enrolment.label,
        step,
      },
      now,
    )
    if (factors.some(({ lostAt }) => lostAt !== null)) await removeLostApps(stores, person.id, now)
    if (!hasCodes) await saveCodes(stores, person.id, generateCodes(codeHashes), now)
    await markBrowser(stores, session, now)
    await stores.attempts.reset(bucket)
    // What was guessed at before was another factor.
    if (!isAdditional) await resetGuesses(stores, 'first-factor-enrolled', person.id, now)
    await stores.audit.append(
      auditFor(session, isAdditional ? 'factor-added' : 'enrolled', { detail: { factor: 'totp' } }),
      now,
    )
    // Without the entry's label: it has the address in it, which a former mailbox is not told.
    await notify.notice(
      stores,
      person,
      isAdditional ? 'factor-added' : 'enrolled',
      { browser: session.browser, origin: session.origin, factor: { kind: 'totp', name: '' } },
      now,
    )
    return accept(token)
  })
}

/**
 * A factor that its owner called gone is removed when a new one is there; the entry stays in the app, and pages say
 * that it may be deleted.
 */
export async function removeLostApps(stores: StoresOf<'factors' | 'totp'>, personId: string, now: Date): Promise<void> {
  const lost = (await stores.totp.listByPerson(personId)).filter((factor) => factor.lostAt !== null)
  await stores.totp.rememberRemovedLabels(
    personId,
    lost.map(({ label }) => label),
    now,
  )
  await stores.factors.removeLost(personId)
}
