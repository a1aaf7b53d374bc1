// Statuses as Sluis would answer them, for tests of rules.
import type { Status } from '#sluis/status.ts'

export function aStatus(input: {
  obligation: Status['obligation']
  reason: string
  deadlineAt?: Date
  enrolled?: boolean
  left?: number
}): Status {
  const deadline = input.deadlineAt
    ? { at: input.deadlineAt, timezone: 'Europe/Amsterdam', lastDay: '2026-06-30' }
    : null
  return {
    sub: 'sub-of-somebody',
    passwordChosen: false,
    enrolled: input.enrolled ?? false,
    obligation: input.obligation,
    reason: input.reason,
    company: 'c-1',
    deadline,
    snooze: { left: input.left ?? 2, until: null, hours: 24 },
  }
}
