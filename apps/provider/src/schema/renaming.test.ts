// Data from before tables and columns were renamed (migration 0016): the stores read it as before.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDatabase } from '@sluis/server-kit/database'
import { migrate } from '@sluis/server-kit/migrate'
import { randomId } from '@sluis/server-kit/random'
import { onTestsEnded } from '@sluis/test-kit'
import { createSealer, hashToken, hmacSha256 } from '@sluis/server-kit/sealing'
import { later, NOW } from '#testing/migrated-database.ts'
import { MIGRATIONS } from '#testing/prepared-database.ts'
import { createIdentity } from '#use-cases/stores.ts'
import { reseal, SEALED } from './sealed.store.ts'
import type { Tables } from './tables.ts'

const MINUTE = 60_000
const folder = mkdtempSync(join(tmpdir(), 'sluis-renaming-'))
const oldMigrations = join(folder, 'migrations')
cpSync(MIGRATIONS, oldMigrations, { recursive: true })
for (const name of readdirSync(oldMigrations)) if (name >= '0016') rmSync(join(oldMigrations, name))

const database = await openDatabase<Tables>({ directory: join(folder, 'data') })
onTestsEnded(() => void database.close())
// Not a hook: one at the root of the tests would run while this file is still migrating.
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
const sealer = createSealer([Buffer.alloc(32, 7)])
const identity = createIdentity(database.db, sealer)

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const places = Object.keys(row).map((_, at) => `$${at + 1}`)
  await database.pool.query(
    `insert into ${table} (${Object.keys(row).join(', ')}) values (${places.join(', ')})`,
    Object.values(row),
  )
}

const [person, application, session, ended, factor, set, message, code] = Array.from({ length: 8 }, () => randomId())
const CONTENT = { to: '+31612345678', text: 'Sluis: 123456 is your code' }
const usedCode = Buffer.alloc(32, 1)

await migrate(database.pool, oldMigrations)
await insert('person', {
  id: person,
  name: 'Somebody',
  email: 's@example.org',
  email_key: 's@example.org',
  language: 'en',
  created_at: NOW,
  frozen_at: NOW,
})
await insert('application', {
  id: application,
  client_id: 'hr',
  name: 'HR',
  created_at: NOW,
  backchannel_logout_uri: 'https://hr.example/logout',
})
for (const id of [session, ended])
  await insert('session', {
    id,
    token_hash: hashToken(id!),
    person_id: person,
    began_at: NOW,
    last_seen_at: NOW,
    password_at: NOW,
    vouched_at: NOW,
    browser: 'Firefox',
  })
await insert('session_grant', { grant_id: 'g1', session_id: session, application_id: application, acr: 'two' })
await insert('session_grant', { grant_id: 'g2', session_id: ended, application_id: application, acr: 'two' })
// The old trigger puts this sign-out in the outbox.
await database.pool.query('update session set ended_at = $1 where id = $2', [NOW, ended])
await insert('second_factor', {
  id: factor,
  person_id: person,
  kind: 'sms',
  enrolled_at: NOW,
  last_used_at: NOW,
  set_aside_at: NOW,
})
await insert('recovery_code_set', { id: set, person_id: person, salt: Buffer.alloc(16), created_at: NOW })
await insert('recovery_code', { set_id: set, hash: usedCode, spent_at: NOW })
await insert('recovery_code', { set_id: set, hash: Buffer.alloc(32, 2) })
await insert('text_message', {
  id: message,
  kind: 'sign-in-code',
  person_id: person,
  letter_sealed: sealer.seal(`text_message.letter_sealed.${message}`, JSON.stringify(CONTENT)),
  prefix: '+316123',
  status: 'queued',
  status_at: NOW,
  created_at: NOW,
  expires_at: later(5 * MINUTE),
  due_at: NOW,
})
await insert('text_code', {
  id: code,
  session_id: session,
  purpose: 'confirm-number',
  code_hash: hmacSha256(sealer.keyFor('texted codes'), `${session} confirm-number 123456`),
  number_sealed: sealer.seal(`text_code.number.${code}`, CONTENT.to),
  sent_at: NOW,
  expires_at: later(5 * MINUTE),
  message_id: message,
})
await insert('passkey_challenge', {
  challenge_hash: hashToken('challenge'),
  purpose: 'alone',
  browser_hash: hashToken('browser'),
  expires_at: later(5 * MINUTE),
})
// Somebody who has reset their password, and somebody who still has the one from their directory.
const untouched = randomId()
await insert('person', {
  id: untouched,
  name: 'Somebody else',
  email: 'e@example.org',
  email_key: 'e@example.org',
  language: 'en',
  created_at: NOW,
})
for (const [person_id, hash] of [
  [person, 'chosen'],
  [untouched, 'of before'],
])
  await insert('person_password', { person_id, format: 'argon2id', hash, changed_at: NOW })
await insert('audit_event', {
  seq: 1,
  at: NOW,
  action: 'password-reset',
  person_id: person,
  entry: '{}',
  hash: Buffer.alloc(32),
})
const { ran } = await migrate(database.pool, MIGRATIONS)

test('only what is newer runs on a database from before', () => assert.equal(ran[0], '0016_vocabulary.sql'))

test('every sealed value from before can be sealed with a new key', async () => {
  const newSealer = createSealer([Buffer.alloc(32, 8), Buffer.alloc(32, 7)])
  const done = new Error('rolled back')
  const work = identity.transaction(async ({ db }) => {
    const counts: Record<string, unknown> = {}
    for (const column of SEALED) {
      const count = await reseal(db, newSealer, column)
      if (count.resealed + count.unreadable > 0) counts[column.table] = count
    }
    assert.deepEqual(counts, {
      sms_message: { resealed: 1, unreadable: 0 },
      sms_code: { resealed: 1, unreadable: 0 },
    })
    throw done
  })
  await assert.rejects(work, done)
})

test('an account that was locked stays locked', async () =>
  assert.deepEqual((await identity.people.findById(person!))?.lockedAt, NOW))

test('a factor that was quarantined stays quarantined', async () =>
  assert.deepEqual(
    (await identity.factors.listByPerson(person!)).map(({ id, quarantinedAt }) => ({ id, quarantinedAt })),
    [{ id: factor, quarantinedAt: NOW }],
  ))

test('a recovery code that was used stays used, and the other one is left', async () => {
  assert.equal((await identity.recovery.findByPerson(person!))?.left, 1)
  assert.equal(await identity.recovery.wasConsumed(set!, usedCode), true)
})

test('an authorised enrolment stays authorised', async () =>
  assert.deepEqual((await identity.sessions.findById(session!))?.enrolmentAuthorisedAt, NOW))

test('a message in the queue is sent with its content', async () => {
  const [due] = await identity.smsMessages.listDue(NOW, 10)
  assert.equal(due?.id, message)
  assert.deepEqual(await identity.smsMessages.claim(due!, 'gateway', later(MINUTE), NOW), CONTENT)
})

test('a code that was sent is still right, once', async () => {
  assert.equal((await identity.smsCodes.find(session!, 'confirm-number'))?.e164, CONTENT.to)
  assert.equal((await identity.smsCodes.consume(session!, 'confirm-number', '123456', NOW))?.e164, CONTENT.to)
  assert.equal(await identity.smsCodes.consume(session!, 'confirm-number', '123456', NOW), null)
})

test('a challenge for signing in by a passkey alone is still open', async () => {
  const scope = { purpose: 'passwordless', browserId: 'browser', sessionId: null } as const
  assert.equal(await identity.passkeyChallenges.consume('challenge', scope, NOW), true)
})

test('a password that its owner has chosen is known as chosen; one from a directory is not', async () => {
  assert.equal(await identity.passwords.isChosen(person!), true)
  assert.equal(await identity.passwords.isChosen(untouched), false)
})

test('a sign-out that waited is delivered, and ending a session still fills the outbox', async () => {
  const waiting = async (now: Date) => {
    const applications = await identity.logouts.dueApplications(now, [])
    const claimed = await Promise.all(applications.map((each) => identity.logouts.claim(each, now, 10)))
    return claimed.flat().map(({ sessionId }) => sessionId)
  }
  assert.deepEqual(await waiting(NOW), [ended])
  await identity.sessions.end(session!, later(1))
  assert.deepEqual(await waiting(later(1)), [session])
})
