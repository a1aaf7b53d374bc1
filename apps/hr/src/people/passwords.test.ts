// Comparing passwords in turn.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Busy } from '@sluis/server-kit/page-middleware'
import { createPasswords, hashPassword } from './passwords.ts'

test('a right password matches its bcrypt hash and a wrong one does not', async () => {
  const passwords = createPasswords(1)
  const stored = await hashPassword('kanaal')
  assert.equal(await passwords.matches('kanaal', stored), true)
  assert.equal(await passwords.matches('Kanaal', stored), false)
})

test('no password is right for an address that nobody has', async () => {
  assert.equal(await createPasswords(1).matches('', null), false)
})

test('a flood gets "busy" immediately, and the queue works on', async () => {
  const passwords = createPasswords(1, 2)
  const answers = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.matches('x', null)))
  const refused = answers.filter((answer) => answer.status === 'rejected')
  assert.equal(refused.length, 2)
  assert.ok(refused.every((answer) => answer.reason instanceof Busy))
  assert.equal(await passwords.matches('x', null), false)
})
