// How many texts there may be, for what. Against pumping, where somebody earns by each text that goes to a number of
// theirs (edge case 11).

/** At most `most` within so many minutes of the first. */
export type TextBudget = { bucket: string; most: number; minutes: number; refusal: 'too-many' | 'spent' }

const DAY_MINUTES = 24 * 60
// A range of 100,000 numbers gets no more than this part of a day's texts: a limit for all alone trips when the money
// is gone.
const PART_OF_A_RANGE = 0.1
const LEAST_OF_A_RANGE = 20

export const SPEND_BUCKET = 'all of a day'

export type Texted = { to: string; prefix: string; personId: string; network: string; isNotice: boolean }
type Prices = { price: number; dailySpend: number }

export const textsOfADay = ({ price, dailySpend }: Prices): number => Math.max(1, Math.floor(dailySpend / price))

/**
 * In the order in which they are counted: the narrow ones of whoever asks first, so that somebody who is past them uses
 * up nothing of others.
 * Notices have budgets of their own, so that nobody can keep one away by asking for codes.
 */
export function budgetsFor({ to, prefix, personId, network, isNotice }: Texted, prices: Prices): TextBudget[] {
  const day = { minutes: DAY_MINUTES }
  const all = { bucket: SPEND_BUCKET, most: textsOfADay(prices), ...day, refusal: 'spent' as const }
  if (isNotice) return [{ bucket: `notices to ${to}`, most: 5, ...day, refusal: 'too-many' }, all]
  return [
    // Wide, since a whole company signs in from one network on pay day; each of these knew a password.
    { bucket: `network ${network}`, most: 200, minutes: 60, refusal: 'too-many' },
    { bucket: `person ${personId}`, most: 10, ...day, refusal: 'too-many' },
    { bucket: `number, at once ${to}`, most: 3, minutes: 10, refusal: 'too-many' },
    { bucket: `number ${to}`, most: 5, ...day, refusal: 'too-many' },
    {
      bucket: `range ${prefix}`,
      most: Math.max(LEAST_OF_A_RANGE, Math.floor(all.most * PART_OF_A_RANGE)),
      ...day,
      refusal: 'spent',
    },
    all,
  ]
}
