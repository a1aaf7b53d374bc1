// What the stand-in for Sluis knows: companies, people, one roll-out, and how the person in front of it behaves next.
import type { Clock } from '@sluis/server-kit/clock'
import { randomId, randomToken } from '@sluis/server-kit/random'

export type FakePerson = {
  person: string
  sub: string
  name: string
  email: string
  companies: Map<string, string>
  isEnrolled: boolean
  snoozesLeft: number
  snoozedUntil: Date | null
  isLocked: boolean
  hasPassword: boolean
  /** Chosen at Sluis, in the place of the one that came from Kade. */
  hasChosenPassword: boolean
  remindedAt: Date | null
}
/** Null where the company has none. */
export type FakeRollOut = {
  announceAt: Date
  promptAt: Date
  requiredAt: Date
  timezone: string
  lastDay: string
} | null
/**
 * `person`: absent for whom the hint names. `acr`: absent for what was asked. `ago`: how long ago, in seconds, they
 * proved it.
 */
export type FakeUser =
  { does: 'signs-in'; person?: string; acr?: string; ago?: number; subject?: string } | { does: 'fails'; error: string }

export type FakeState = ReturnType<typeof createFakeState>

export function createFakeState(clock: Clock) {
  return {
    clock,
    companies: new Map<string, { name: string; timezone: string }>(),
    people: new Map<string, FakePerson>(),
    rollOut: null as FakeRollOut,
    vouchers: new Map<string, string>(),
    user: { does: 'signs-in' } as FakeUser,
    /** Every request to the APIs, as "PUT /api/…". */
    asked: [] as string[],
    /** Answers nothing at all while true. */
    isAway: false,

    personOf: (person: string, name: string, email: string): FakePerson => ({
      person,
      sub: `sub-${randomId()}`,
      name,
      email,
      companies: new Map(),
      isEnrolled: false,
      snoozesLeft: 3,
      snoozedUntil: null,
      isLocked: false,
      hasPassword: false,
      hasChosenPassword: false,
      remindedAt: null,
    }),
    newVoucher: () => randomToken(),
  }
}
