// Recovery codes of new sets and of those from before, against the real tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHashQueue } from '@sluis/server-kit/hash-queue'
import { randomBytes, randomId } from '@sluis/server-kit/random'
import { type CodeHashing, createCodeHashes } from '#identity/passwords/recovery-code-hashes.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { aPerson, later, migrated, NOW } from '#testing/migrated-database.ts'
import { useRecoveryCode } from './use-recovery-code.ts'

const { identity } = await migrated()
const PEPPER = Buffer.alloc(32, 7)
const codeHashes = createCodeHashes(createHashQueue(), PEPPER)
// Where the notices go is not the matter here.
const notify = { notice: async () => undefined } as unknown as Notify

/** Somebody who has given the password, and has one code. */
async function withCode(hashing: CodeHashing, code: string) {
  const personId = await aPerson(identity)
  const salt = randomBytes(16)
  const hashes = [await codeHashes.find(code, { hashing, salt })]
  await identity.recovery.replace({ id: randomId(), personId, salt, hashing, codes: [code], hashes }, NOW)
  const { token } = await identity.sessions.begin(personId, 'a browser', { password: true }, NOW)
  const session = async () => (await identity.sessions.findByToken(token, later(1000)))!
  return { session }
}

for (const [what, hashing, code] of [
  ['a set of 24 signs', 'hmac-sha256', '0123456789ABCDEFGHJKMNPQ'],
  ['a set from before, of 20 signs', 'argon2id', '0123456789ABCDEFGHJK'],
] as const)
  test(`a code of ${what} lets in once, and another one does not`, async () => {
    const { session } = await withCode(hashing, code)
    const use = async (typed: string) =>
      (await useRecoveryCode({ identity, codeHashes, notify }, await session(), typed, later(1000))).ok
    assert.equal(await use(code.replace('0', '1')), false)
    const before = await session()
    assert.equal(await use(code), true)
    const again = await useRecoveryCode({ identity, codeHashes, notify }, before, code, later(2000))
    assert.deepEqual(again, { ok: false, refusal: 'wrong-recovery-code', left: 0 })
  })

test('a try that was not looked at, since too many wait, is given back', async () => {
  const { session } = await withCode('argon2id', '0123456789ABCDEFGHJK')
  const busy = createCodeHashes(createHashQueue(0, 0), PEPPER)
  const trying = useRecoveryCode({ identity, codeHashes: busy, notify }, await session(), '0'.repeat(20), later(1000))
  await assert.rejects(trying, { name: 'Busy' })
  assert.equal((await session()).codeTries, 0)
})
