// The log of whole journeys holds no secret, no code, no token and no address (rule 9, BIO2 8.15.02).
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'node:test'

const { stdout, stderr, status } = spawnSync(
  process.execPath,
  [fileURLToPath(new URL('../testing/journey-with-log.ts', import.meta.url))],
  { encoding: 'utf8', env: { ...process.env, SLUIS_TEST_LOG: 'debug' } },
)
const { secrets } = JSON.parse(stderr.slice(stderr.indexOf('{"secrets"'))) as { secrets: string[] }
const lines = stdout.split('\n').filter(Boolean)

test('the journeys went through, and were logged', () => {
  assert.equal(status, 0, stderr)
  assert.ok(lines.length > 50 && secrets.length > 40, `${lines.length} lines, ${secrets.length} secrets`)
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line), line)
})
test('connections that are cut are lines of the log like all others, and are not taken for the database’s', () => {
  assert.doesNotMatch(stderr.slice(0, stderr.indexOf('{"secrets"')), /\S/u)
  const messages = lines.map((line) => (JSON.parse(line) as { msg: string }).msg)
  assert.ok(messages.filter((message) => message.startsWith('a client hung up')).length >= 3)
  assert.deepEqual(
    messages.filter((message) => /database|openid fault|api fault/u.test(message)),
    [],
  )
})
test('no line holds anything that opens a door or names somebody', () => {
  for (const secret of secrets.filter((each) => each.length >= 6)) {
    const found = lines.find(
      (line) => line.includes(secret) && !new RegExp(`\\d${secret}|${secret}\\d`, 'u').test(line),
    )
    assert.equal(found, undefined, `${secret.slice(0, 12)}… stands in the log`)
  }
})
test('no line holds an e-mail address of any kind', () => {
  for (const line of lines) assert.doesNotMatch(line, /[\w.+-]+@[\w-]+\.[a-z]{2,}/u)
})
test('no path with a one-time word in it is written whole', () => {
  for (const line of lines) assert.doesNotMatch(line, /\/not-me\/[\w-]{43}/u, 'the link of a notice freezes an account')
})
test('a request’s line tells method, path, status, time and the reference that its page shows', () => {
  const requests = lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['msg'] === 'request' && String(line['path']).startsWith('/sign-in'))
  assert.ok(requests.length > 5)
  for (const request of requests)
    assert.deepEqual(
      ['reference', 'method', 'path', 'status', 'ms'].filter((name) => request[name] === undefined),
      [],
    )
})
