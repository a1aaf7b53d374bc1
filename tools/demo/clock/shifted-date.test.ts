// The shifted Date: "now" is moved, and nothing else is.
import assert from 'node:assert/strict'
import { inspect, types } from 'node:util'
import { test } from 'node:test'
import { createOffset, createShiftedDate } from './shifted-date.ts'

const RealDate = globalThis.Date
const WEEK_MS = 7 * 86_400_000
const shifted = createShiftedDate(RealDate)
shifted.setOffset(WEEK_MS)
const Shifted = shifted.Date

const isAbout = (args: number, expected: number) =>
  assert.ok(Math.abs(args - expected) < 1_000, `${args} is not about ${expected}`)

test('new Date() and Date.now() are moved by the offset', () => {
  isAbout(new Shifted().getTime(), RealDate.now() + WEEK_MS)
  isAbout(Shifted.now(), RealDate.now() + WEEK_MS)
})

test('Date() without new returns the moved time as a string', () => {
  const text = (Shifted as unknown as () => string)()
  assert.equal(typeof text, 'string')
  isAbout(RealDate.parse(text), Math.floor((RealDate.now() + WEEK_MS) / 1000) * 1000)
})

test('a date with a given time is not moved', () => {
  assert.equal(new Shifted(0).getTime(), 0)
  assert.equal(new Shifted('2026-07-01T00:00:00Z').toISOString(), '2026-07-01T00:00:00.000Z')
  assert.equal(new Shifted(2026, 6, 1, 12, 30).getTime(), new RealDate(2026, 6, 1, 12, 30).getTime())
  assert.equal(new Shifted(new RealDate(5)).getTime(), 5)
  assert.ok(
    Number.isNaN(new Shifted(undefined as unknown as string).getTime()),
    'given undefined, it is no date, and not now',
  )
})

test('Date.UTC and Date.parse are unchanged', () => {
  assert.equal(Shifted.UTC(2026, 0, 1), RealDate.UTC(2026, 0, 1))
  assert.equal(Shifted.parse('2026-01-01T00:00:00Z'), RealDate.parse('2026-01-01T00:00:00Z'))
  assert.equal(Shifted.name, 'Date')
  assert.equal(Shifted.length, 7)
})

test('instances of either are instances of both', () => {
  assert.ok(new Shifted() instanceof RealDate)
  assert.ok(new RealDate() instanceof Shifted)
  assert.ok(!({} instanceof Shifted))
  assert.ok(types.isDate(new Shifted()))
  assert.equal(Object.prototype.toString.call(new Shifted()), '[object Date]')
})

test('structuredClone, JSON and inspect treat it as a date', () => {
  const date = new Shifted(1_000)
  const clone = structuredClone({ date }).date
  assert.ok(clone instanceof Shifted)
  assert.equal(clone.getTime(), 1_000)
  assert.equal(JSON.stringify(date), '"1970-01-01T00:00:01.000Z"')
  assert.equal(inspect(date), '1970-01-01T00:00:01.000Z')
  assert.deepEqual(date, new RealDate(1_000))
})

test('a class that extends it is moved too', () => {
  class Day extends Shifted {}
  assert.ok(new Day() instanceof Day)
  isAbout(new Day().getTime(), RealDate.now() + WEEK_MS)
  assert.equal(new Day(7).getTime(), 7)
})

test('threads that have one offset have one time', () => {
  const offset = createOffset()
  const [one, other] = [createShiftedDate(RealDate, offset), createShiftedDate(RealDate, structuredClone(offset))]
  one.setOffset(WEEK_MS)
  isAbout(other.Date.now(), RealDate.now() + WEEK_MS)
})

test('the offset can grow and shrink, and is a whole number', () => {
  const own = createShiftedDate(RealDate)
  isAbout(own.Date.now(), RealDate.now())
  own.setOffset(-WEEK_MS)
  isAbout(own.Date.now(), RealDate.now() - WEEK_MS)
  assert.equal(own.offset(), -WEEK_MS)
  for (const wrong of [Number.NaN, 0.5, Infinity]) assert.throws(() => own.setOffset(wrong), RangeError)
})
