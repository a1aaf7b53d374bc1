// Numbers that do not get their messages: told to the log once an hour, by their range and never by number.
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { createSealer } from '@sluis/server-kit/sealing'
import pino from 'pino'
import { createGateway } from '#messaging/sms/gateways/open-gateway.ts'
import { aPerson, later, migrated } from '#testing/migrated-database.ts'
import { createGatewayPool } from './gateway-pool.ts'
import { createReports } from './delivery-reports.ts'

const HOUR = 3_600_000
const { identity } = await migrated()
let [at, monotonicNow] = [0, 0]
const lines: string[] = []
const log = pino(new Writable({ write: (chunk: Buffer, _encoding, done) => (lines.push(String(chunk)), done()) }))
const pool = createGatewayPool(
  [createGateway({ kind: 'kannel', name: 'kannel-1', url: 'http://127.0.0.1:1/', username: 'u', password: 'p' })],
  () => monotonicNow,
)
const reports = createReports({
  messages: identity.smsMessages,
  pool,
  clock: { now: () => later(at), phoneTime: () => later(at) },
  log,
  sealer: createSealer([Buffer.alloc(32, 7)]),
  issuer: 'http://localhost',
})

async function reported(prefix: string, status: '1' | '2'): Promise<void> {
  const personId = await aPerson(identity)
  const id = await identity.smsMessages.enqueue(
    {
      kind: 'factor-notice',
      personId,
      prefix,
      content: { to: `${prefix}999999`, text: 'x' },
      expiresAt: later(at + HOUR),
    },
    later(at),
  )
  assert.ok(await identity.smsMessages.claim({ id, dueAt: later(at) }, 'kannel-1', later(at + 1), later(at)))
  const answer = await reports.receive(reports.url(id, 'kannel-1').split('/').at(-1)!, {
    query: new URLSearchParams({ status }),
    form: new URLSearchParams(),
    signature: null,
  })
  assert.equal(answer, 'taken')
}
const countWarnings = (prefix: string): number => lines.filter((line) => line.includes(`"prefix":"${prefix}"`)).length

test('five texts of an hour that do not arrive in one range are told, once an hour', async () => {
  for (let time = 0; time < 4; time++) await reported('+316100', '2')
  assert.equal(countWarnings('+316100'), 0)
  for (let time = 0; time < 4; time++) await reported('+316100', '2')
  assert.equal(countWarnings('+316100'), 1)
  monotonicNow += HOUR
  await reported('+316100', '2')
  assert.equal(countWarnings('+316100'), 2)
  assert.ok(!lines.some((line) => line.includes('999999')), 'the log names no number')
})
test('a few that do not arrive among many that do are nothing to tell', async () => {
  for (let time = 0; time < 8; time++) await reported('+316200', '1')
  for (let time = 0; time < 6; time++) await reported('+316200', '2')
  assert.equal(countWarnings('+316200'), 0)
})
test('what failed an hour ago is over', async () => {
  for (let time = 0; time < 4; time++) await reported('+316300', '2')
  at += HOUR + 1
  await reported('+316300', '2')
  assert.equal(countWarnings('+316300'), 0)
})
