// Text messages to people: counted, written in their language, and on their way if and only if the caller's transaction
// commits.
import type { Clock } from '@sluis/server-kit/clock'
import { accept, type Decision, refuse } from '@sluis/server-kit/decision'
import type { Log } from '@sluis/server-kit/log'
import type { Language } from '@sluis/server-kit/messages'
import type { Sealer } from '@sluis/server-kit/sealing'
import { countryChoices } from '#identity/phones/countries.ts'
import { type NumberRefusal, type PhoneNumber, readPhoneNumber } from '#identity/phones/phone-number.ts'
import type { TranslatorFor } from '#locales/messages.ts'
import type { MailQueue } from '#messaging/mail/mail-queue.ts'
import { budgetAlarm } from '#messaging/mail/spend-alarm.ts'
import { createGateway } from '#messaging/sms/gateways/open-gateway.ts'
import type { SmsSettings } from '#messaging/sms/gateways/settings.ts'
import type { Db } from '#schema/tables.ts'
import { composeSms, type SmsValues } from './compose-sms.ts'
import { createReports } from './delivery-reports.ts'
import { createGatewayPool } from './gateway-pool.ts'
import { createOutbox } from './outbox.ts'
import type { SmsBudgetsStore } from './sms-budgets.store.ts'
import { budgetsFor, DAILY_BUCKET, type SmsBudget, smsPerDay } from './sms-budgets.ts'
import type { SmsMessagesStore } from './sms-messages.store.ts'

/**
 * `not-offered`: no gateway is set. `out`: none answers. `not-served`: no text may go to that number. `too-many`: to
 * this number, or for this person. `budget-exhausted`: the money of the day.
 */
export type SmsRefusal = 'not-offered' | 'out' | 'not-served' | 'too-many' | 'budget-exhausted'
/** `to`: E.164. `network`: as budgets count it. `values`: the kind, with what its sentence names. */
export type SmsToSend = {
  to: string
  personId: string
  network: string
  isKnownBrowser?: boolean
  language: Language
  values: SmsValues
  expiresAt: Date
}
/** What sending a message reads and writes. */
export type SmsStores = { db: Db; smsBudgets: SmsBudgetsStore; smsMessages: SmsMessagesStore }
export type SmsService = ReturnType<typeof createSmsService>

type Deps = {
  settings: SmsSettings | null
  identity: { smsMessages: SmsMessagesStore }
  mailQueue: MailQueue
  sealer: Sealer
  clock: Clock
  log: Log
  issuer: string
  translatorFor: TranslatorFor
  monotonicNow?: () => number
}

const NO_GATEWAY: SmsSettings = {
  gateways: [],
  sender: '',
  appName: '',
  countries: [],
  price: 1,
  dailySpend: 1,
  operatorMail: null,
}

export function createSmsService({
  settings: configured,
  identity,
  mailQueue,
  sealer,
  clock,
  log,
  issuer,
  translatorFor,
  monotonicNow = () => performance.now(),
}: Deps) {
  const settings = configured ?? NO_GATEWAY
  const messages = identity.smsMessages
  const pool = createGatewayPool(settings.gateways.map(createGateway), monotonicNow)
  const reports = createReports({ messages, pool, clock, log, sealer, issuer })
  const outbox = createOutbox({ messages, pool, clock, log, sender: settings.sender, reportUrl: reports.url })
  const { host, hostname } = new URL(issuer)

  const budgetsOf = (
    { to, personId, network, isKnownBrowser, values }: Omit<SmsToSend, 'language' | 'expiresAt'>,
    prefix: string,
  ): SmsBudget[] =>
    budgetsFor({ to, prefix, personId, network, isKnownBrowser, isNotice: !('code' in values) }, settings)

  /** Counts in every budget, or in none: the one that is used up gives the others back. */
  async function count(
    stores: Omit<SmsStores, 'smsMessages'>,
    budgets: SmsBudget[],
    now: Date,
  ): Promise<Decision<null, SmsRefusal>> {
    for (const [at, budget] of budgets.entries()) {
      const nth = await stores.smsBudgets.consume(budget, now)
      if (nth === null) {
        for (const counted of budgets.slice(0, at)) await stores.smsBudgets.refund(counted)
        return refuse(budget.refusal)
      }
      // The last one there is: exactly one, and so is the alarm.
      if (budget.bucket === DAILY_BUCKET && nth === budget.max) await raiseAlarm(stores, budget, now)
    }
    return accept(null)
  }

  async function raiseAlarm(stores: Omit<SmsStores, 'smsMessages'>, budget: SmsBudget, now: Date): Promise<void> {
    const { price, dailySpend, operatorMail } = settings
    const until = (await stores.smsBudgets.exhaustedUntil(budget, now)) ?? now
    log.error({ count: budget.max, until }, 'the day’s money for SMS is used up: none is sent any more')
    if (operatorMail)
      await mailQueue.send(
        stores.db,
        budgetAlarm(
          translatorFor,
          { to: operatorMail, host },
          { count: smsPerDay(settings), price, dailySpend, until },
        ),
        { now },
      )
  }

  return {
    /** Whether this installation sends messages at all. */
    offered: settings.gateways.length > 0,
    /** Whether nobody would take a code now: then another way is offered at once. */
    isUnavailable: (): boolean => pool.isUnavailable(),
    countries: (language: Language) => countryChoices(settings.countries, language),
    /** What somebody typed as their number; `country`: as chosen beside it. */
    readNumber: (typed: string, country: string): Decision<PhoneNumber, NumberRefusal> =>
      readPhoneNumber(typed, country, settings.countries),

    /** Within the caller's transaction. A refusal leaves nothing behind. */
    async send(stores: SmsStores, message: SmsToSend, now: Date): Promise<Decision<{ messageId: string }, SmsRefusal>> {
      if (settings.gateways.length === 0) return refuse('not-offered')
      const isNotice = !('code' in message.values)
      if (!isNotice && pool.isUnavailable()) return refuse('out')
      // Again, since what was served when the number was stored may not be any more.
      const number = readPhoneNumber(message.to, '', settings.countries)
      if (!number.ok || number.value.e164 !== message.to) return refuse('not-served')
      const counted = await count(stores, budgetsOf(message, number.value.prefix), now)
      if (!counted.ok) return counted
      const { values, personId, expiresAt } = message
      const text = composeSms(translatorFor(message.language), values, settings.appName, hostname)
      const messageId = await stores.smsMessages.enqueue(
        { kind: values.kind, personId, prefix: number.value.prefix, content: { to: message.to, text }, expiresAt },
        now,
      )
      outbox.trigger()
      return accept({ messageId })
    },

    /** From when on `send` would no longer answer `too-many` or `budget-exhausted`; null where it would not now. */
    async limitedUntil(
      stores: Pick<SmsStores, 'smsBudgets'>,
      message: Omit<SmsToSend, 'language' | 'expiresAt'>,
      now: Date,
    ): Promise<Date | null> {
      const number = readPhoneNumber(message.to, '', settings.countries)
      if (!number.ok) return null
      const ends = await Promise.all(
        budgetsOf(message, number.value.prefix).map((budget) => stores.smsBudgets.exhaustedUntil(budget, now)),
      )
      return (
        ends
          .filter((end) => end !== null)
          .toSorted((one, other) => one.getTime() - other.getTime())
          .at(-1) ?? null
      )
    },

    /** What became of it; null where nobody knows it any more. */
    status: (messageId: string) => messages.status(messageId),
    report: (...args: Parameters<typeof reports.receive>) => reports.receive(...args),
    start: (): void => void (settings.gateways.length > 0 && outbox.start()),
    stop: () => outbox.stop(),
  }
}
