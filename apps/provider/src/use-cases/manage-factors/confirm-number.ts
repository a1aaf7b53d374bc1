// A telephone number becomes a second factor: the code that went to it is right. First of all factors, beside others,
// or in the place of the number before it.
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import { randomId } from '@sluis/server-kit/random'
import { HOUR_MS } from '@sluis/server-kit/time'
import { CONFIRM_NUMBER } from '#identity/attempts/rate-limits.ts'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { CodeHashes } from '#identity/passwords/recovery-code-hashes.ts'
import type { Person } from '#identity/people/people.store.ts'
import { lastDigits } from '#identity/phones/phone-number.ts'
import type { Phone } from '#identity/phones/phones.store.ts'
import { isUsable } from '#identity/second-factors/factors.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { SmsService } from '#messaging/sms/sms-service.ts'
import { resetGuesses } from '#use-cases/prove-factor/count-guess.ts'
import { markBrowser, mayAddFactor } from '#use-cases/prove-factor/prove-code.ts'
import { resetSends, sendCode, type Sent, type SendCodeStores } from '#use-cases/prove-factor/sms-code.ts'
import type { StoresOf, Transactional } from '#use-cases/stores.ts'
import { removeLostApps } from './enrol-app.ts'
import { generateCodes, saveCodes } from './recovery-codes.ts'

type Used =
  | 'devices'
  | 'enrolments'
  | 'factors'
  | 'logouts'
  | 'people'
  | 'phones'
  | 'recovery'
  | 'remembered'
  | 'sessions'
  | 'totp'
  | keyof SendCodeStores
  | keyof NotifyStores

type Deps = { identity: Transactional<Used>; sms: SmsService; notify: Notify; codeHashes: CodeHashes }
/** `network`: as budgets count it. `origin`: the network address, for notices. */
export type NumberContext = { session: Session; person: Person; network: string; origin: string }

/** A family or a reception shares one; more than so many accounts do not (edge case 9). */
export const MAX_ACCOUNTS_PER_NUMBER = 5
// The old number is told for so long: its owner may be away, and this message is their only warning.
const OLD_NUMBER_HOURS = 48

export type ConfirmNumberRefusal =
  | { refusal: 'wrong-text-code' }
  | { refusal: 'text-code-over' }
  | { refusal: 'rate-limited'; until: Date }
  | { refusal: 'number-on-many' }
  /** Of a first one: another session of the person has set up a factor meanwhile. */
  | { refusal: 'enrolment-over' }
type Confirmed = Decision<string | null, ConfirmNumberRefusal>
const bucketOf = (personId: string): string => `confirm-number:${personId}`

export const sendNumberCode = (
  deps: Deps,
  { session, person, network }: NumberContext,
  e164: string,
  now: Date,
): Promise<Sent> =>
  deps.identity.transaction((stores) =>
    sendCode(deps, stores, { session, person, to: e164, network }, { purpose: 'confirm-number', e164 }, now),
  )

/**
 * Beside other factors, or in the place of the number before it, which works until then. Returns the session's new
 * token where it has one. `text-code-over` also where the session has ended meanwhile.
 */
export async function confirmNumber(deps: Deps, context: NumberContext, digits: string, now: Date): Promise<Confirmed> {
  const counted = await countTry(deps.identity, context.person.id, now)
  return counted.ok
    ? consumeCode(deps.identity, context.session, digits, now, (stores, e164) =>
        saveNumber(deps, stores, context, e164, now),
      )
    : counted
}

/** The first factor of somebody without a smartphone, with recovery codes: all of it in one transaction. */
export async function confirmFirstNumber(
  deps: Deps,
  context: NumberContext,
  digits: string,
  now: Date,
): Promise<Confirmed> {
  const { identity, codeHashes, notify } = deps
  const { session, person } = context
  const counted = await countTry(identity, person.id, now)
  if (!counted.ok) return counted
  return consumeCode(identity, session, digits, now, async (stores, e164) => {
    if (!mayAddFactor(session, await stores.factors.listByPerson(person.id))) return 'enrolment-over'
    const id = randomId()
    await stores.phones.replace({ id, personId: person.id, e164 }, now)
    await removeLostApps(stores, person.id, now)
    await stores.enrolments.delete(session.id)
    await saveCodes(stores, person.id, generateCodes(codeHashes), now)
    // They rest on a password alone, or on a factor that is gone: each is asked again.
    await stores.logouts.enqueueForOthers(session, now)
    const token = await stores.sessions.prove(session.id, { factor: 'sms', id }, now)
    await stores.audit.append(auditFor(session, 'enrolled', { origin: context.origin, detail: { factor: 'sms' } }), now)
    const factor = { kind: 'sms', name: '' } as const
    const event = { browser: session.browser, origin: context.origin, factor }
    await markBrowser(stores, session, now)
    return { token, isFirst: true, tell: () => notify.notice(stores, person, 'enrolled', event, now) }
  })
}

async function countTry(
  identity: Transactional<Used>,
  personId: string,
  now: Date,
): Promise<{ ok: true } | { ok: false; refusal: 'rate-limited'; until: Date }> {
  const bucket = bucketOf(personId)
  return (await identity.attempts.consume(bucket, CONFIRM_NUMBER, now)).ok
    ? { ok: true }
    : { ok: false, refusal: 'rate-limited', until: (await identity.attempts.limitedUntil(bucket, now)) ?? now }
}

/**
 * What a confirmed number changed. `token`: the session's new one; null where it has none, and where its owner logged
 * out of it at this very moment. `tell`: sends the messages, after the counters of tries (rule 10).
 */
type Saved = { token: string | null; isFirst?: true; tell: () => Promise<void> }

/** After the try was counted: consumes the code, and hands the number on that it went to. */
async function consumeCode(
  identity: Transactional<Used>,
  session: Session,
  digits: string,
  now: Date,
  save: (stores: StoresOf<Used>, e164: string) => Promise<Saved | 'enrolment-over'>,
): Promise<Confirmed> {
  const { personId } = session
  return identity.transaction(async (stores) => {
    await stores.people.hold(personId)
    // A lock of the account meanwhile has ended the session: the account must not get a new way to sign in.
    const isActive = await stores.sessions.isActive(session.id)
    const sent = isActive ? await stores.smsCodes.find(session.id, 'confirm-number') : undefined
    if (!sent || sent.expiresAt <= now) {
      await stores.attempts.refund(bucketOf(personId), CONFIRM_NUMBER)
      return refuse({ refusal: 'text-code-over' })
    }
    const consumed = await stores.smsCodes.consume(session.id, 'confirm-number', digits, now)
    if (!consumed?.e164) return refuse({ refusal: 'wrong-text-code' })
    await stores.phones.lock(consumed.e164)
    const isOnMany = (await stores.phones.countOthersWith(consumed.e164, personId)) >= MAX_ACCOUNTS_PER_NUMBER
    const saved = isOnMany ? null : await save(stores, consumed.e164)
    await stores.attempts.reset(bucketOf(personId))
    await resetSends(stores, session, now)
    if (saved === null) return refuse({ refusal: 'number-on-many' })
    if (saved === 'enrolment-over') return refuse({ refusal: saved })
    if (saved.isFirst) await resetGuesses(stores, 'first-factor-enrolled', personId, now)
    await saved.tell()
    return accept(saved.token)
  })
}

async function saveNumber(
  deps: Deps,
  stores: StoresOf<Used>,
  context: NumberContext,
  e164: string,
  now: Date,
): Promise<Saved> {
  const { session, person, origin } = context
  const before = await stores.phones.findByPerson(person.id)
  // Confirmed again (edge case 8): nothing has changed.
  if (before && isUsable(before) && before.e164 === e164) {
    await stores.factors.recordUse(before.id, now)
    return { token: null, tell: async () => undefined }
  }
  const id = randomId()
  await stores.phones.replace({ id, personId: person.id, e164 }, now)
  if (before) {
    // What rested on the old number ends.
    await stores.remembered.endAll(person.id, now)
    await stores.sessions.endProvedBy(person.id, before.id, now, session.id)
  }
  // Proved by the number that is gone: from now on by the new one (NIST SP 800-63B-4 §3.1.3.3: a changed number is
  // another authenticator).
  const token =
    before && session.factorId === before.id
      ? await stores.sessions.prove(session.id, { factor: 'sms', id }, now)
      : null
  const action = before ? 'phone-changed' : 'factor-added'
  await stores.audit.append(auditFor(session, action, { origin, detail: { factor: 'sms' } }), now)
  return { token, tell }

  async function tell(): Promise<void> {
    // Not to a number that somebody else had set.
    if (before && before.quarantinedAt === null) await tellOldNumber(deps, stores, context, before, e164, now)
    const factor = { kind: 'sms', name: '' } as const
    await deps.notify.notice(stores, person, action, { browser: session.browser, origin, factor }, now)
  }
}

async function tellOldNumber(
  { sms }: Deps,
  stores: StoresOf<Used>,
  { person, network }: NumberContext,
  before: Phone,
  e164: string,
  now: Date,
): Promise<void> {
  const values = { kind: 'number-changed', digits: lastDigits(e164) } as const
  await sms.send(
    stores,
    {
      to: before.e164,
      personId: person.id,
      network,
      language: person.language,
      values,
      expiresAt: new Date(now.getTime() + OLD_NUMBER_HOURS * HOUR_MS),
    },
    now,
  )
}
