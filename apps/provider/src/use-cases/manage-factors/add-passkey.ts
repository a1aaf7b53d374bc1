// Adding a passkey or security key: what the browser is asked for, and the one moment at which it is switched on.
// The person has proved a second factor a moment ago (rule 4).
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomId } from '@sluis/server-kit/random'
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import { CEREMONY_TIMEOUT_MS, type ChallengeScope } from '#identity/second-factors/passkey-challenges.store.ts'
import {
  creationOptions,
  descriptorOf,
  verifyRegistration,
  parseRegistration,
  relyingParty,
  userHandleOf,
} from '#identity/second-factors/passkey-responses.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'factors' | 'passkeyChallenges' | 'passkeys' | 'people' | 'sessions' | keyof NotifyStores

type Deps = { identity: Transactional<Used>; notify: Notify; issuer: string }
export const MAX_PASSKEYS = 20

export type AddRefusal = 'malformed' | 'challenge-gone' | 'not-verified' | 'already-registered' | 'too-many'

const purpose = (session: Session, browserId: string): ChallengeScope => ({
  purpose: 'add',
  browserId,
  sessionId: session.id,
})

export async function registrationOptions(
  { identity, issuer }: Pick<Deps, 'identity' | 'issuer'>,
  session: Session,
  person: Person,
  browserId: string,
  now: Date,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return creationOptions({
    rpName: 'Sluis',
    rpID: relyingParty(issuer).rpId,
    userID: new Uint8Array(Buffer.from(userHandleOf(person.id), 'base64url')),
    userName: person.email,
    userDisplayName: person.name,
    challenge: await identity.passkeyChallenges.create(purpose(session, browserId), now),
    timeout: CEREMONY_TIMEOUT_MS,
    attestationType: 'none',
    // A device that has one of theirs already says so, instead of making a second one.
    excludeCredentials: (await identity.passkeys.listByPerson(person.id)).map(descriptorOf),
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  })
}

export type Added = { id: string }
/**
 * `text`: what the browser handed in. It proves nothing of the session: without attestation nobody has shown yet that
 * the key is there. `origin`: the network address.
 */
export async function addPasskey(
  deps: Deps,
  session: Session,
  person: Person,
  { text, name, browserId, origin }: { text: string; name: string; browserId: string; origin: string },
  now: Date,
): Promise<Decision<Added, AddRefusal>> {
  const { identity, notify, issuer } = deps
  const read = parseRegistration(text)
  if (!read.ok) return read
  if (!(await identity.passkeyChallenges.consume(read.value.challenge, purpose(session, browserId), now)))
    return refuse('challenge-gone')
  const judged = await verifyRegistration(read.value, relyingParty(issuer))
  if (!judged.ok) return judged
  const id = randomId()
  return identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    // A lock of the account meanwhile has ended the session: the account must not get a new way to sign in.
    if (!(await stores.sessions.isActive(session.id))) return refuse('challenge-gone')
    if ((await stores.passkeys.listByPerson(person.id)).length >= MAX_PASSKEYS) return refuse('too-many')
    if (!(await stores.passkeys.add({ ...judged.value, id, personId: person.id, name }, now)))
      return refuse('already-registered')
    await stores.audit.append(
      auditFor(session, 'factor-added', { origin, detail: { factor: 'passkey', algorithm: judged.value.algorithm } }),
      now,
    )
    await notify.notice(
      stores,
      person,
      'factor-added',
      { browser: session.browser, origin, factor: { kind: 'passkey', name } },
      now,
    )
    return accept({ id })
  })
}
