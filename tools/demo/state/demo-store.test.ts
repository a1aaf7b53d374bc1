// What the demo keeps between two starts, and what it deletes.
import assert from 'node:assert/strict'
import { DataDirectoryUnusable } from '@sluis/server-kit/data-lock'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openDemoStore } from './demo-store.ts'

const root = mkdtempSync(join(tmpdir(), 'sluis-kept-'))
after(() => rmSync(root, { recursive: true }))

let count = 0
/** A data directory with files of the visitor and a database beside the demo's. */
function directory(): string {
  const path = join(root, String(++count))
  mkdirSync(join(path, 'provider'), { recursive: true })
  writeFileSync(join(path, 'provider', 'row'), 'a')
  writeFileSync(join(path, 'my-notes.txt'), 'mine')
  return path
}
const mail = {
  recipients: ['a@x.example'],
  from: '',
  to: '',
  subject: 'kept',
  writtenAt: null,
  receivedAt: '',
  text: '',
  html: null,
  attachments: [],
}

const key = {
  name: 'Sluis',
  account: '',
  secret: 'KEISZVRDZ22YVKSR2D37MV4WXW2D7WRH',
  algorithm: 'SHA1',
  digits: 6,
  periodSeconds: 30,
} as const

test('a complete world is kept: state, secrets, mail, databases', () => {
  const path = directory()
  const first = openDemoStore(path, false)
  mkdirSync(join(path, 'hr'))
  const secrets = first.secrets()
  first.save({ complete: true, offsetMs: 5, hrOrigin: 'http://localhost:4401' })
  first.mails().save(mail)
  const state = first.state()
  first.close()
  const second = openDemoStore(path, false)
  assert.deepEqual(second.state(), state)
  assert.deepEqual(second.secrets(), secrets)
  assert.equal(second.mails().all()[0]?.subject, 'kept')
  assert.equal(second.world().firstStartAt.toISOString(), state.firstStartAt)
  assert.ok(existsSync(join(path, 'hr')))
  second.close()
})

for (const [rule, prepare, startsOver] of [
  ['a world that was left half made is thrown away', (path: string) => openDemoStore(path, false).close(), false],
  ['a world that is to be started over is thrown away', (path: string) => completed(path), true],
] as const) {
  test(rule, () => {
    const path = directory()
    prepare(path)
    mkdirSync(join(path, 'provider'), { recursive: true })
    const store = openDemoStore(path, startsOver)
    assert.equal(store.state().complete, false)
    assert.ok(!existsSync(join(path, 'provider')))
    assert.equal(readFileSync(join(path, 'my-notes.txt'), 'utf8'), 'mine', 'what is not the demo’s stays')
    store.close()
  })
}

function completed(path: string): void {
  const store = openDemoStore(path, false)
  store.secrets()
  store.save({ complete: true })
  store.close()
}

test('a reset gives other secrets, no mail, no SMS, an empty phone, the real time and a new first start', () => {
  const path = directory()
  const store = openDemoStore(path, false)
  const secrets = store.secrets()
  store.save({ complete: true, offsetMs: 99 })
  store.mails().save(mail)
  store.sms().save({ from: 'Sluis', to: '+31612345678', text: 'kept', receivedAt: '' })
  store.phone().add(key)
  store.reset()
  assert.notDeepEqual(store.secrets(), secrets)
  for (const kept of [store.mails(), store.sms(), store.phone()]) assert.deepEqual(kept.all(), [])
  assert.equal(store.state().offsetMs, 0)
  assert.equal(store.world().firstStartAt.toISOString(), store.state().firstStartAt)
  store.close()
})

test('secrets are 32 random bytes each, readable by their owner only', () => {
  const path = directory()
  const store = openDemoStore(path, false)
  const secrets = Object.values(store.secrets())
  assert.equal(new Set(secrets).size, secrets.length)
  for (const secret of secrets) assert.equal(Buffer.from(secret, 'base64').length, 32)
  for (const name of ['secrets.json', 'demo.json']) assert.equal(statSync(join(path, name)).mode & 0o777, 0o600)
  store.close()
})
test('keys that are damaged or gone are named, and none are made in their place; a fresh start does without them', () => {
  const path = directory()
  const file = join(path, 'secrets.json')
  completed(path)
  for (const content of ['{"sealing-key": ', '{}', null]) {
    if (content === null) rmSync(file)
    else writeFileSync(file, content)
    assert.throws(
      () => openDemoStore(path, false).secrets(),
      (error) =>
        error instanceof DataDirectoryUnusable &&
        /secrets\.json is missing or damaged.*--start-over/u.test(error.message),
    )
    assert.equal(existsSync(file) ? readFileSync(file, 'utf8') : null, content)
  }
  const store = openDemoStore(path, true)
  assert.equal(Object.keys(store.secrets()).length, 5)
  store.close()
})
