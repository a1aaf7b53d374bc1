// Days and months of the calendar as strings ("2026-05-25", "2026-05"): a payday has no time zone.

export type Month = string
export type Day = string

const two = (number: number) => String(number).padStart(2, '0')
export const monthOf = (year: number, month: number): Month => `${year}-${two(month)}`
/** Of a month or a day. */
export const yearOf = (text: Month): number => Number(text.slice(0, 4))
export const monthNumberOf = (text: Month): number => Number(text.slice(5, 7))

/** That many months on (or back). */
export function monthsOn(month: Month, count: number): Month {
  const total = yearOf(month) * 12 + monthNumberOf(month) - 1 + count
  return monthOf(Math.floor(total / 12), (total % 12) + 1)
}

/** Every month from the first to the last, both included. */
export function monthsBetween(first: Month, last: Month): Month[] {
  const months: Month[] = []
  for (let month = first; month <= last; month = monthsOn(month, 1)) months.push(month)
  return months
}

/** The calendar day that it is somewhere, at an instant. */
export function dayIn(timezone: string, now: Date): Day {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now)
}

/** A day as an instant that any zone of Europe shows as that day; only for words. */
export const noonOf = (day: Day): Date => new Date(`${day}T12:00:00Z`)

const PAYDAY = 25

/** The 25th, or the Friday before it where that is a weekend. */
export function paydayOf(month: Month): Day {
  const weekday = noonOf(`${month}-${PAYDAY}`).getUTCDay()
  const back = weekday === 6 ? 1 : weekday === 0 ? 2 : 0
  return `${month}-${two(PAYDAY - back)}`
}

/** The first payday that is today or still to come. */
export function nextPayday(today: Day): Day {
  const thisMonth = paydayOf(today.slice(0, 7))
  return thisMonth >= today ? thisMonth : paydayOf(monthsOn(today.slice(0, 7), 1))
}
