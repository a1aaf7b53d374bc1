// How many are let in and who waits: pressure, pace, the line, and a whole storm reckoned through.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  closed,
  createLine,
  firstPace,
  type Load,
  longestQueue,
  nextPace,
  type Pace,
  pressureOf,
  together,
} from './admission.ts'

const FIRST_PACE = firstPace(2)
const WITHOUT_WAITS = { eventLoopMs: 5, hashMs: 0, connectionMs: 0 }
const pressures: [string, Partial<typeof WITHOUT_WAITS>, boolean][] = [
  ['nobody waits', {}, false],
  ['the event loop is late', { eventLoopMs: 150 }, true],
  ['a hash is waited for', { hashMs: 900 }, true],
  ['requests wait for a connection', { connectionMs: 80 }, true],
]
for (const [what, waits, isPressed] of pressures)
  test(`${what}: ${isPressed ? 'less is let in' : 'there is no pressure'}`, () =>
    assert.equal(pressureOf({ ...WITHOUT_WAITS, ...waits }) > 1, isPressed))

const load = (more: Partial<Load>): Load => ({
  seconds: 1,
  letIn: 0,
  done: 0,
  eventLoop: 0,
  hashing: 0,
  connections: 0,
  pressure: 0,
  ...more,
})
/** After so long under the same load that only it counts. */
const paceUnder = (more: Partial<Load>): Pace => {
  let pace = FIRST_PACE
  for (let span = 0; span < 50; span++) pace = nextPace(pace, load(more))
  return pace
}

test('what a full machine does is what it can do, less what its queues need', () => {
  const { learned } = paceUnder({ done: 40, eventLoop: 1 })
  assert.ok(learned > 33 && learned < 35, `${learned}`)
})
test('the busiest part counts: where the database is full an idle event loop is no room', () => {
  const { learned } = paceUnder({ done: 8, eventLoop: 0.3, connections: 1 })
  assert.ok(learned > 6 && learned < 8, `${learned}`)
})
test('of a machine that does little nothing is learned', () =>
  assert.deepEqual(paceUnder({ done: 1, eventLoop: 0.1 }), FIRST_PACE))
test('where nobody waits, more are let in each time than the last time, up to a limit', () => {
  assert.equal(nextPace(FIRST_PACE, load({ letIn: 40 })).perSecond, 50)
  assert.equal(nextPace(FIRST_PACE, load({ letIn: 400 })).perSecond, 5 * FIRST_PACE.learned)
  assert.equal(nextPace(FIRST_PACE, load({ letIn: 1 })).perSecond, FIRST_PACE.learned)
})
test('where many wait, less is let in than can be done, and hardly any at once', () => {
  const { perSecond, burst, learned } = paceUnder({ done: 20, eventLoop: 1, pressure: 4 })
  assert.ok(perSecond <= learned / 4 && burst <= learned)
})
test('however slow it is, somebody is let in', () => {
  const { perSecond, burst } = paceUnder({ done: 1, seconds: 10, eventLoop: 1, pressure: 10 })
  assert.deepEqual({ perSecond, burst }, { perSecond: 0.1, burst: 3 })
})
test('nobody waits longer for a hash than is bearable, and as many may as there are places', () => {
  assert.equal(longestQueue(2, 12, 3_000), 500)
  assert.equal(longestQueue(2, 100, 3_000), 60)
  assert.equal(longestQueue(2, 60_000, 3_000), 2)
})

const SLOW: Pace = { perSecond: 10, learned: 10, burst: 2 }
test('whoever comes alone never waits', () => {
  const line = createLine(0, FIRST_PACE)
  for (let second = 0; second < 60; second++) assert.deepEqual(line.arrive(null, second * 1_000), { isIn: true })
})
test('of many at once the first are let in, and the others are told their number and their seconds', () => {
  const line = createLine(0, SLOW)
  const arrivals = Array.from({ length: 23 }, () => line.arrive(null, 0))
  assert.deepEqual(
    arrivals.map((each) => each?.isIn),
    [true, true, ...Array<boolean>(21).fill(false)],
  )
  const last = arrivals.at(-1)
  assert.ok(last && !last.isIn)
  assert.deepEqual({ number: last.place.number, seconds: last.place.seconds }, { number: 21, seconds: 3 })
})
test('first come, first served, also where somebody who came later looks first', () => {
  const line = createLine(0, SLOW)
  const [first, second, third] = Array.from({ length: 5 }, () => line.arrive(null, 0)).slice(2)
  assert.ok(first && second && third && !first.isIn && !second.isIn && !third.isIn)
  assert.equal(line.arrive(third.since, 150)?.isIn, false)
  assert.equal(line.arrive(first.since, 150)?.isIn, true)
  assert.equal(line.arrive(third.since, 250)?.isIn, false)
  assert.equal(line.arrive(second.since, 250)?.isIn, true)
  assert.equal(line.length(), 1)
})
test('looking is not going in, and keeps the place', () => {
  const line = createLine(0, SLOW)
  const [waits] = Array.from({ length: 3 }, () => line.arrive(null, 0)).slice(2)
  assert.ok(waits && !waits.isIn)
  assert.equal(line.look(waits.since, 10)?.number, 1)
  assert.equal(line.look(waits.since, 500), null)
  assert.equal(line.look(waits.since, 500), null)
  assert.equal(line.arrive(waits.since, 500)?.isIn, true)
})
test('a place is good for one turn: whoever shows it again is a newcomer', () => {
  const line = createLine(0, { ...SLOW, burst: 0 })
  const [first, second] = [line.arrive(null, 0), line.arrive(null, 0)]
  assert.ok(first && second && !first.isIn && !second.isIn)
  line.setPace(SLOW, 0)
  assert.equal(line.arrive(first.since, 100)?.isIn, true)
  assert.equal(line.look(first.since, 100)?.number, 2)
  const again = line.arrive(first.since, 100)
  assert.ok(again && !again.isIn && again.since > second.since)
  assert.equal(again.place.number, 2)
  assert.equal(line.arrive(second.since, 200)?.isIn, true)
})
test('the place of somebody who does not look again is given to the next', () => {
  const line = createLine(0, SLOW)
  const [, gone, stays] = Array.from({ length: 5 }, () => line.arrive(null, 0)).slice(2)
  assert.ok(gone && stays && !gone.isIn && !stays.isIn)
  line.setPace({ ...SLOW, perSecond: 1e-9 }, 0)
  for (let second = 1; second < 8; second++) line.look(stays.since, second * 1_000)
  assert.equal(line.look(stays.since, 8_000)?.number, 1)
})
test('while nobody is let in no seconds are told, and everybody keeps their place', () => {
  const line = createLine(0, SLOW)
  line.setPace(closed(SLOW), 0)
  const waits = line.arrive(null, 0)
  assert.ok(waits && !waits.isIn)
  assert.deepEqual(waits.place, { number: 1, seconds: null, lookAgain: 4 })
  assert.equal(line.look(null, 1_000)?.number, 2, 'who would come now')
  line.setPace(SLOW, 1_000)
  assert.equal(line.arrive(waits.since, 1_200)?.isIn, true)
})
test('processes that share a line let in together what each of them can', () =>
  assert.deepEqual(together([SLOW, closed(SLOW)]), { perSecond: 10, learned: 20, burst: 2 }))
test('whoever waits keeps the place at another process, and after a restart', () => {
  const other = createLine(0, { ...SLOW, burst: 0 })
  const came = other.arrive(null, 5_000)
  assert.ok(came && !came.isIn)
  const moved = other.arrive(3_000, 6_000)
  assert.ok(moved && !moved.isIn)
  assert.equal(moved.place.number, 1)
  assert.equal(other.look(came.since, 6_000)?.number, 2)
})
test('a line that is too long takes nobody more, and those in it stay', () => {
  const line = createLine(0, { ...SLOW, burst: 0 })
  const first = line.arrive(null, 0)
  for (let number = 2; number <= 10_000; number++) line.arrive(null, 0)
  assert.equal(line.arrive(null, 0), null)
  assert.ok(first && !first.isIn && line.arrive(first.since, 1)?.isIn === false)
})

type Visitor = { cameAt: number; since: number | null; looksAt: number; isInAt: number; steps: number; left: number }

/** 200 people at once, each of twelve pages, at a machine that can do so many sign-ins a second. */
function storm(perSecond: number) {
  const STEP = 0.02
  const STEPS = 12
  // Each page takes a connection twice.
  const takenPerSecond = perSecond * STEPS * 2
  const [line, inside, times]: [ReturnType<typeof createLine>, Visitor[], number[]] = [
    createLine(0, FIRST_PACE),
    [],
    [],
  ]
  let pace = FIRST_PACE
  let outside = Array.from({ length: 200 }, (): Visitor => {
    return { cameAt: 0, since: null, looksAt: 0, isInAt: 0, steps: 0, left: 1 / STEPS }
  })
  let span = { letInBefore: 0, work: 0, done: 0, waiting: 0 }
  let now = 0
  for (let tick = 1; outside.length + inside.length > 0 && now < 120; tick++, now = tick * STEP) {
    for (const one of outside.filter(({ looksAt }) => looksAt <= now)) {
      const arrival = line.arrive(one.since, now * 1_000)
      assert.ok(arrival)
      if (arrival.isIn) inside.push(Object.assign(one, { isInAt: now }))
      else Object.assign(one, { since: arrival.since, looksAt: now + arrival.place.lookAgain })
    }
    outside = outside.filter((one) => !inside.includes(one))
    const share = (perSecond * STEP) / Math.max(1, inside.length)
    for (const one of inside.slice()) {
      span.work += share / perSecond
      one.left -= share
      if (one.left > 0) continue
      Object.assign(one, { steps: one.steps + 1, left: 1 / STEPS })
      if (one.steps === STEPS / 2) span.done++
      if (one.steps < STEPS) continue
      inside.splice(inside.indexOf(one), 1)
      times.push(now - one.isInAt)
    }
    span.waiting += Math.max(0, inside.length - 10)
    if (tick % 25 !== 0) continue
    const pressure = pressureOf({ ...WITHOUT_WAITS, connectionMs: (span.waiting / 25 / takenPerSecond) * 1_000 })
    const busy = Math.min(1, span.work / 0.5)
    const letIn = line.letIn() - span.letInBefore
    pace = nextPace(pace, load({ seconds: 0.5, letIn, done: span.done, eventLoop: busy, pressure }))
    line.setPace(pace, now * 1_000)
    span = { letInBefore: line.letIn(), work: 0, done: 0, waiting: 0 }
  }
  times.sort((one, other) => one - other)
  return { took: now, slow: times[Math.floor(times.length * 0.95)]!, served: times.length }
}
for (const perSecond of [5, 13, 30, 60])
  test(`200 at once at ${perSecond} a second: whoever is in is soon through, and hardly any time is lost`, () => {
    const { took, slow, served } = storm(perSecond)
    assert.equal(served, 200)
    assert.ok(slow <= (perSecond < 10 ? 8 : 5), `${slow} s inside`)
    assert.ok(took <= (200 / perSecond) * 1.3 + 5, `${took} s for all`)
  })
