// Date formats without a date: the moved time, and the real formats again afterwards.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { shiftDateFormats } from './shifted-intl.ts'

const day = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: '2-digit', month: '2-digit', year: 'numeric' })
const NOW = Date.UTC(2031, 1, 3)
let restore: () => void
before(() => void (restore = shiftDateFormats(() => NOW)))
after(() => restore())

test('format() and formatToParts() without a date format the moved time', () => {
  assert.equal(day.format(), '03/02/2031')
  assert.equal(day.format(undefined), '03/02/2031')
  assert.equal(day.formatToParts().find((part) => part.type === 'year')?.value, '2031')
})

test('with a date they format that date', () => {
  assert.equal(day.format(0), '01/01/1970')
  assert.equal(day.format(new Date(0)), '01/01/1970')
  assert.equal(day.formatToParts(0).find((part) => part.type === 'year')?.value, '1970')
})

test('format is bound to its instance, and is the same function at each access', () => {
  const format: (at: number) => string = Reflect.get(day, 'format')
  assert.deepEqual([format(0), format(86_400_000)], ['01/01/1970', '02/01/1970'])
  assert.equal(Reflect.get(day, 'format'), Reflect.get(day, 'format'))
})
