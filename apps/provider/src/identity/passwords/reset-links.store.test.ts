// Which link for a new password somebody is sent, on a real database.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aPerson, later, rolledBack } from '#testing/migrated-database.ts'

test('two who ask at the same moment send the same link, whichever is written first', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    const link = await stores.resetLinks.create(personId, later(40))
    assert.equal(await stores.resetLinks.create(personId, later(0)), link)
    assert.equal(await stores.resetLinks.personOf(link, later(0)), personId)
  }))
test('a link of a clock that was put back does not stand for a day', () =>
  rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    const link = await stores.resetLinks.create(personId, later(86_400_000))
    assert.notEqual(await stores.resetLinks.create(personId, later(0)), link)
  }))
