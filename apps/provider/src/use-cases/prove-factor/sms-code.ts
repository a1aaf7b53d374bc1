// The second factor by SMS: sending a code to the person's number, and proving it. Tries count together with
// those of all other factors.
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import { randomDigits } from '@sluis/server-kit/random'
import { MINUTE_MS } from '@sluis/server-kit/time'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import { SMS_CODE_MINUTES, type SmsCodeTarget } from '#identity/second-factors/sms-codes.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import type { SmsService, SmsStores } from '#messaging/sms/sms-service.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { type CodeRefusal, refundTry, recordProof, consumeTry } from './prove-code.ts'
import { consumeGuess, resetGuesses, guessBudgets, isUsedUp, limitedUntil } from './count-guess.ts'
import { type RefusalStores, recordRefusedTry } from './refuse-proof.ts'

/** What sending a code reads and writes. */
export type SendCodeStores = StoresOf<'attempts' | 'audit' | 'devices' | 'phones' | 'smsCodes' | keyof SmsStores>

/** So long after a code no other one is sent to the same number (U-9). */
export const RESEND_SECONDS = 30

/**
 * `too-soon`, `too-many`: from when on there is a new one. `not-sent`: no gateway takes messages now, or none may go
 * there.
 */
export type SendRefusal =
  | { refusal: 'too-soon'; until: Date }
  | { refusal: 'too-many'; until: Date }
  | { refusal: 'not-sent' }
  | { refusal: 'no-number' }
  | { refusal: 'rate-limited'; until: Date }
  | { refusal: 'second-factor-off' }
export type Sent = Decision<null, SendRefusal>
type Deps = { identity: Transactional<keyof SendCodeStores>; sms: SmsService }
type Receiver = { session: Session; person: Person; to: string; network: string }

/** `network`: as budgets count it. The page does not wait for the gateway: the message leaves by the queue. */
export async function sendSignInCode(
  deps: Deps,
  session: Session,
  person: Person,
  network: string,
  now: Date,
): Promise<Sent> {
  return deps.identity.transaction(async (stores) => {
    const phone = await stores.phones.findByPerson(person.id)
    if (!phone || !isUsable(phone)) return refuse({ refusal: 'no-number' })
    // While nobody may try codes, none is sent.
    const budgets = await guessBudgets(stores, 'code', session, now)
    if (await isUsedUp(stores, budgets)) return refuse({ refusal: 'second-factor-off' })
    const until = await limitedUntil(stores, budgets, now)
    if (until) return refuse({ refusal: 'rate-limited', until })
    return sendCode(
      deps,
      stores,
      { session, person, to: phone.e164, network },
      { purpose: 'sign-in', factorId: phone.id },
      now,
    )
  })
}

/** Within the caller's transaction. A refusal leaves the code before it as it was. */
export async function sendCode(
  { sms }: Deps,
  stores: SendCodeStores,
  { session, person, to, network }: Receiver,
  what: SmsCodeTarget,
  now: Date,
): Promise<Sent> {
  await stores.smsCodes.lock(session.id)
  const last = await stores.smsCodes.findAndHold(session.id, what.purpose)
  const until = last && new Date(last.sentAt.getTime() + RESEND_SECONDS * 1000)
  const isSame = last && ('e164' in what ? last.e164 === what.e164 : last.factorId === what.factorId)
  if (until && isSame && now < until) return refuse({ refusal: 'too-soon', until })

  const counted = await consumeGuess(stores, 'sms-send', session, now)
  if (!counted.ok) return refuse({ refusal: 'too-many', until: 'until' in counted ? counted.until : now })
  const code = randomDigits(6)
  const values = { kind: what.purpose === 'sign-in' ? 'sign-in-code' : 'confirm-number-code', code } as const
  const { isKnownBrowser, budgets } = counted.value
  const message = { to, personId: person.id, network, isKnownBrowser, language: person.language, values }
  const sent = await sms.send(
    stores,
    { ...message, expiresAt: new Date(now.getTime() + SMS_CODE_MINUTES * MINUTE_MS) },
    now,
  )
  if (!sent.ok) {
    await stores.attempts.refundAll(budgets, session.personId)
    if (sent.refusal === 'too-many')
      return refuse({ refusal: 'too-many', until: (await sms.limitedUntil(stores, message, now)) ?? now })
    return refuse({ refusal: 'not-sent' })
  }
  await stores.smsCodes.save(session.id, what, code, sent.value.messageId, now)
  await stores.audit.append(auditFor(session, 'code-texted', { detail: { purpose: what.purpose } }), now)
  return accept(null)
}

/** What was sent where this person is now: a right code shows that it was not for nothing. */
export const resetSends = async (
  stores: StoresOf<'attempts' | 'devices' | 'factors'>,
  session: Session,
  now: Date,
): Promise<void> =>
  resetGuesses(stores, 'code-proved', session.personId, now, await guessBudgets(stores, 'sms-send', session, now))

export type SmsCodeRefusal = CodeRefusal | { refusal: 'wrong-text-code' } | { refusal: 'text-code-over' }

/** `digits`: 6 ASCII digits. Returns the session's new token. */
export async function proveSmsCode(
  {
    identity,
    notify,
  }: {
    identity: Transactional<'factors' | 'phones' | 'smsCodes' | keyof RefusalStores>
    notify: Pick<Notify, 'notice'>
  },
  session: Session,
  digits: string,
  now: Date,
): Promise<Decision<string, SmsCodeRefusal>> {
  const tried = await consumeTry(identity, session, 'code', now)
  if (!tried.ok) return tried
  const counted = tried.value
  return identity.transaction(async (stores) => {
    const sent = await stores.smsCodes.find(session.id, 'sign-in')
    const phone = await stores.phones.findByPerson(session.personId)
    // No code can be right any more: whatever was typed is no guess.
    if (!sent || sent.expiresAt <= now || !phone || sent.factorId !== phone.id || !isUsable(phone)) {
      await refundTry(stores, session, counted)
      return refuse({ refusal: 'text-code-over' })
    }
    if (
      (await stores.smsCodes.consume(session.id, 'sign-in', digits, now)) &&
      (await stores.factors.recordUse(phone.id, now))
    ) {
      const proved = await recordProof(stores, session, { factor: 'sms', id: phone.id }, counted, now)
      if (proved.ok) await resetSends(stores, session, now)
      return proved
    }
    const isGuess = !(await stores.smsCodes.wasConsumed(session.id, 'sign-in', digits))
    if (!isGuess) await refundTry(stores, session, counted)
    const detail = { factor: 'sms', refusal: isGuess ? 'wrong-text-code' : 'code-already-used' }
    await recordRefusedTry(stores, notify, session, { action: 'second-factor-refused', detail, counted, isGuess }, now)
    return refuse({ refusal: 'wrong-text-code' })
  })
}
