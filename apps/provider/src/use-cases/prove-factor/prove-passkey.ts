// Proving a passkey: after the password as the second factor, or alone, where the device checked its owner itself.
import { rateLimitKey } from '@sluis/server-kit/client-address'
import { accept, type Decision, refuse, type Refused } from '@sluis/server-kit/decision'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { PASSKEY_PER_NETWORK } from '#identity/attempts/rate-limits.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { CEREMONY_TIMEOUT_MS, type ChallengeScope } from '#identity/second-factors/passkey-challenges.store.ts'
import {
  descriptorOf,
  requestOptions,
  type VerifiedAssertion,
  verifyAssertion,
  type ParsedResponse,
  parseAssertion,
  relyingParty,
} from '#identity/second-factors/passkey-responses.ts'
import type { Passkey } from '#identity/second-factors/passkeys.ts'
import type { Proof, Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { notifyThrottled } from '#messaging/mail/throttle.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { type CodeRefusal, refundTry, NOT_GUESSABLE, recordProof, consumeTry } from './prove-code.ts'
import { resetGuesses } from './count-guess.ts'
import { recordRefusedTry, type RefusalStores } from './refuse-proof.ts'

type Used = 'passkeyChallenges' | 'passkeys' | keyof RefusalStores

type Deps = { identity: Transactional<Used>; issuer: string }
type NotifyDeps = Deps & { notify: Pick<Notify, 'notice'> }
type Options = PublicKeyCredentialRequestOptionsJSON
/**
 * `counter-regression`: the counter did not rise, as of a key that somebody copied. It is refused: whoever holds the
 * copy must not get in, and its owner has other ways.
 */
export type PasskeyRefusal = 'malformed' | 'challenge-gone' | 'not-verified' | 'unknown-passkey' | 'counter-regression'

const afterPassword = (session: Session, browserId: string): ChallengeScope => ({
  purpose: 'second-factor',
  browserId,
  sessionId: session.id,
})
const passwordless = (browserId: string): ChallengeScope => ({ purpose: 'passwordless', browserId, sessionId: null })

export async function proofOptions(
  { identity, issuer }: Deps,
  session: Session,
  browserId: string,
  now: Date,
): Promise<Options> {
  const passkeys = (await identity.passkeys.listByPerson(session.personId)).filter(isUsable)
  return requestOptions({
    rpID: relyingParty(issuer).rpId,
    challenge: await identity.passkeyChallenges.create(afterPassword(session, browserId), now),
    allowCredentials: passkeys.map(descriptorOf),
    timeout: CEREMONY_TIMEOUT_MS,
    userVerification: 'preferred',
  })
}

/** Names nobody: the device says whose passkey it is, so that nothing tells which accounts there are. */
export async function passwordlessOptions({ identity, issuer }: Deps, browserId: string, now: Date): Promise<Options> {
  return requestOptions({
    rpID: relyingParty(issuer).rpId,
    challenge: await identity.passkeyChallenges.create(passwordless(browserId), now),
    timeout: CEREMONY_TIMEOUT_MS,
    userVerification: 'required',
  })
}

/** After the password. Counted before it is looked at. Returns the session's new token. */
export async function provePasskey(
  deps: NotifyDeps,
  session: Session,
  text: string,
  browserId: string,
  now: Date,
): Promise<Decision<string, CodeRefusal | { refusal: PasskeyRefusal }>> {
  const { identity } = deps
  const read = parseAssertion(text)
  if (!read.ok) return read
  const tried = await consumeTry(identity, session, null, now)
  if (!tried.ok) return tried
  const counted = tried.value
  const judged = await verify(
    deps,
    read.value,
    { challengeFor: afterPassword(session, browserId), personId: session.personId, requiresVerification: false },
    now,
  )
  if (!judged.ok) return refused(judged.refusal)
  const proved = await identity.transaction(async (stores) =>
    (await recordUse(stores, judged.value, now))
      ? recordProof(stores, session, proofOf(judged.value), counted, now)
      : null,
  )
  if (proved !== null) return proved
  await notifyClonedKey(deps, judged.value.passkey, session, now)
  return refused('counter-regression')

  async function refused(refusal: PasskeyRefusal): Promise<{ ok: false; refusal: PasskeyRefusal }> {
    await identity.transaction(async (stores) => {
      // An answer to no open question guesses nothing: it was used already, or came too late.
      const isGuess = refusal !== 'challenge-gone'
      if (!isGuess) await refundTry(stores, session, counted)
      const detail = { factor: 'passkey', refusal }
      const tryOf = { action: 'second-factor-refused', detail, counted, isGuess } as const
      await recordRefusedTry(stores, deps.notify, session, tryOf, now)
    })
    return refuse(refusal)
  }
}

export type PasswordlessRefusal = PasskeyRefusal | 'too-many-tries'
type LockedOut = { ok: false; refusal: 'locked'; person: Person }
export type PasswordlessContext = { browserId: string; browser: string; origin: string; before: Session | null }

/**
 * In place of address, password and code. A session of somebody else in this browser ends. Returns the token of the
 * session. Only what was refused is counted, and a right passkey never is (decision 0027).
 */
export async function signInByPasskey(
  deps: NotifyDeps,
  text: string,
  { browserId, browser, origin, before }: PasswordlessContext,
  now: Date,
): Promise<Decision<{ token: string }, PasswordlessRefusal> | LockedOut> {
  const { identity } = deps
  const read = parseAssertion(text)
  if (!read.ok) return read
  const judged = await verify(
    deps,
    read.value,
    { challengeFor: passwordless(browserId), personId: null, requiresVerification: true },
    now,
  )
  if (!judged.ok) return refused(judged.refusal, null)
  const { personId } = judged.value.passkey
  const person = await identity.people.findById(personId)
  if (!person) throw new Error(`passkey ${judged.value.passkey.id} belongs to nobody`)
  if (person.lockedAt !== null) {
    await refused('locked', personId)
    return { ok: false, refusal: 'locked', person }
  }

  const token = await identity.transaction(async (stores) => {
    if (!(await recordUse(stores, judged.value, now))) return null
    if (before?.personId === personId) {
      const proved = await recordProof(stores, before, proofOf(judged.value), NOT_GUESSABLE, now)
      if (proved.ok) return proved.value
    } else if (before) await stores.sessions.end(before.id, now)
    await resetGuesses(stores, 'passkey-proved', personId, now)
    const begun = await stores.sessions.begin(personId, browser, proofOf(judged.value), now, { origin })
    await stores.audit.append(
      auditFor({ id: begun.id, personId, origin }, 'second-factor-proved', {
        detail: { factor: 'passkey', alone: true },
      }),
      now,
    )
    return begun.token
  })
  if (token !== null) return accept({ token })
  await notifyClonedKey(deps, judged.value.passkey, { browser, origin }, now)
  return refused('counter-regression', personId)

  async function refused<Refusal extends PasswordlessRefusal | 'locked'>(
    refusal: Refusal,
    whose: string | null,
  ): Promise<Refused<Refusal | 'too-many-tries'>> {
    const network = `passkey-network:${rateLimitKey(origin)}`
    if ((await identity.attempts.fill(network, PASSKEY_PER_NETWORK, now)) !== null) return refuse('too-many-tries')
    await identity.audit.append(
      {
        action: 'sign-in-refused',
        result: 'refused',
        actor: whose ?? 'unknown',
        personId: whose ?? undefined,
        origin,
        detail: { factor: 'passkey', refusal },
      },
      now,
    )
    return refuse(refusal)
  }
}

type Verified = VerifiedAssertion & { passkey: Passkey }
type Expected = { challengeFor: ChallengeScope; personId: string | null; requiresVerification: boolean }

/**
 * The challenge is consumed first, right or wrong: each is looked at once. `personId`: whose passkey it must be; null
 * where the device says it.
 */
async function verify(
  { identity, issuer }: Deps,
  read: ParsedResponse<Parameters<typeof verifyAssertion>[0]['answer']>,
  { challengeFor, personId, requiresVerification }: Expected,
  now: Date,
): Promise<Decision<Verified, PasskeyRefusal>> {
  if (!(await identity.passkeyChallenges.consume(read.challenge, challengeFor, now))) return refuse('challenge-gone')
  const passkey = await identity.passkeys.findByCredential(Buffer.from(read.answer.id, 'base64url'))
  if (!passkey || !isUsable(passkey) || (personId !== null && passkey.personId !== personId))
    return refuse('unknown-passkey')
  const judged = await verifyAssertion(read, passkey, relyingParty(issuer), requiresVerification)
  return judged.ok ? accept({ ...judged.value, passkey }) : judged
}

/** Its owner hears of it, since they alone can tell whether there is a copy. */
const notifyClonedKey = (
  { identity, notify }: NotifyDeps,
  { personId, name }: Passkey,
  { browser, origin }: Pick<Session, 'browser' | 'origin'>,
  now: Date,
): Promise<void> =>
  identity.transaction(async (stores) => {
    const person = await stores.people.findById(personId)
    if (person)
      await notifyThrottled(
        stores,
        notify,
        person,
        'key-refused',
        { browser, origin, factor: { kind: 'passkey', name } },
        now,
      )
  })

const recordUse = (stores: StoresOf<Used>, { passkey, count, backedUp }: Verified, now: Date): Promise<boolean> =>
  stores.passkeys.recordUse(passkey.id, count, backedUp, now)
const proofOf = ({ passkey, isVerified }: Verified): Extract<Proof, { factor: 'passkey' }> => ({
  factor: 'passkey',
  id: passkey.id,
  keyKind: passkey.backupEligible ? 'swk' : 'hwk',
  verified: isVerified,
})
