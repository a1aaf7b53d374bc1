// Proving a passkey: after the password as the second factor, or alone, where the device checked its owner itself.
import { type Decision, accept, addressBucket, refuse } from '@sluis/ground'
import { generateAuthenticationOptions, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { PASSKEY_PER_NETWORK } from '#identity/attempts/budgets.ts'
import type { Notify } from '#identity/notices/notify.service.ts'
import { noticeSparingly } from '#identity/notices/sparing.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Proof, Session } from '#identity/sessions/sessions.store.ts'
import type { Identity, Stores } from '#identity/stores.ts'
import { CEREMONY_MS, descriptorOf } from './add-passkey.service.ts'
import { isUsable } from './factors.ts'
import { type Asserted, judgeAssertion, type Read, readAssertion, relyingParty } from './passkey-answers.ts'
import type { ChallengeFor } from './passkey-challenges.store.ts'
import type { Passkey } from './passkeys.ts'
import { type CodeRefusal, giveBackTry, proved, takeTry } from './prove-code.service.ts'
import { refuseTry, secondFactorBucket } from './refused-try.service.ts'

type Needs = { identity: Identity; issuer: string }
type Telling = Needs & { notify: Pick<Notify, 'notice'> }
type Options = PublicKeyCredentialRequestOptionsJSON
/**
 * `count-went-back`: the counter did not rise, as of a key that somebody copied. It is refused: whoever holds the copy
 * must not get in, and its owner has other ways.
 */
export type PasskeyRefusal = 'malformed' | 'challenge-gone' | 'not-verified' | 'unknown-passkey' | 'count-went-back'

const afterPassword = (session: Session, browserId: string): ChallengeFor => ({
  purpose: 'second-factor',
  browserId,
  sessionId: session.id,
})
const alone = (browserId: string): ChallengeFor => ({ purpose: 'passwordless', browserId, sessionId: null })

export async function proofOptions(
  { identity, issuer }: Needs,
  session: Session,
  browserId: string,
  now: Date,
): Promise<Options> {
  const passkeys = (await identity.passkeys.ofPerson(session.personId)).filter(isUsable)
  return generateAuthenticationOptions({
    rpID: relyingParty(issuer).rpId,
    challenge: await identity.passkeyChallenges.make(afterPassword(session, browserId), now),
    allowCredentials: passkeys.map(descriptorOf),
    timeout: CEREMONY_MS,
    userVerification: 'preferred',
  })
}

/** Names nobody: the device says whose passkey it is, so that nothing tells which accounts there are. */
export async function aloneOptions({ identity, issuer }: Needs, browserId: string, now: Date): Promise<Options> {
  return generateAuthenticationOptions({
    rpID: relyingParty(issuer).rpId,
    challenge: await identity.passkeyChallenges.make(alone(browserId), now),
    timeout: CEREMONY_MS,
    userVerification: 'required',
  })
}

/** After the password. Counted before it is looked at. Answers with the visit's new token. */
export async function provePasskey(
  needs: Telling,
  session: Session,
  text: string,
  browserId: string,
  now: Date,
): Promise<Decision<string, never> | ({ ok: false } & (CodeRefusal | { refusal: PasskeyRefusal }))> {
  const { identity } = needs
  const read = readAssertion(text)
  if (!read.ok) return read
  const spentUp = await takeTry(identity, session, now)
  if (spentUp) return { ok: false, ...spentUp }
  const judged = await judge(
    needs,
    read.value,
    { challengeFor: afterPassword(session, browserId), personId: session.personId, demandsVerified: false },
    now,
  )
  if (!judged.ok) return refused(judged.refusal)
  const token = await identity.together(async (stores) =>
    (await spend(stores, judged.value, now)) ? proved(stores, session, proofOf(judged.value), now) : null,
  )
  if (token !== null) return accept(token)
  await tellOfCopy(needs, judged.value.passkey, session, now)
  return refused('count-went-back')

  async function refused(refusal: PasskeyRefusal): Promise<{ ok: false; refusal: PasskeyRefusal }> {
    await identity.together(async (stores) => {
      // An answer to no open question guesses nothing: it was used already, or came too late.
      const isGuess = refusal !== 'challenge-gone'
      if (!isGuess) await giveBackTry(stores, session)
      await refuseTry(
        stores,
        needs.notify,
        session,
        'second-factor-refused',
        { factor: 'passkey', refusal },
        now,
        isGuess,
      )
    })
    return refuse(refusal)
  }
}

export type AloneRefusal = PasskeyRefusal | 'too-many-tries'
type Frozen = { ok: false; refusal: 'frozen'; person: Person }
export type AloneAt = { browserId: string; browser: string; origin: string; before: Session | null }

/**
 * In place of address, password and code. A visit of somebody else in this browser ends. Answers with the token of the
 * visit.
 */
export async function signInByPasskey(
  needs: Telling,
  text: string,
  { browserId, browser, origin, before }: AloneAt,
  now: Date,
): Promise<Decision<{ token: string }, AloneRefusal> | Frozen> {
  const { identity } = needs
  const read = readAssertion(text)
  if (!read.ok) return read
  const network = `passkey-network:${addressBucket(origin)}`
  if (!(await identity.attempts.take(network, PASSKEY_PER_NETWORK, now)).ok) return refuse('too-many-tries')
  const judged = await judge(
    needs,
    read.value,
    { challengeFor: alone(browserId), personId: null, demandsVerified: true },
    now,
  )
  if (!judged.ok) return refused(judged.refusal, null)
  const { personId } = judged.value.passkey
  const person = await identity.people.findById(personId)
  if (!person) throw new Error(`passkey ${judged.value.passkey.id} belongs to nobody`)
  if (person.frozenAt !== null) return { ...(await refused('frozen', personId)), person }

  const token = await identity.together(async (stores) => {
    if (!(await spend(stores, judged.value, now))) return null
    await stores.attempts.giveBack(network, PASSKEY_PER_NETWORK)
    if (before?.personId === personId) return proved(stores, before, proofOf(judged.value), now)
    if (before) await stores.sessions.end(before.id, now)
    await stores.attempts.forgive(secondFactorBucket(personId))
    const begun = await stores.sessions.begin(personId, browser, proofOf(judged.value), now, { origin })
    await stores.audit.append(
      {
        action: 'second-factor-proved',
        result: 'done',
        actor: personId,
        personId,
        sessionId: begun.id,
        origin,
        detail: { factor: 'passkey', alone: true },
      },
      now,
    )
    return begun.token
  })
  if (token !== null) return accept({ token })
  await tellOfCopy(needs, judged.value.passkey, { browser, origin }, now)
  return refused('count-went-back', personId)

  async function refused<Refusal extends AloneRefusal | 'frozen'>(
    refusal: Refusal,
    whose: string | null,
  ): Promise<{ ok: false; refusal: Refusal }> {
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

type Judged = Asserted & { passkey: Passkey }
type Asks = { challengeFor: ChallengeFor; personId: string | null; demandsVerified: boolean }

/**
 * The challenge is spent first, right or wrong: each is looked at once. `personId`: whose passkey it must be; null
 * where the device says it.
 */
async function judge(
  { identity, issuer }: Needs,
  read: Read<Parameters<typeof judgeAssertion>[0]['answer']>,
  { challengeFor, personId, demandsVerified }: Asks,
  now: Date,
): Promise<Decision<Judged, PasskeyRefusal>> {
  if (!(await identity.passkeyChallenges.spend(read.challenge, challengeFor, now))) return refuse('challenge-gone')
  const passkey = await identity.passkeys.ofCredential(Buffer.from(read.answer.id, 'base64url'))
  if (!passkey || !isUsable(passkey) || (personId !== null && passkey.personId !== personId))
    return refuse('unknown-passkey')
  const judged = await judgeAssertion(read, passkey, relyingParty(issuer), demandsVerified)
  return judged.ok ? accept({ ...judged.value, passkey }) : judged
}

/** Its owner hears of it, since they alone can tell whether there is a copy. */
const tellOfCopy = (
  { identity, notify }: Telling,
  { personId, name }: Passkey,
  { browser, origin }: Pick<Session, 'browser' | 'origin'>,
  now: Date,
): Promise<void> =>
  identity.together(async (stores) => {
    const person = await stores.people.findById(personId)
    if (person)
      await noticeSparingly(
        stores,
        notify,
        person,
        'key-refused',
        { browser, origin, factor: { kind: 'passkey', name } },
        now,
      )
  })

const spend = (stores: Stores, { passkey, count, backedUp }: Judged, now: Date): Promise<boolean> =>
  stores.passkeys.use(passkey.id, count, backedUp, now)
const proofOf = ({ passkey, isVerified }: Judged): Extract<Proof, { factor: 'passkey' }> => ({
  factor: 'passkey',
  id: passkey.id,
  keyKind: passkey.backupEligible ? 'swk' : 'hwk',
  verified: isVerified,
})
