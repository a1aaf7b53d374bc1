// When a passkey is offered again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY_MS } from '@sluis/server-kit/time'
import { aPerson, later, migrated, NOW } from '#testing/migrated-database.ts'

const { identity } = await migrated()

test('an offer comes once in thirty days, to each person in each browser', async () => {
  const [one, other] = [await aPerson(identity), await aPerson(identity)]
  const due = (personId: string, browser: string, days: number) =>
    identity.passkeyOffers.isDue(personId, browser, later(days * DAY_MS))
  assert.equal(await due(one, 'a', 0), true)
  await identity.passkeyOffers.asked(one, 'a', NOW)
  assert.deepEqual(
    [
      await due(one, 'a', 0),
      await due(one, 'a', 29.9),
      await due(one, 'a', 30),
      await due(one, 'b', 0),
      await due(other, 'a', 0),
    ],
    [false, false, true, true, true],
  )
})
