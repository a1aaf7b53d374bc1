// Several processes have one line (decision 0052): two children with a line that this process keeps.
import type { Arrival } from '@sluis/server-kit/admission'
import assert from 'node:assert/strict'
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { keepLine } from './shared-line.ts'

const PROGRAM = fileURLToPath(new URL('../testing/line-program.ts', import.meta.url))
type Told = { arrival: Arrival; length: number; letIn: number }

const kept = keepLine()
const next = <What>(child: ChildProcess, isIt: (message: unknown) => message is What): Promise<What> =>
  new Promise((resolve) => {
    child.on('message', function look(message) {
      if (!isIt(message)) return
      child.off('message', look)
      resolve(message)
    })
  })
async function start(): Promise<ChildProcess> {
  const child = fork(PROGRAM)
  kept.serve(child)
  await next(child, (message): message is string => message === 'started')
  return child
}
function arrive(child: ChildProcess, since: number | null): Promise<Told> {
  const told = next(
    child,
    (message): message is Told => typeof message === 'object' && message !== null && 'arrival' in message,
  )
  child.send({ since })
  return told
}
const [one, other] = await Promise.all([start(), start()])
after(() => {
  one.kill()
  other.kill()
})

test('whoever waits has one place at all processes, and a number that counts everybody once', async () => {
  assert.deepEqual(await arrive(one, null), { arrival: { isIn: true }, length: 0, letIn: 1 })
  const [first, second] = [await arrive(one, null), await arrive(other, null)]
  assert.ok(!first.arrival.isIn && !second.arrival.isIn)
  assert.deepEqual([first.arrival.place.number, second.arrival.place.number], [1, 2])
  const again = await arrive(other, first.arrival.since)
  assert.ok(!again.arrival.isIn)
  assert.deepEqual([again.arrival.place.number, again.length], [1, 2])
})
test('a process that has ended lets nobody in any more, and the line goes on', async () => {
  const before = await arrive(other, null)
  assert.ok(!before.arrival.isIn && before.arrival.place.seconds === 1)
  one.kill()
  await once(one, 'exit')
  const later = await arrive(other, before.arrival.since)
  assert.ok(!later.arrival.isIn)
  assert.deepEqual([later.arrival.place.number, later.arrival.place.seconds], [3, 1])
})
test('where the one that keeps the line is gone, nobody waits for its answer', async () => {
  other.disconnect()
  assert.deepEqual(await once(other, 'exit'), [0, null])
})
