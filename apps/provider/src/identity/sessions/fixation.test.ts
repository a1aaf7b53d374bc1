// Session fixation: an id from before a rise is worth nothing after it, whatever was proved (ASVS 7.2.4, CWE-384).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId, randomToken } from '@sluis/server-kit/random'
import { aPerson, later, NOW, rolledBack } from '#testing/migrated-database.ts'
import type { Proof } from './sessions.store.ts'

const PASSWORD: Proof = { password: true }
const proofs: [string, Proof][] = [
  ['the password, once more', PASSWORD],
  ['a code of an authenticator app', { factor: 'totp', id: randomId() }],
  ['a code by text message', { factor: 'sms', id: randomId() }],
  ['a passkey', { factor: 'passkey', id: randomId(), keyKind: 'swk', verified: true }],
  ['a security key that only was touched', { factor: 'passkey', id: randomId(), keyKind: 'hwk', verified: false }],
  ['a recovery code', { factor: 'recovery' }],
]
for (const [what, proof] of proofs) {
  test(`${what} gives the session a new id, and the old one opens nothing`, () =>
    rolledBack(async ({ sessions, ...stores }) => {
      const { id, token } = await sessions.begin(await aPerson({ sessions, ...stores }), 'a browser', PASSWORD, NOW)
      const next = (await sessions.prove(id, proof, later(1000)))!
      assert.notEqual(next, token)
      assert.equal(await sessions.findByToken(token, later(1000)), undefined)
      assert.equal((await sessions.findByToken(next, later(1000)))?.id, id)
    }))
}

test('an id from before the last proof does not become a session when the sign-in is finished', () =>
  rolledBack(async ({ sessions, ...stores }) => {
    const { id, token } = await sessions.begin(await aPerson({ sessions, ...stores }), 'a browser', PASSWORD, NOW)
    const proved = (await sessions.prove(id, { factor: 'totp', id: randomId() }, NOW))!
    assert.ok(await sessions.finish(id, NOW))
    assert.equal(await sessions.findByToken(token, NOW), undefined)
    assert.ok((await sessions.findByToken(proved, NOW))?.signedInAt)
  }))

test('an id that somebody brings along is no session, and never becomes one', () =>
  rolledBack(async ({ sessions, ...stores }) => {
    const planted = randomToken()
    assert.equal(await sessions.findByToken(planted, NOW), undefined)
    const { token } = await sessions.begin(await aPerson({ sessions, ...stores }), 'a browser', PASSWORD, NOW)
    assert.notEqual(token, planted)
    assert.equal(await sessions.findByToken(planted, NOW), undefined)
  }))
