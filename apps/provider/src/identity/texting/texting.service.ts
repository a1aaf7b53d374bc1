// Text messages to people: counted, written in their language, and on their way if and only if the caller's transaction
// commits.
import { accept, type Clock, type Decision, type Language, type Log, refuse, type Sealer } from '@sluis/ground'
import type { Post } from '#identity/notices/post.service.ts'
import { spendAlarm } from '#identity/notices/spend-alarm.ts'
import type { Identity, Stores } from '#identity/stores.ts'
import { openGateway } from '#platform/sms/gateways.ts'
import type { TextingSettings } from '#platform/sms/settings.ts'
import { textsOf } from '#texts/texts.ts'
import { createGatewayRow } from './gateway-row.service.ts'
import { createOutbox } from './outbox.service.ts'
import { countryChoices, type NumberRefusal, type PhoneNumber, readPhoneNumber } from './phone-number.ts'
import { createReports } from './reports.service.ts'
import { budgetsFor, SPEND_BUCKET, type TextBudget, textsOfADay } from './text-budgets.ts'
import { textOf, type TextValues } from './write-text.ts'

/**
 * `not-offered`: no gateway is set. `out`: none answers. `not-served`: no text may go to that number. `too-many`: to
 * this number, or for this person. `spent`: the money of the day.
 */
export type TextingRefusal = 'not-offered' | 'out' | 'not-served' | 'too-many' | 'spent'
/** `to`: E.164. `network`: as budgets count it. `values`: the kind, with what its sentence names. */
export type TextToSend = {
  to: string
  personId: string
  network: string
  language: Language
  values: TextValues
  expiresAt: Date
}
export type Texting = ReturnType<typeof createTexting>

type Needs = {
  settings: TextingSettings | null
  identity: Identity
  post: Post
  sealer: Sealer
  clock: Clock
  log: Log
  issuer: string
  steady?: () => number
}

const NONE: TextingSettings = {
  gateways: [],
  sender: '',
  appName: '',
  countries: [],
  price: 1,
  dailySpend: 1,
  operatorMail: null,
}

export function createTexting({
  settings: given,
  identity,
  post,
  sealer,
  clock,
  log,
  issuer,
  steady = () => performance.now(),
}: Needs) {
  const settings = given ?? NONE
  const row = createGatewayRow(settings.gateways.map(openGateway), steady)
  const reports = createReports({ identity, row, clock, log, sealer, issuer })
  const outbox = createOutbox({ identity, row, clock, log, sender: settings.sender, reportUrl: reports.url })
  const { hostname } = new URL(issuer)

  const budgetsOf = (
    { to, personId, network, values }: Pick<TextToSend, 'to' | 'personId' | 'network' | 'values'>,
    prefix: string,
  ): TextBudget[] => budgetsFor({ to, prefix, personId, network, isNotice: !('code' in values) }, settings)

  /** Counts in every budget, until one is used up. */
  async function count(stores: Stores, budgets: TextBudget[], now: Date): Promise<Decision<null, TextingRefusal>> {
    for (const budget of budgets) {
      const nth = await stores.textBudgets.take(budget, now)
      if (nth === null) return refuse(budget.refusal)
      // The last one there is: exactly one, and so is the alarm.
      if (budget.bucket === SPEND_BUCKET && nth === budget.most) await raiseAlarm(stores, budget, now)
    }
    return accept(null)
  }

  async function raiseAlarm(stores: Stores, budget: TextBudget, now: Date): Promise<void> {
    const { price, dailySpend, operatorMail } = settings
    const until = (await stores.textBudgets.usedUpUntil(budget, now)) ?? now
    log.error({ count: budget.most, until }, 'the day’s money for texts is spent: none is sent any more')
    if (operatorMail)
      await post.send(
        stores.db,
        await spendAlarm(operatorMail, { count: textsOfADay(settings), price, spend: dailySpend, until }),
      )
  }

  return {
    /** Whether this installation sends texts at all. */
    offered: settings.gateways.length > 0,
    /** Whether nobody would take a code now: then another way is offered at once. */
    isOut: (): boolean => row.isOut(),
    countries: (language: Language) => countryChoices(settings.countries, language),
    /** What somebody typed as their number; `country`: as chosen beside it. */
    readNumber: (typed: string, country: string): Decision<PhoneNumber, NumberRefusal> =>
      readPhoneNumber(typed, country, settings.countries),

    /** Within the caller's transaction. A refusal leaves counts behind and nothing else. */
    async send(
      stores: Stores,
      message: TextToSend,
      now: Date,
    ): Promise<Decision<{ messageId: string }, TextingRefusal>> {
      if (settings.gateways.length === 0) return refuse('not-offered')
      const isNotice = !('code' in message.values)
      if (!isNotice && row.isOut()) return refuse('out')
      // Anew, since what was served when the number was stored may not be any more.
      const number = readPhoneNumber(message.to, '', settings.countries)
      if (!number.ok || number.value.e164 !== message.to) return refuse('not-served')
      const counted = await count(stores, budgetsOf(message, number.value.prefix), now)
      if (!counted.ok) return counted
      const { values, personId, expiresAt } = message
      const text = textOf(textsOf(message.language), values, settings.appName, hostname)
      const messageId = await stores.texts.put(
        { kind: values.kind, personId, prefix: number.value.prefix, letter: { to: message.to, text }, expiresAt },
        now,
      )
      outbox.soon()
      return accept({ messageId })
    },

    /** From when on `send` would no longer answer `too-many` or `spent`; null where it would not now. */
    async closedUntil(
      stores: Stores,
      message: Pick<TextToSend, 'to' | 'personId' | 'network' | 'values'>,
      now: Date,
    ): Promise<Date | null> {
      const number = readPhoneNumber(message.to, '', settings.countries)
      if (!number.ok) return null
      const ends = await Promise.all(
        budgetsOf(message, number.value.prefix).map((budget) => stores.textBudgets.usedUpUntil(budget, now)),
      )
      return (
        ends
          .filter((end) => end !== null)
          .toSorted((one, other) => one.getTime() - other.getTime())
          .at(-1) ?? null
      )
    },

    /** What became of it; null where nobody knows it any more. */
    status: (messageId: string) => identity.texts.status(messageId),
    report: (...told: Parameters<typeof reports.take>) => reports.take(...told),
    start: (): void => void (settings.gateways.length > 0 && outbox.start()),
    stop: () => outbox.stop(),
  }
}
