// The second proof of a first enrolment: a code that is mailed to the known address. It proves the address as well.
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import { randomDigits } from '@sluis/server-kit/random'
import { auditFor } from '#identity/audit/audit-for.ts'
import { MAILED_CODE_MINUTES } from '#identity/enrolments/mailed-codes.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { notifyThrottled, type ThrottledNotifyStores } from '#messaging/mail/throttle.ts'
import {
  consumeGuess,
  type CountedGuess,
  resetGuesses,
  guessBudgets,
  limitedUntil,
} from '#use-cases/prove-factor/count-guess.ts'
import { proveAddress } from '#use-cases/prove-address.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'

type Used = 'addresses' | 'devices' | 'factors' | 'mailedCodes' | 'people' | 'sessions' | keyof ThrottledNotifyStores

type Deps = { identity: Transactional<Used>; notify: Pick<Notify, 'code' | 'notice'> }
/** After so many wrong ones its owner hears that somebody knows the password; so many a sign-in has of other codes. */
const TOLD_FROM = 5

/** Mails a code to the known address. `until`: when there is a further one. */
export async function sendMailedCode(
  { identity, notify }: Deps,
  session: Session,
  person: Person,
  now: Date,
): Promise<Decision<null, { refusal: 'too-many-sends'; until: Date }>> {
  const counted = await consumeGuess(identity, 'mailed-code-send', session, now)
  if (!counted.ok) return refuse({ refusal: 'too-many-sends', until: 'until' in counted ? counted.until : now })
  const code = randomDigits(6)
  await identity.transaction(async (stores) => {
    await stores.mailedCodes.save(session.id, code, now)
    const { browser, origin } = session
    await notify.code(stores, person, { code, minutes: MAILED_CODE_MINUTES, browser, origin }, now)
  })
  return accept(null)
}

export type MailedCodeRefusal = { refusal: 'wrong-mailed-code' } | { refusal: 'rate-limited'; until: Date }

/** `digits`: 6 ASCII digits. On acceptance the session has its second proof. */
export async function proveMailedCode(
  { identity, notify }: Deps,
  session: Session,
  digits: string,
  now: Date,
): Promise<Decision<null, MailedCodeRefusal>> {
  const tried = await consumeGuess(identity, 'mailed-code', session, now)
  if (!tried.ok) return { ok: false, refusal: 'rate-limited', until: 'until' in tried ? tried.until : now }
  return identity.transaction(async (stores) => {
    await stores.people.hold(session.personId)
    if (!(await stores.mailedCodes.consume(session.id, digits, now))) {
      await recordRefusal(stores, notify, session, tried.value, now)
      return refuse({ refusal: 'wrong-mailed-code' })
    }
    await stores.sessions.authoriseEnrolment(session.id, now)
    for (const budgets of [tried.value.budgets, await guessBudgets(stores, 'mailed-code-send', session, now)])
      await resetGuesses(stores, 'mailed-code-proved', session.personId, now, budgets)
    await proveAddress(stores, session.personId, now)
    return accept(null)
  })
}

/** The password was right, so its owner hears of it as of wrong codes of a second factor. */
async function recordRefusal(
  stores: StoresOf<Used>,
  notify: Pick<Notify, 'notice'>,
  session: Session,
  { budgets, failures }: CountedGuess,
  now: Date,
): Promise<void> {
  const { personId, browser, origin } = session
  await stores.audit.append(auditFor(session, 'mailed-code-refused', { result: 'refused' }), now)
  if (failures < TOLD_FROM && (await limitedUntil(stores, budgets, now)) === null) return
  const person = await stores.people.findById(personId)
  if (person) await notifyThrottled(stores, notify, person, 'right-password-wrong-code', { browser, origin }, now)
}
