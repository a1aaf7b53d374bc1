// Timed jobs: what runs is finished before the end, unless it waits for somebody who does not answer; and of several
// processes one does what one is enough for.
import { createLog } from '@sluis/server-kit/log'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jobsOf, startSchedules } from './schedules.ts'

const log = createLog('provider', 'silent')

/** Started, and in the middle of a run that ends when it is told to. */
async function amidRun(stopWaitMs: number) {
  const begun = Promise.withResolvers<void>()
  const end = Promise.withResolvers<void>()
  const run = () => (begun.resolve(), end.promise)
  const stop = startSchedules([{ name: 'a job', everySeconds: 0.001, run }], log, stopWaitMs)
  await begun.promise
  return { stop, end }
}

test('what runs is finished before the end', async () => {
  const { stop, end } = await amidRun(60_000)
  let hasEnded = false
  const stopping = stop().then(() => (hasEnded = true))
  await new Promise(setImmediate)
  assert.equal(hasEnded, false)
  end.resolve()
  await stopping
})
test('an application that does not answer does not hold up the end', async () => {
  const { stop } = await amidRun(10)
  await stop()
})

test('of several processes on a machine the first does what one is enough for, and each what it needs itself', () => {
  const run = () => Promise.resolve()
  const jobs = [
    { name: 'remove what has expired', everySeconds: 1, isOfOne: true, run },
    { name: 'take over keys', everySeconds: 1, run },
  ] as const
  assert.deepEqual(
    [1, 2, 3].map((process) => jobsOf(jobs, process).length),
    [2, 1, 1],
  )
})
