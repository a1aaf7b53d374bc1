// Statuses as Sluis would answer them, for tests of rules.
import type { Status } from '#sluis/status.ts'

export function aStatus(given: {
  obligation: Status['obligation']
  reason: string
  deadlineAt?: Date
  enrolled?: boolean
  left?: number
}): Status {
  const deadline = given.deadlineAt
    ? { at: given.deadlineAt, timezone: 'Europe/Amsterdam', lastDay: '2026-06-30' }
    : null
  return {
    enrolled: given.enrolled ?? false,
    obligation: given.obligation,
    reason: given.reason,
    company: 'c-1',
    deadline,
    snooze: { left: given.left ?? 2, until: null },
  }
}
