// Reads a posted form of the clock page: a moment to move to, the real time, or a refusal.
import { accept, refuse, type Decision } from '@sluis/server-kit/decision'
import type { Form } from '@sluis/server-kit/form'
import { DAY_MS } from '@sluis/server-kit/time'
import { instantOf } from '../world/amsterdam.ts'
import { STEPS_IN_DAYS } from './clock-page.ts'

export type ClockRefusal = 'no-moment' | 'out-of-range'

// Late enough for every date of the demo, early enough for date arithmetic and certificates.
export const EARLIEST = new Date('2020-01-01T00:00:00Z')
export const LATEST = new Date('2099-12-31T00:00:00Z')

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/

/** `now`: of the demo's clock, which steps are added to. */
export function parseMoment(form: Form, now: Date): Decision<Date | 'real', ClockRefusal> {
  if (form.has('real')) return accept('real')
  const moment = form.has('days')
    ? stepFrom(form.text('days'), now)
    : form.has('to')
      ? written(form.text('to'))
      : instantOf(form.text('at'))
  if (moment === null) return refuse('no-moment')
  return moment >= EARLIEST && moment <= LATEST ? accept(moment) : refuse('out-of-range')
}

const stepFrom = (days: string, now: Date): Date | null =>
  STEPS_IN_DAYS.some((each) => String(each) === days) ? new Date(now.getTime() + Number(days) * DAY_MS) : null

function written(iso: string): Date | null {
  const moment = new Date(ISO.test(iso) ? iso : Number.NaN)
  return Number.isNaN(moment.getTime()) ? null : moment
}
