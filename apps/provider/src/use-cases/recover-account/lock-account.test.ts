// What a locked account takes in: nothing that could prove anything later.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import type { Stores } from '#use-cases/stores.ts'
import { aPerson, later, NOW, rolledBack } from '#testing/migrated-database.ts'

const HOUR = 3_600_000
const addApp = (stores: Stores, personId: string, at: Date, id = randomId()) =>
  stores.factors.add({ id, personId, kind: 'totp', name: '' }, at).then(() => id)
const makeCodes = (stores: Stores, personId: string, at: Date) =>
  stores.recovery.replace(
    {
      id: randomId(),
      personId,
      salt: Buffer.alloc(16),
      hashing: 'hmac-sha256',
      codes: ['x'],
      hashes: [Buffer.from('x')],
    },
    at,
  )

test('no factor is added to a locked account', async () => {
  await rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    await stores.people.lock(personId, NOW)
    await assert.rejects(addApp(stores, personId, NOW))
  })
})
test('no recovery codes are made for a locked account', async () => {
  await rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    await stores.people.lock(personId, NOW)
    await assert.rejects(makeCodes(stores, personId, NOW))
  })
})
test('what is younger than the moment given is quarantined, what is older is not; a set of codes that is quarantined counts none', async () => {
  await rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    const [old, young] = [
      await addApp(stores, personId, later(-73 * HOUR)),
      await addApp(stores, personId, later(-71 * HOUR)),
    ]
    await makeCodes(stores, personId, later(-71 * HOUR))
    assert.equal((await stores.recovery.findByPerson(personId))?.left, 1)
    assert.equal(await stores.factors.quarantine(personId, later(-72 * HOUR), NOW), 1)
    await stores.recovery.quarantine(personId, later(-72 * HOUR), NOW)
    assert.deepEqual(
      (await stores.factors.listByPerson(personId))
        .filter(({ quarantinedAt }) => quarantinedAt !== null)
        .map(({ id }) => id),
      [young],
    )
    assert.equal((await stores.recovery.findByPerson(personId))?.left, 0)
    assert.equal(await stores.factors.recordUse(young, NOW), false)
    assert.equal(await stores.factors.recordUse(old, NOW), true)
  })
})
