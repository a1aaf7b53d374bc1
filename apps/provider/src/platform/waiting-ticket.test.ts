// The ticket of the waiting room: a place that nobody can make for themselves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTicketPrinter, type Ticket } from './waiting-ticket.ts'

const [KEY, OLDER, OTHER] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer]
const { print, read } = createTicketPrinter([KEY, OLDER])
const PLACE: Ticket = { kind: 'waits', sinceMs: 1_700_000_000_123 }
const IS_IN: Ticket = { kind: 'is-in', atMs: 1_700_000_000_123 }

test('it is read as it was made, also one that was made under the key of before', () => {
  for (const ticket of [PLACE, IS_IN]) assert.deepEqual(read(print(ticket)), ticket)
  assert.deepEqual(read(createTicketPrinter([OLDER]).print(PLACE)), PLACE)
})

const mark = print(PLACE).split('.')[2]!
const none: [string, string | undefined][] = [
  ['none', undefined],
  ['an empty one', ''],
  ['one of another house', createTicketPrinter([OTHER]).print(PLACE)],
  ['an earlier moment', `w.1600000000000.${mark}`],
  ['a place that became a way in', `i.1700000000123.${mark}`],
  ['one without its mark', 'w.1700000000123'],
  ['a mark that is cut off', print(PLACE).slice(0, -1)],
  ['a moment that is none', `w.-1.${mark}`],
  ['other signs', 'w.1700000000123.ééééééééééééééééééééé\u0000'],
  ['a long one', 'w.'.repeat(10_000)],
]
for (const [what, cookie] of none) test(`${what} is no ticket`, () => assert.equal(read(cookie), null))
