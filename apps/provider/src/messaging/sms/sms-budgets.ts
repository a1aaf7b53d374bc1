// How many messages there may be, for what. Against pumping, where somebody earns by each text that goes to a number of
// theirs (edge case 11).

/** At most `max` within so many minutes of the first. */
export type SmsBudget = { bucket: string; max: number; minutes: number; refusal: 'too-many' | 'budget-exhausted' }

const DAY_MINUTES = 24 * 60
// A range of 100,000 numbers gets no more than this part of a day's texts: a limit for all alone trips when the money
// is gone.
const RANGE_SHARE = 0.1
const MIN_PER_RANGE = 20

export const DAILY_BUCKET = 'all of a day'

/** `isKnownBrowser`: asked for where the person was let in before; a stranger's wishes use up nothing of those. */
export type SmsUsage = {
  to: string
  prefix: string
  personId: string
  network: string
  isKnownBrowser?: boolean | undefined
  isNotice: boolean
}
type Prices = { price: number; dailySpend: number }

export const smsPerDay = ({ price, dailySpend }: Prices): number => Math.max(1, Math.floor(dailySpend / price))

/** Of one person and number alone, whatever others do: what a new password or a human's word gives back. */
export function budgetsOfOne({
  to,
  personId,
  isKnownBrowser = false,
}: Pick<SmsUsage, 'to' | 'personId' | 'isKnownBrowser'>): SmsBudget[] {
  const apart = isKnownBrowser ? ', from a known browser' : ''
  const day = { minutes: DAY_MINUTES }
  return [
    { bucket: `person ${personId}${apart}`, max: 10, ...day, refusal: 'too-many' },
    { bucket: `number, at once ${to}${apart}`, max: 3, minutes: 10, refusal: 'too-many' },
    { bucket: `number ${to}${apart}`, max: 5, ...day, refusal: 'too-many' },
  ]
}

/**
 * In the order in which they are counted: the narrow ones of whoever asks first, so that somebody who is past them uses
 * up nothing of others.
 * Notices have budgets of their own, so that nobody can keep one away by asking for codes.
 */
export function budgetsFor(
  { to, prefix, personId, network, isKnownBrowser = false, isNotice }: SmsUsage,
  prices: Prices,
): SmsBudget[] {
  const day = { minutes: DAY_MINUTES }
  const all = { bucket: DAILY_BUCKET, max: smsPerDay(prices), ...day, refusal: 'budget-exhausted' as const }
  if (isNotice) return [{ bucket: `notices to ${to}`, max: 5, ...day, refusal: 'too-many' }, all]
  return [
    ...budgetsOfOne({ to, personId, isKnownBrowser }),
    // A whole company of 2,000 signs in from one network on the morning of a date; each of these knew a password.
    { bucket: `network ${network}`, max: 2500, minutes: 60, refusal: 'too-many' },
    {
      bucket: `range ${prefix}`,
      max: Math.max(MIN_PER_RANGE, Math.floor(all.max * RANGE_SHARE)),
      ...day,
      refusal: 'budget-exhausted',
    },
    all,
  ]
}
