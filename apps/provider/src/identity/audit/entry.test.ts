// The text of an audit entry: the same entry is always the same text.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AuditEntry, serializeEntry } from './entry.ts'

const at = new Date('2026-07-01T08:00:00.000Z')
const entry: AuditEntry = { action: 'enrolled', result: 'done', actor: 'p', personId: 'p', detail: { z: 1, a: 'x' } }

test('keys stand in order at every level, with the time', () => {
  assert.equal(
    serializeEntry(entry, at),
    '{"action":"enrolled","actor":"p","at":"2026-07-01T08:00:00.000Z","detail":{"a":"x","z":1},"personId":"p","result":"done"}',
  )
})
test('the order in which an entry was written does not matter', () => {
  const other: AuditEntry = { detail: { a: 'x', z: 1 }, personId: 'p', actor: 'p', result: 'done', action: 'enrolled' }
  assert.equal(serializeEntry(other, at), serializeEntry(entry, at))
})
test('what is absent is left out, said or not', () =>
  assert.equal(serializeEntry({ ...entry, origin: undefined, companyId: undefined }, at), serializeEntry(entry, at)))
test('another time is another text', () =>
  assert.notEqual(serializeEntry(entry, new Date(at.getTime() + 1)), serializeEntry(entry, at)))
test('nothing in a detail can be read as a key of the entry', () => {
  const sly = serializeEntry({ ...entry, detail: { 'x","actor":"evil': 'y' } }, at)
  assert.equal((JSON.parse(sly) as AuditEntry).actor, 'p')
})
