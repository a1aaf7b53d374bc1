// Stored mail: newest first, found by address, there again after a restart, and no more than the limit.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openMailStore } from './mail.store.ts'

const directory = mkdtempSync(join(tmpdir(), 'sluis-mail-'))
after(() => rmSync(directory, { recursive: true }))

const mail = (subject: string, ...recipients: string[]) => ({
  recipients,
  from: '',
  to: '',
  subject,
  writtenAt: null,
  receivedAt: '2026-11-22T10:00:00.000Z',
  text: '',
  html: null,
  attachments: [],
})

test('newest first, by order of arrival', () => {
  const store = openMailStore(join(directory, 'order'))
  for (const subject of ['one', 'two', 'three']) store.save(mail(subject, 'a@x.example'))
  assert.deepEqual(
    store.all().map((each) => each.subject),
    ['three', 'two', 'one'],
  )
  store.close()
})

test('each address has its own inbox, in upper or lower case', () => {
  const store = openMailStore(join(directory, 'inboxes'))
  store.save(mail('for a', 'a@x.example'))
  store.save(mail('for both', 'a@x.example', 'b@x.example'))
  assert.deepEqual(
    store.findByAddress('B@x.example').map((each) => each.subject),
    ['for both'],
  )
  assert.equal(store.findByAddress('a@x.example').length, 2)
  store.close()
})

test('survives a restart', () => {
  const file = join(directory, 'restart')
  const first = openMailStore(file)
  const { id } = first.save(mail('kept', 'a@x.example'))
  first.close()
  const second = openMailStore(file)
  assert.equal(second.find(id)?.subject, 'kept')
  assert.equal(second.find(id + 1), null)
  second.close()
})

test('past the limit the oldest are deleted, and no number is reused', () => {
  const store = openMailStore(join(directory, 'limit'), 3)
  const ids = ['one', 'two', 'three', 'four'].map((subject) => store.save(mail(subject, 'a@x.example')).id)
  assert.deepEqual(
    store.all().map((each) => each.subject),
    ['four', 'three', 'two'],
  )
  assert.equal(new Set(ids).size, 4)
  store.close()
})
