// Applications in memory: asked for once, and never older than the last look at whether one has changed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { migrated, NOW } from '#testing/migrated-database.ts'
import type { Stores } from '#use-cases/stores.ts'
import { STRICT } from './application.ts'
import { createApplicationMemory } from './application-memory.ts'

/** What is changed in one transaction has one mark, so these have one each, and what they made is taken away. */
async function withStores(work: (stores: Stores) => Promise<void>): Promise<void> {
  const { identity } = await migrated()
  try {
    await work(identity)
  } finally {
    for (const clientId of ['kept', 'other']) {
      const left = await identity.applications.findByClientId(clientId)
      if (left) await identity.applications.set(left.id, { ...STRICT, name: 'none' })
      if (left) await identity.applications.delete(left.id)
    }
  }
}

/** One application, and a memory with a clock of its own whose reads are counted. */
async function remembered({ applications }: Stores) {
  const id = await applications.upsert({ clientId: 'kept', name: 'Before' }, NOW)
  let [now, reads] = [0, 0]
  const store = {
    ...applications,
    findMarked: (by: Parameters<typeof applications.findMarked>[0]) => ((reads += 1), applications.findMarked(by)),
  }
  const memory = createApplicationMemory(store, () => now)
  return {
    id,
    store,
    memory,
    pass: (ms: number) => void (now += ms),
    reads: () => reads,
    nameNow: async () => (await memory.findByClientId('kept'))?.name,
    rename: (name: string) => applications.set(id, { ...STRICT, name }),
  }
}

test('an application is read once, by either of its ids, until it has changed', () =>
  withStores(async (stores) => {
    const { id, memory, reads, nameNow, rename } = await remembered(stores)
    await memory.look()
    for (let asked = 0; asked < 3; asked++) assert.equal(await nameNow(), 'Before')
    assert.equal((await memory.findById(id))?.clientId, 'kept')
    assert.equal(reads(), 1)
    await memory.look()
    await nameNow()
    assert.equal(reads(), 1, 'nothing has changed')
    await rename('After')
    await memory.look()
    assert.equal(await nameNow(), 'After')
  }))
test('where nobody could look for five seconds, nothing is kept', () =>
  withStores(async (stores) => {
    const { memory, pass, nameNow, rename } = await remembered(stores)
    await memory.look()
    assert.equal(await nameNow(), 'Before')
    await rename('After')
    pass(4_999)
    assert.equal(await nameNow(), 'Before')
    pass(1)
    assert.equal(await nameNow(), 'After')
    await memory.look()
    assert.equal(await nameNow(), 'After', 'nor is what was kept before good again')
  }))
test('while applications are asked for it looks each time that it may, and else every second time', () =>
  withStores(async (stores) => {
    const { memory, store, pass, nameNow } = await remembered(stores)
    let looks = 0
    store.changeMark = () => ((looks += 1), stores.applications.changeMark())
    const looksAfter = async (seconds: number): Promise<number> => {
      pass(seconds * 1_000)
      await memory.lookAgain()
      return looks
    }
    await memory.look()
    assert.deepEqual([await looksAfter(2), await looksAfter(2), await looksAfter(2)], [1, 2, 2])
    await nameNow()
    assert.equal(await looksAfter(0), 3)
  }))
test('what was read before a change is not kept after it', () =>
  withStores(async (stores) => {
    const { store, memory, nameNow, rename } = await remembered(stores)
    await memory.look()
    const [hasRead, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const read = store.findMarked
    store.findMarked = async (by) => {
      const found = await read(by)
      hasRead.resolve()
      await goOn.promise
      return found
    }
    const early = nameNow()
    await hasRead.promise
    await rename('After')
    memory.forget()
    await memory.look()
    goOn.resolve()
    assert.equal(await early, 'Before')
    assert.equal(await nameNow(), 'After')
  }))
test('what was there between two looks is not kept, though it is gone again', () =>
  withStores(async (stores) => {
    const { id, memory } = await remembered(stores)
    await memory.look()
    await stores.applicationLogos.set(id, { etag: 'e', mediaType: 'image/png', bytes: Buffer.from('logo') })
    assert.deepEqual((await memory.findById(id))?.logo, { etag: 'e' })
    await stores.applicationLogos.remove(id)
    await memory.look()
    assert.equal((await memory.findById(id))?.logo, null)
  }))
test('nobody makes it keep what is not registered, and nobody can change what many hold', () =>
  withStores(async (stores) => {
    const { memory, reads } = await remembered(stores)
    await memory.look()
    for (let asked = 0; asked < 2; asked++) assert.equal(await memory.findByClientId('unknown'), undefined)
    assert.equal(reads(), 2)
    const found = await memory.findByClientId('kept')
    assert.throws(() => found!.redirectUris.push('https://attacker.example/'), TypeError)
  }))
test('each change of what is kept has another mark', () =>
  withStores(async ({ applications, applicationLogos }) => {
    const other = await applications.upsert({ clientId: 'other', name: 'Other' }, NOW)
    const id = await applications.upsert({ clientId: 'kept', name: 'App' }, NOW)
    const logo = (etag: string) => ({ etag, mediaType: 'image/png' as const, bytes: Buffer.from('logo') })
    const changes = [
      () => applicationLogos.set(id, logo('one')),
      () => applicationLogos.set(id, logo('two')),
      () => applicationLogos.remove(id),
      () => applications.set(id, { ...STRICT, name: 'App', introspects: ['other'] }),
      () => applications.set(id, { ...STRICT, name: 'App' }),
      () => applications.delete(other),
    ]
    for (const change of changes) {
      const before = await applications.changeMark()
      await change()
      assert.notEqual(await applications.changeMark(), before, String(change))
    }
  }))
