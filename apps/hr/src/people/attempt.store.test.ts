// Budgets of wrong passwords: counted before looking, waits that end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { testDatabase } from '#testing/database.ts'
import { createAttemptStore, PER_EMAIL_AND_CLIENT as LIMIT } from './attempt.store.ts'

const noon = new Date('2026-06-01T12:00:00Z')
const later = (minutes: number) => new Date(noon.getTime() + minutes * 60_000)
const store = async () => createAttemptStore((await testDatabase()).db, Buffer.alloc(32, 1))

test('of twenty wrong tries sent together five are looked at', async () => {
  const attempts = await store()
  const who = randomId()
  const answers = await Promise.all(Array.from({ length: 20 }, () => attempts.consume(LIMIT, who, noon)))
  assert.equal(answers.filter((wait) => wait === null).length, 5)
})

test('the wait begins with a minute, doubles, and is never longer than a quarter of an hour', async () => {
  const attempts = await store()
  const who = randomId()
  for (let count = 0; count < 5; count += 1) assert.equal(await attempts.consume(LIMIT, who, noon), null)
  assert.deepEqual(await attempts.consume(LIMIT, who, noon), later(1))
  assert.equal(await attempts.consume(LIMIT, who, later(1)), null)
  assert.deepEqual(await attempts.consume(LIMIT, who, later(1)), later(3))
  let at = 3
  for (let count = 0; count < 4; count += 1) {
    assert.equal(await attempts.consume(LIMIT, who, later(at)), null)
    at += 15
  }
  assert.equal(await attempts.consume(LIMIT, who, later(at)), null)
  assert.deepEqual(await attempts.consume(LIMIT, who, later(at)), later(at + 15))
})

test('a right password forgives what was wrong before it', async () => {
  const attempts = await store()
  const who = randomId()
  for (let count = 0; count < 4; count += 1) await attempts.consume(LIMIT, who, noon)
  await attempts.reset(LIMIT, who)
  for (let count = 0; count < 5; count += 1) assert.equal(await attempts.consume(LIMIT, who, noon), null)
})

test('an hour of quiet forgets', async () => {
  const attempts = await store()
  const who = randomId()
  for (let count = 0; count < 5; count += 1) await attempts.consume(LIMIT, who, noon)
  for (let count = 0; count < 4; count += 1) assert.equal(await attempts.consume(LIMIT, who, later(61)), null)
})
