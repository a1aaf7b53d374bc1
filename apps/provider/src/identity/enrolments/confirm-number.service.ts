// A telephone number becomes a second factor: the code that went to it is right. First of all factors, beside others,
// or in the place of the number before it.
import { accept, type Decision, randomId } from '@sluis/ground'
import { CONFIRMED_NUMBER } from '#identity/attempts/budgets.ts'
import type { Notify } from '#identity/notices/notify.service.ts'
import type { SlowHash } from '#identity/passwords/slow-hash.ts'
import type { Person } from '#identity/people/people.store.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Phone } from '#identity/second-factors/phones.store.ts'
import { sendCode, sendsBucket, type Sent } from '#identity/second-factors/text-code.service.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity, Stores } from '#identity/stores.ts'
import { lastDigits } from '#identity/texting/phone-number.ts'
import type { Texting } from '#identity/texting/texting.service.ts'
import { makeCodes, putCodes, removeLostApps } from './enrol.service.ts'

type Needs = { identity: Identity; texting: Texting; notify: Notify; slowHash: SlowHash }
/** `network`: as budgets count it. `origin`: the network address, for notices. */
export type Visit = { session: Session; person: Person; network: string; origin: string }

/** A family or a reception shares one; more than so many accounts do not (edge case 9). */
export const MOST_ACCOUNTS_A_NUMBER = 5
// Long enough for who is away: it is the word to somebody whose number was taken from their account.
const OLD_NUMBER_HOURS = 48

export type ConfirmNumberRefusal =
  | { refusal: 'wrong-text-code' }
  | { refusal: 'text-code-over' }
  | { refusal: 'locked'; until: Date }
  | { refusal: 'number-on-many' }
type Confirmed = Decision<string | null, never> | ({ ok: false } & ConfirmNumberRefusal)
const bucketOf = (personId: string): string => `confirm-number:${personId}`

export const sendNumberCode = (
  needs: Needs,
  { session, person, network }: Visit,
  e164: string,
  now: Date,
): Promise<Sent> =>
  needs.identity.together((stores) =>
    sendCode(needs, stores, { session, person, to: e164, network }, { purpose: 'confirm-number', e164 }, now),
  )

/**
 * Beside other factors, or in the place of the number before it, which works until then. Answers with the visit's new
 * token where it has one.
 */
export async function confirmNumber(needs: Needs, visit: Visit, digits: string, now: Date): Promise<Confirmed> {
  const counted = await countTry(needs.identity, visit.person.id, now)
  return counted.ok
    ? judged(needs.identity, visit.session, digits, now, (stores, e164) => putNumber(needs, stores, visit, e164, now))
    : counted
}

/** The first factor of somebody without a smartphone, with recovery codes: all of it in one transaction. */
export async function confirmFirstNumber(needs: Needs, visit: Visit, digits: string, now: Date): Promise<Confirmed> {
  const { identity, slowHash, notify } = needs
  const { session, person } = visit
  const counted = await countTry(identity, person.id, now)
  if (!counted.ok) return counted
  // Ten slow hashes are too long to hold a transaction open, and nothing to do for a wrong code.
  const codes = (await identity.textCodes.isRight(session.id, 'confirm-number', digits, now))
    ? await makeCodes(slowHash)
    : null
  return judged(identity, session, digits, now, async (stores, e164) => {
    if (!codes) throw new Error(`the code of session ${session.id} became another one meanwhile`)
    const id = randomId()
    await stores.phones.put({ id, personId: person.id, e164 }, now)
    await removeLostApps(stores, person.id, now)
    await stores.enrolments.discard(session.id)
    await putCodes(stores, person.id, codes, now)
    await stores.audit.append(
      {
        action: 'enrolled',
        result: 'done',
        actor: person.id,
        personId: person.id,
        sessionId: session.id,
        origin: visit.origin,
        detail: { factor: 'sms' },
      },
      now,
    )
    await notify.notice(
      stores,
      person,
      'enrolled',
      { browser: session.browser, origin: visit.origin, factor: { kind: 'sms', name: '' } },
      now,
    )
    return stores.sessions.prove(session.id, { factor: 'sms', id }, now)
  })
}

async function countTry(
  identity: Identity,
  personId: string,
  now: Date,
): Promise<{ ok: true } | { ok: false; refusal: 'locked'; until: Date }> {
  const bucket = bucketOf(personId)
  return (await identity.attempts.take(bucket, CONFIRMED_NUMBER, now)).ok
    ? { ok: true }
    : { ok: false, refusal: 'locked', until: (await identity.attempts.lockedUntil(bucket, now)) ?? now }
}

/** After the try was counted: spends the code, and hands the number on that it went to. */
async function judged(
  identity: Identity,
  session: Session,
  digits: string,
  now: Date,
  then: (stores: Stores, e164: string) => Promise<string | null>,
): Promise<Confirmed> {
  const { personId } = session
  return identity.together(async (stores) => {
    const sent = await stores.textCodes.find(session.id, 'confirm-number')
    if (!sent || sent.expiresAt <= now) {
      await stores.attempts.giveBack(bucketOf(personId), CONFIRMED_NUMBER)
      return { ok: false as const, refusal: 'text-code-over' as const }
    }
    const spent = await stores.textCodes.spend(session.id, 'confirm-number', digits, now)
    if (!spent?.e164) return { ok: false as const, refusal: 'wrong-text-code' as const }
    await stores.attempts.forgive(bucketOf(personId))
    await stores.attempts.forgive(sendsBucket(personId))
    await stores.phones.queueUp(personId, spent.e164)
    if ((await stores.phones.othersWith(spent.e164, personId)) >= MOST_ACCOUNTS_A_NUMBER)
      return { ok: false as const, refusal: 'number-on-many' as const }
    return accept(await then(stores, spent.e164))
  })
}

async function putNumber(
  needs: Needs,
  stores: Stores,
  { session, person, network, origin }: Visit,
  e164: string,
  now: Date,
): Promise<string | null> {
  const before = await stores.phones.ofPerson(person.id)
  // Confirmed anew (edge case 8): nothing has changed.
  if (before && isUsable(before) && before.e164 === e164) return (await stores.factors.use(before.id, now), null)
  const id = randomId()
  await stores.phones.put({ id, personId: person.id, e164 }, now)
  const action = before ? 'phone-changed' : 'factor-added'
  await stores.audit.append(
    {
      action,
      result: 'done',
      actor: person.id,
      personId: person.id,
      sessionId: session.id,
      origin,
      detail: { factor: 'sms' },
    },
    now,
  )
  await needs.notify.notice(
    stores,
    person,
    action,
    { browser: session.browser, origin, factor: { kind: 'sms', name: '' } },
    now,
  )
  if (before) await leave(needs, stores, { session, person, network, origin }, before, e164, now)
  // Proved by the number that is gone: from now on by the new one (NIST SP 800-63B-4 §3.1.3.3: a changed number is
  // another authenticator).
  return before && session.factorId === before.id ? stores.sessions.prove(session.id, { factor: 'sms', id }, now) : null
}

/** What rested on the old number ends, and the old number is told. */
async function leave(
  { texting }: Needs,
  stores: Stores,
  { session, person, network }: Visit,
  before: Phone,
  e164: string,
  now: Date,
): Promise<void> {
  await stores.remembered.endAll(person.id, now)
  await stores.sessions.endProvedBy(person.id, before.id, now, session.id)
  // Not to a number that somebody else had put there.
  if (before.setAsideAt !== null) return
  const values = { kind: 'number-changed', digits: lastDigits(e164) } as const
  await texting.send(
    stores,
    {
      to: before.e164,
      personId: person.id,
      network,
      language: person.language,
      values,
      expiresAt: new Date(now.getTime() + OLD_NUMBER_HOURS * 3_600_000),
    },
    now,
  )
}
