// The second factor by text message: sending a code to the person's number, and proving it. Tries count together with
// those of all other factors.
import { accept, type Decision, randomDigits } from '@sluis/ground'
import { TEXTED_CODE_SENDS } from '#identity/attempts/budgets.ts'
import type { Notify } from '#identity/notices/notify.service.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity, Stores } from '#identity/stores.ts'
import type { Texting } from '#identity/texting/texting.service.ts'
import { isUsable } from './factors.ts'
import { type CodeRefusal, giveBackTry, proved, takeTry } from './prove-code.service.ts'
import { refuseTry, secondFactorBucket } from './refused-try.service.ts'
import { TEXT_CODE_MINUTES, type TextCodeFor } from './text-codes.store.ts'

/** So long after a code no other one is sent to the same number (U-9). */
export const RESEND_SECONDS = 30

/**
 * `too-soon`, `too-many`: from when on there is a new one. `not-sent`: no gateway takes texts now, or none may go
 * there.
 */
export type SendRefusal =
  | { refusal: 'too-soon'; until: Date }
  | { refusal: 'too-many'; until: Date }
  | { refusal: 'not-sent' }
  | { refusal: 'no-number' }
  | { refusal: 'locked'; until: Date }
export type Sent = Decision<null, never> | ({ ok: false } & SendRefusal)
type Needs = { identity: Identity; texting: Texting }
type Receiver = { session: Session; person: Person; to: string; network: string }

const refused = (refusal: SendRefusal): { ok: false } & SendRefusal => ({ ok: false, ...refusal })
export const sendsBucket = (personId: string): string => `text-codes:${personId}`

/** `network`: as budgets count it. The page does not wait for the gateway: the text leaves by the queue. */
export async function sendSignInCode(
  needs: Needs,
  session: Session,
  person: Person,
  network: string,
  now: Date,
): Promise<Sent> {
  return needs.identity.together(async (stores) => {
    const phone = await stores.phones.ofPerson(person.id)
    if (!phone || !isUsable(phone)) return refused({ refusal: 'no-number' })
    // While nobody may try codes, none is sent.
    const lockedUntil = await stores.attempts.lockedUntil(secondFactorBucket(person.id), now)
    if (lockedUntil) return refused({ refusal: 'locked', until: lockedUntil })
    return sendCode(
      needs,
      stores,
      { session, person, to: phone.e164, network },
      { purpose: 'sign-in', factorId: phone.id },
      now,
    )
  })
}

/** Within the caller's transaction. A refusal leaves the code before it as it was. */
export async function sendCode(
  { texting }: Needs,
  stores: Stores,
  { session, person, to, network }: Receiver,
  what: TextCodeFor,
  now: Date,
): Promise<Sent> {
  await stores.textCodes.queueUp(session.id)
  const last = await stores.textCodes.find(session.id, what.purpose)
  const until = last && new Date(last.sentAt.getTime() + RESEND_SECONDS * 1000)
  const isSame = last && ('e164' in what ? last.e164 === what.e164 : last.factorId === what.factorId)
  if (until && isSame && now < until) return refused({ refusal: 'too-soon', until })

  const bucket = sendsBucket(person.id)
  if (!(await stores.attempts.take(bucket, TEXTED_CODE_SENDS, now)).ok)
    return refused({ refusal: 'too-many', until: (await stores.attempts.lockedUntil(bucket, now)) ?? now })
  const code = randomDigits(6)
  const values = { kind: what.purpose === 'sign-in' ? 'sign-in-code' : 'confirm-number-code', code } as const
  const message = { to, personId: person.id, network, language: person.language, values }
  const sent = await texting.send(
    stores,
    { ...message, expiresAt: new Date(now.getTime() + TEXT_CODE_MINUTES * 60_000) },
    now,
  )
  if (!sent.ok) {
    await stores.attempts.giveBack(bucket, TEXTED_CODE_SENDS)
    if (sent.refusal === 'too-many')
      return refused({ refusal: 'too-many', until: (await texting.closedUntil(stores, message, now)) ?? now })
    return refused({ refusal: 'not-sent' })
  }
  await stores.textCodes.put(session.id, what, code, sent.value.messageId, now)
  await stores.audit.append(
    {
      action: 'code-texted',
      result: 'done',
      actor: person.id,
      personId: person.id,
      sessionId: session.id,
      origin: session.origin,
      detail: { purpose: what.purpose },
    },
    now,
  )
  return accept(null)
}

export type TextCodeRefusal = CodeRefusal | { refusal: 'wrong-text-code' } | { refusal: 'text-code-over' }

/** `digits`: 6 ASCII digits. Answers with the visit's new token. */
export async function proveTextCode(
  { identity, notify }: { identity: Identity; notify: Pick<Notify, 'notice'> },
  session: Session,
  digits: string,
  now: Date,
): Promise<Decision<string, never> | ({ ok: false } & TextCodeRefusal)> {
  const spentUp = await takeTry(identity, session, now)
  if (spentUp) return { ok: false, ...spentUp }
  return identity.together(async (stores) => {
    const sent = await stores.textCodes.find(session.id, 'sign-in')
    const phone = await stores.phones.ofPerson(session.personId)
    // No code can be right any more: whatever was typed is no guess.
    if (!sent || sent.expiresAt <= now || !phone || sent.factorId !== phone.id || !isUsable(phone)) {
      await giveBackTry(stores, session)
      return { ok: false as const, refusal: 'text-code-over' as const }
    }
    if (
      (await stores.textCodes.spend(session.id, 'sign-in', digits, now)) &&
      (await stores.factors.use(phone.id, now))
    ) {
      await stores.attempts.forgive(sendsBucket(session.personId))
      return accept(await proved(stores, session, { factor: 'sms', id: phone.id }, now))
    }
    const isGuess = !(await stores.textCodes.wasSpent(session.id, 'sign-in', digits))
    if (!isGuess) await giveBackTry(stores, session)
    await refuseTry(
      stores,
      notify,
      session,
      'second-factor-refused',
      { factor: 'sms', refusal: isGuess ? 'wrong-text-code' : 'code-already-used' },
      now,
      isGuess,
    )
    return { ok: false as const, refusal: 'wrong-text-code' as const }
  })
}
