// The queue in front of hashing: in order, so many concurrently, a quick "busy" past its end, and no place lost to a
// failure.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHashQueue } from './hash-queue.ts'
import { Busy } from './page-middleware.ts'

/** Work that runs until the test ends it. */
function held() {
  const begun: string[] = []
  const ends = new Map<string, { ok(): void; fail(): void }>()
  const work = (name: string) => () =>
    new Promise<string>((resolve, reject) => {
      begun.push(name)
      ends.set(name, { ok: () => resolve(name), fail: () => reject(new Error(name)) })
    })
  return { begun, work, end: (name: string) => ends.get(name)!.ok(), fail: (name: string) => ends.get(name)!.fail() }
}

test('no more run concurrently than there are places, and the rest begins in the order in which it came', async () => {
  const { begun, work, end } = held()
  const queue = createHashQueue(2, 10)
  const runs = ['a', 'b', 'c', 'd'].map((name) => queue.run(work(name)))
  assert.deepEqual(begun, ['a', 'b'])
  assert.equal(queue.waiting(), 2)
  end('b')
  await runs[1]
  assert.deepEqual(begun, ['a', 'b', 'c'])
  end('a')
  await runs[0]
  assert.deepEqual(begun, ['a', 'b', 'c', 'd'])
  end('c')
  end('d')
  assert.deepEqual(await Promise.all(runs), ['a', 'b', 'c', 'd'])
})

test('work that comes when the queue is full is refused immediately', async () => {
  const { work, end, begun } = held()
  const queue = createHashQueue(1, 1)
  const [first, second] = [queue.run(work('a')), queue.run(work('b'))]
  await assert.rejects(queue.run(work('c')), Busy)
  assert.deepEqual(begun, ['a'])
  end('a')
  await first
  end('b')
  await second
})

test('a place is handed on, not left open to work that comes in between', async () => {
  const { begun, work, end } = held()
  const queue = createHashQueue(1, 10)
  const first = queue.run(work('a'))
  const waiting = queue.run(work('b'))
  const late = first.then(() => queue.run(work('c')))
  end('a')
  await first
  end('b')
  await waiting
  end('c')
  await late
  assert.deepEqual(begun, ['a', 'b', 'c'])
})

test('a failure hands its place on, and stays the failure of its own caller', async () => {
  const { work, end, fail } = held()
  const queue = createHashQueue(1, 10)
  const failing = queue.run(work('a'))
  const next = queue.run(work('b'))
  fail('a')
  await assert.rejects(failing, /^Error: a$/u)
  end('b')
  assert.equal(await next, 'b')
})

test('after it was empty the places are all there again', async () => {
  const queue = createHashQueue(2, 10)
  for (let round = 0; round < 5; round++)
    await Promise.allSettled([
      queue.run(() => Promise.reject(new Error('x'))),
      queue.run(() => Promise.resolve(1)),
      queue.run(() => Promise.resolve(2)),
    ])
  const { begun, work, end } = held()
  const runs = ['a', 'b', 'c'].map((name) => queue.run(work(name)))
  assert.deepEqual(begun, ['a', 'b'])
  end('a')
  end('b')
  await Promise.all(runs.slice(0, 2))
  end('c')
  await runs[2]
})

test('as many may wait as are done in three seconds, by the measured time of one', async () => {
  let now = 0
  const queue = createHashQueue(1, Infinity, () => now)
  // Each takes a second: after some of them few more may wait than are done within the time.
  for (let number = 0; number < 40; number++)
    await queue.run(() => {
      now += 1_000
      return Promise.resolve()
    })
  const { work, end } = held()
  const runs = ['a', 'b', 'c', 'd'].map((name) => queue.run(work(name)))
  assert.equal(queue.isFull(), true)
  assert.ok(queue.load().waitMs > 3_000)
  await assert.rejects(queue.run(work('e')), Busy)
  for (const name of ['a', 'b', 'c', 'd']) {
    end(name)
    await runs.shift()
  }
  assert.equal(queue.isFull(), false)
  assert.equal(queue.load().waitMs, 0)
})
