// What is left of a year's leave. What the law gives lapses first, so it is taken first.
import type { LeaveBalance } from './leave.store.ts'

export type LeaveLeft = { hours: number; statutoryHours: number; extraHours: number }

export function leaveLeft({ statutoryHours, extraHours, takenHours }: LeaveBalance): LeaveLeft {
  const fromStatutory = Math.min(takenHours, statutoryHours)
  const fromExtra = takenHours - fromStatutory
  return {
    hours: statutoryHours + extraHours - takenHours,
    statutoryHours: statutoryHours - fromStatutory,
    extraHours: extraHours - fromExtra,
  }
}
