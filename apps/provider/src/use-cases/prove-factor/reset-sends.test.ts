// Whoever has text messages alone is not kept out by a stranger who uses them up.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { DAY_MS } from '@sluis/server-kit/time'
import { budgetsOfOne } from '#messaging/sms/sms-budgets.ts'
import { aPerson, later, rolledBack } from '#testing/migrated-database.ts'
import type { Stores } from '#use-cases/stores.ts'
import { consumeGuess } from './count-guess.ts'
import { areSendsUsedUp, resetSmsSends } from './reset-sends.ts'

async function usedUp(
  stores: Stores,
  personId: string,
  at: number,
): Promise<{ personId: string; phone: { e164: string } }> {
  const receiver = { personId, phone: { e164: '+31612345678' } }
  const stranger = { id: randomId(), personId, origin: '203.0.113.9', device: null }
  for (let text = 0; text < 5; text++) await consumeGuess(stores, 'sms-send', stranger, later(at))
  for (const budget of budgetsOfOne({ to: receiver.phone.e164, personId }))
    for (let text = 0; text < budget.max; text++) await stores.smsBudgets.consume(budget, later(at))
  assert.equal(await areSendsUsedUp(stores, receiver, later(at)), true)
  return receiver
}

test('a new password gives back the texts that a stranger used up, once a day, so that a mailbox buys none', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    for (const [at, areLeft] of [
      [0, true],
      [DAY_MS / 2, false],
      [2 * DAY_MS, true],
    ] as const) {
      const receiver = await usedUp(stores, personId, at)
      await resetSmsSends(stores, 'password-renewed', receiver, later(at))
      assert.equal(await areSendsUsedUp(stores, receiver, later(at)), !areLeft, `after ${at / DAY_MS} days`)
    }
  }))
test('so does a human who lets somebody in again, each time', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    for (let time = 0; time < 2; time++) {
      const receiver = await usedUp(stores, personId, 0)
      await resetSmsSends(stores, 'opened', receiver, later(0))
      assert.equal(await areSendsUsedUp(stores, receiver, later(0)), false)
    }
  }))
