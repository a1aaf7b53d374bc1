// Budgets of wrong passwords: counted before looking, waits that end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { testDatabase } from '#testing/database.ts'
import {
  type Counter,
  createAttemptStore,
  PER_CLIENT,
  PER_EMAIL,
  PER_EMAIL_AND_CLIENT as LIMIT,
} from './attempt.store.ts'

const noon = new Date('2026-06-01T12:00:00Z')
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)
const own = (who: string): Counter[] => [{ limit: LIMIT, who }]
const store = async () => createAttemptStore((await testDatabase()).db, Buffer.alloc(32, 1))

test('of twenty wrong tries sent together five are looked at', async () => {
  const attempts = await store()
  const who = randomId()
  const answers = await Promise.all(Array.from({ length: 20 }, () => attempts.consume(own(who), noon)))
  assert.equal(answers.filter((wait) => wait === null).length, 5)
})

test('the wait begins with a minute, doubles, and is never longer than a quarter of an hour', async () => {
  const attempts = await store()
  const who = randomId()
  for (let count = 0; count < 5; count += 1) assert.equal(await attempts.consume(own(who), noon), null)
  assert.deepEqual(await attempts.consume(own(who), noon), later(1))
  assert.equal(await attempts.consume(own(who), later(1)), null)
  assert.deepEqual(await attempts.consume(own(who), later(1)), later(3))
  let at = 3
  for (let count = 0; count < 4; count += 1) {
    assert.equal(await attempts.consume(own(who), later(at)), null)
    at += 15
  }
  assert.equal(await attempts.consume(own(who), later(at)), null)
  assert.deepEqual(await attempts.consume(own(who), later(at)), later(at + 15))
})

test('a right password resets what was wrong before it', async () => {
  const attempts = await store()
  const who = randomId()
  for (let count = 0; count < 4; count += 1) await attempts.consume(own(who), noon)
  await attempts.reset(own(who))
  for (let count = 0; count < 5; count += 1) assert.equal(await attempts.consume(own(who), noon), null)
})

test('an hour of quiet forgets', async () => {
  const attempts = await store()
  const who = randomId()
  for (let count = 0; count < 5; count += 1) await attempts.consume(own(who), noon)
  for (let count = 0; count < 4; count += 1) assert.equal(await attempts.consume(own(who), later(61)), null)
})

/** The counters of one address and one place. */
const all = (email: string, place: string): Counter[] => [
  { limit: LIMIT, who: `${email} ${place}` },
  { limit: PER_EMAIL, who: email },
  { limit: PER_CLIENT, who: place },
]
test('however many wrong passwords for one address cost its place five', async () => {
  const attempts = await store()
  const [hammered, place] = [randomId(), randomId()]
  for (let count = 0; count < 30; count += 1) await attempts.consume(all(hammered, place), noon)
  const drops = PER_CLIENT.capacity - 5
  const inOneDrop = { ...PER_CLIENT, capacity: PER_CLIENT.capacity / drops, perHour: PER_CLIENT.perHour / drops }
  assert.equal(await attempts.consume([{ limit: inOneDrop, who: place }], noon), null)
  assert.notEqual(await attempts.consume([{ limit: PER_CLIENT, who: place }], noon), null)
})
test('right passwords keep no count of their place alive, and a full one takes one more every twelve seconds, however much it is knocked at', async () => {
  const attempts = await store()
  const place: Counter[] = [{ limit: { ...PER_CLIENT, name: 'small', capacity: 3 }, who: randomId() }]
  for (let right = 0; right < 10; right += 1) {
    assert.equal(await attempts.consume(place, noon), null)
    await attempts.reset(place)
  }
  for (let wrong = 0; wrong < 3; wrong += 1) assert.equal(await attempts.consume(place, noon), null)
  for (let knock = 0; knock < 30; knock += 1) assert.deepEqual(await attempts.consume(place, noon), later(0.2))
  assert.equal(await attempts.consume(place, later(0.2)), null)
  assert.deepEqual(await attempts.consume(place, later(0.2)), later(0.4))
})
test('two thousand people at one place, one in ten of whom mistypes, all get in within ten minutes (edge case 39)', async () => {
  const attempts = await store()
  const place: Counter[] = [{ limit: PER_CLIENT, who: randomId() }]
  for (let person = 0; person < 200; person += 1) assert.equal(await attempts.consume(place, later(person / 20)), null)
})
test('from a thousand places as many passwords of one address are looked at as it takes, and an hour of quiet buys no more', async () => {
  const attempts = await store()
  const email = randomId()
  const wave = async (minutes: number) => {
    let lookedAt = 0
    for (let place = 0; place < 55; place += 1)
      if ((await attempts.consume(all(email, randomId()), later(minutes))) === null) lookedAt += 1
    await attempts.prune(later(minutes))
    return lookedAt
  }
  assert.deepEqual([await wave(0), await wave(90)], [PER_EMAIL.capacity, 15])
})
