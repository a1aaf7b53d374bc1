// Secrets of applications: two at a time, ended at their instant, and none that the version before gave is lost.
import { createSealer } from '@sluis/server-kit/sealing'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { later, NOW, rolledBack } from '#testing/migrated-database.ts'
import type { Stores } from '#use-cases/stores.ts'

const DAY = 86_400_000
const sealer = createSealer([Buffer.alloc(32, 7)])
const CLIENT = 'secrets-app'

async function withApplication(work: (stores: Stores, id: string) => Promise<void>): Promise<void> {
  await rolledBack(async (stores) => {
    const id = await stores.applications.upsert({ clientId: CLIENT, name: 'App', secret: 'the first secret' }, NOW)
    await work(stores, id)
  })
}
const areRight = (stores: Stores, secrets: readonly string[], now = NOW) =>
  Promise.all(secrets.map((secret) => stores.applicationSecrets.hasSecret(CLIENT, secret, now)))
/** As a process of the version before has registered it. */
const asBefore = async ({ db }: Stores, id: string, secret: string) => {
  await db.deleteFrom('application_secret').where('application_id', '=', id).execute()
  const sealed = sealer.seal(`application.secret.${id}`, secret)
  await db.updateTable('application').set({ secret_sealed: sealed }).where('id', '=', id).execute()
}
/** What such a process goes by: null for a public application. */
const readBefore = async ({ db }: Stores, id: string) => {
  const row = await db.selectFrom('application').select('secret_sealed').where('id', '=', id).executeTakeFirstOrThrow()
  return row.secret_sealed && sealer.unseal(`application.secret.${id}`, row.secret_sealed).toString()
}
const SECOND = { secret: 'the second secret', expiresAt: null, othersUntil: later(7 * DAY) }

test('the one before goes on for its overlap, and not an instant longer', () =>
  withApplication(async (stores, id) => {
    assert.equal((await stores.applicationSecrets.add(id, SECOND, NOW)).ok, true)
    const both = ['the first secret', 'the second secret', 'neither']
    assert.deepEqual(await areRight(stores, both), [true, true, false])
    assert.deepEqual(await areRight(stores, both, later(7 * DAY - 1)), [true, true, false])
    assert.deepEqual(await areRight(stores, both, later(7 * DAY)), [false, true, false])
  }))
test('a third is refused while two are alive, and takes the place of one that has ended', () =>
  withApplication(async (stores, id) => {
    await stores.applicationSecrets.add(id, SECOND, NOW)
    const third = { ...SECOND, secret: 'the third secret', othersUntil: later(20 * DAY) }
    assert.deepEqual(await stores.applicationSecrets.add(id, third, NOW), { ok: false, refusal: 'two-alive' })
    assert.equal((await stores.applicationSecrets.add(id, third, later(7 * DAY))).ok, true)
    assert.deepEqual(
      await areRight(stores, ['the first secret', 'the second secret', 'the third secret'], later(8 * DAY)),
      [false, true, true],
    )
  }))
test('a secret that was given an end ends then, and no overlap makes it longer', () =>
  withApplication(async (stores, id) => {
    await stores.applicationSecrets.add(id, { ...SECOND, othersUntil: NOW, expiresAt: later(DAY) }, NOW)
    await stores.applicationSecrets.add(id, { ...SECOND, secret: 'the third secret' }, NOW)
    assert.deepEqual(await areRight(stores, ['the second secret', 'the third secret'], later(DAY)), [false, true])
  }))
test('the only secret ends at its end too, though the version before has it sealed without one', () =>
  withApplication(async (stores, id) => {
    await stores.applicationSecrets.add(id, { ...SECOND, othersUntil: NOW, expiresAt: later(DAY) }, NOW)
    assert.deepEqual(await areRight(stores, ['the second secret'], later(DAY)), [false])
  }))
test('one of the version before is right until it is replaced, and ends with its overlap', () =>
  withApplication(async (stores, id) => {
    await asBefore(stores, id, 'an old secret')
    assert.deepEqual(await areRight(stores, ['an old secret', 'the first secret']), [true, false])
    const [listed] = await stores.applicationSecrets.list(id)
    assert.deepEqual(listed, { id, createdAt: NOW, expiresAt: null })
    await stores.applicationSecrets.add(id, SECOND, NOW)
    assert.deepEqual(await areRight(stores, ['an old secret'], later(7 * DAY - 1)), [true])
    assert.deepEqual(await areRight(stores, ['an old secret'], later(7 * DAY)), [false])
    assert.equal(await readBefore(stores, id), 'the second secret', 'what processes of before go by')
  }))
test('one that is taken away is wrong at once, one of the version before too, and nothing becomes public by it', () =>
  withApplication(async (stores, id) => {
    const [first] = await stores.applicationSecrets.list(id)
    assert.equal(await stores.applicationSecrets.remove(id, first!.id), true)
    assert.equal(await stores.applicationSecrets.remove(id, first!.id), false, 'twice')
    assert.deepEqual(await areRight(stores, ['the first secret', (await readBefore(stores, id))!]), [false, false])
    await asBefore(stores, id, 'an old secret')
    assert.equal(await stores.applicationSecrets.remove(id, id), true)
    assert.deepEqual(await areRight(stores, ['an old secret', (await readBefore(stores, id))!]), [false, false])
  }))
test('an application that proves itself by a key is no public one to processes of the version before', () =>
  rolledBack(async (stores) => {
    const keys = { authentication: 'private_key_jwt', jwksUri: 'https://app.example/keys' } as const
    const id = await stores.applications.upsert({ clientId: CLIENT, name: 'App', ...keys }, NOW)
    const before = await readBefore(stores, id)
    assert.ok(before)
    assert.deepEqual(await areRight(stores, [before]), [false])
    const open = await stores.applications.upsert({ clientId: 'open', name: 'App', secret: null }, NOW)
    assert.equal(await readBefore(stores, open), null)
    assert.equal((await stores.applications.findByClientId('open'))?.authentication, 'none')
  }))
