// Everything that works once, on a real database: codes, vouchers, links, steps, tokens. One guarded statement decides
// (rule 2).
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { USER_CODE_ALPHABET } from '#identity/sessions/user-code.ts'
import { randomId } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { isCovered } from './applications/applications.store.ts'
import { aPerson, anApplication, later, migrated, NOW } from '#testing/migrated-database.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const { identity, database } = await migrated()
const newSession = async () => {
  const personId = await aPerson(identity)
  return { personId, ...(await identity.sessions.begin(personId, 'Firefox', { password: true }, NOW)) }
}
/** How many of ten at once say yes. */
const winners = async (work: () => Promise<unknown>): Promise<number> =>
  (await Promise.all(Array.from({ length: 10 }, work))).filter(Boolean).length

async function aFactor(step = 100): Promise<{ id: string; personId: string }> {
  const [id, personId] = [randomId(), await aPerson(identity)]
  await identity.totp.add({ id, personId, secret: randomBytes(20), label: 'x', step }, NOW)
  return { id, personId }
}
test('a TOTP step is consumed once, with every one before it (RFC 6238 §5.2)', async () => {
  const { id } = await aFactor()
  assert.deepEqual(
    [
      await identity.totp.consumeStep(id, 100, NOW),
      await identity.totp.consumeStep(id, 99, NOW),
      await identity.totp.consumeStep(id, 102, NOW),
      await identity.totp.consumeStep(id, 101, NOW),
      await identity.totp.consumeStep(id, 103, NOW),
    ],
    [false, false, true, false, true],
  )
})
test('of ten that spend one step at once, one wins', async () => {
  const { id } = await aFactor()
  assert.equal(await winners(() => identity.totp.consumeStep(id, 101, NOW)), 1)
})
test('a factor that is lost proves nothing more, and counts until it is removed', async () => {
  const { id, personId } = await aFactor()
  await identity.factors.markLost(personId, ['totp'], NOW)
  assert.equal(await identity.totp.consumeStep(id, 101, NOW), false)
  assert.equal((await identity.totp.listByPerson(personId)).length, 1)
  await identity.factors.removeLost(personId)
  assert.deepEqual(await identity.totp.listByPerson(personId), [])
})
test('a secret is sealed in its row: copied to another person’s factor it does not open', async () => {
  const [one, other] = [await aFactor(), await aFactor()]
  const { secret_sealed: sealed } = await database.db
    .selectFrom('totp_factor')
    .select('secret_sealed')
    .where('id', '=', one.id)
    .executeTakeFirstOrThrow()
  await database.db.updateTable('totp_factor').set({ secret_sealed: sealed }).where('id', '=', other.id).execute()
  await assert.rejects(identity.totp.listByPerson(other.personId))
  // Nothing unreadable is left for the tests that read everything.
  await identity.factors.remove(other.personId, other.id)
  assert.equal((await identity.totp.listByPerson(one.personId)).length, 1)
})

async function aSet(): Promise<{ id: string; personId: string; hashes: Buffer[] }> {
  const [id, personId, hashes] = [
    randomId(),
    await aPerson(identity),
    Array.from({ length: 10 }, () => randomBytes(32)),
  ]
  await identity.recovery.replace(
    { id, personId, salt: randomBytes(16), hashing: 'hmac-sha256', codes: ['A'.repeat(20), 'B'.repeat(20)], hashes },
    NOW,
  )
  return { id, personId, hashes }
}
test('a recovery code is consumed once, and a made-up one never', async () => {
  const { id, personId, hashes } = await aSet()
  assert.equal(await winners(() => identity.recovery.consume(id, hashes[0]!, NOW)), 1)
  assert.equal(await identity.recovery.consume(id, randomBytes(32), NOW), false)
  assert.equal((await identity.recovery.findByPerson(personId))?.left, 9)
})
test('a new set kills the codes of the one before', async () => {
  const { id, personId, hashes } = await aSet()
  await identity.recovery.replace(
    {
      id: randomId(),
      personId,
      salt: randomBytes(16),
      hashing: 'hmac-sha256',
      codes: ['C'.repeat(20)],
      hashes: [randomBytes(32)],
    },
    NOW,
  )
  assert.equal(await identity.recovery.consume(id, hashes[1]!, NOW), false)
  assert.equal((await identity.recovery.findByPerson(personId))?.total, 1)
})
test('codes are there to be read until they are kept; then they are gone from the database', async () => {
  const { id, personId } = await aSet()
  assert.deepEqual(await identity.recovery.findUnsavedCodes(personId), ['A'.repeat(20), 'B'.repeat(20)])
  assert.deepEqual(
    [
      await identity.recovery.markSaved(personId, NOW),
      await identity.recovery.markSaved(personId, NOW),
      await identity.recovery.findUnsavedCodes(personId),
    ],
    [true, false, undefined],
  )
  assert.equal(
    (
      await database.db
        .selectFrom('recovery_code_set')
        .select('codes_sealed')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    ).codes_sealed,
    null,
  )
})

test('a voucher works for its own application, for ten minutes, for one request', async () => {
  const [personId, applicationId, foreignId] = [
    await aPerson(identity),
    await anApplication(identity),
    await anApplication(identity),
  ]
  const { voucher } = await identity.applications.createVoucher(applicationId, personId, NOW)
  const refused = { ok: false, refusal: 'voucher-unknown' }
  assert.deepEqual(await identity.applications.consumeVoucher(foreignId, voucher, 'r1', NOW), refused)
  assert.deepEqual(
    await identity.applications.consumeVoucher(applicationId, voucher, 'r1', later(10 * MINUTE)),
    refused,
  )
  assert.deepEqual(await identity.applications.consumeVoucher(applicationId, voucher, 'r1', later(10 * MINUTE - 1)), {
    ok: true,
    value: personId,
  })
  assert.deepEqual(
    await identity.applications.consumeVoucher(applicationId, voucher, 'r1', NOW),
    { ok: true, value: personId },
    'the same request, opened once more',
  )
  assert.deepEqual(
    await identity.applications.consumeVoucher(applicationId, voucher, 'r2', NOW),
    refused,
    'another request',
  )
  assert.deepEqual(await identity.applications.consumeVoucher(applicationId, 'made up', 'r3', NOW), refused)
})
test('of ten requests with one voucher at once, one has it', async () => {
  const [personId, applicationId] = [await aPerson(identity), await anApplication(identity)]
  const { voucher } = await identity.applications.createVoucher(applicationId, personId, NOW)
  let request = 0
  assert.equal(
    await winners(
      async () => (await identity.applications.consumeVoucher(applicationId, voucher, `r${request++}`, NOW)).ok,
    ),
    1,
  )
})
test('“this was not me” works once, for 30 days', async () => {
  const personId = await aPerson(identity)
  const [token, late] = [
    await identity.notMe.create(personId, 'enrolled', NOW),
    await identity.notMe.create(personId, 'enrolled', NOW),
  ]
  assert.equal(await identity.notMe.personOf(token, NOW), personId)
  assert.equal(await winners(async () => (await identity.notMe.consume(token, NOW)).ok), 1)
  assert.equal(await identity.notMe.personOf(token, NOW), undefined)
  assert.deepEqual(
    [await identity.notMe.personOf(late, later(30 * DAY)), (await identity.notMe.consume(late, later(30 * DAY))).ok],
    [undefined, false],
  )
})
test('a mailed code works once, for its session, for ten minutes, and not after a newer one', async () => {
  const [session, other] = [await newSession(), await newSession()]
  await identity.mailedCodes.save(session.id, '111111', NOW)
  await identity.mailedCodes.save(session.id, '222222', NOW)
  assert.deepEqual(
    [
      await identity.mailedCodes.consume(session.id, '111111', NOW),
      await identity.mailedCodes.consume(other.id, '222222', NOW),
      await identity.mailedCodes.consume(session.id, '222222', later(10 * MINUTE)),
    ],
    [false, false, false],
  )
  assert.equal(await winners(() => identity.mailedCodes.consume(session.id, '222222', NOW)), 1)
})
test('a mailed code stands in the table only as a keyed hash of its own session', async () => {
  const [session, other] = [await newSession(), await newSession()]
  for (const { id } of [session, other]) await identity.mailedCodes.save(id, '123456', NOW)
  const rows = await database.db
    .selectFrom('mailed_code')
    .select('code_hash')
    .where('session_id', 'in', [session.id, other.id])
    .execute()
  assert.equal(new Set(rows.map((row) => row.code_hash.toString('hex'))).size, 2)
  assert.ok(rows.every((row) => !row.code_hash.equals(hashToken('123456'))))
})
test('an enrolment is consumed once, for 30 minutes, and two tabs that begin one share it', async () => {
  const { id, personId } = await newSession()
  assert.equal(
    await winners(async () => (await identity.enrolments.begin(personId, id, 20, 'x', NOW)) !== undefined),
    1,
  )
  const pending = (await identity.enrolments.findPending(id, NOW))!
  assert.deepEqual((await identity.enrolments.findPending(id, later(30 * MINUTE - 1)))?.secret, pending.secret)
  assert.equal(await identity.enrolments.findPending(id, later(30 * MINUTE)), undefined)
  assert.equal(await identity.enrolments.consume(pending.id, later(30 * MINUTE)), false)
  assert.equal(await winners(() => identity.enrolments.consume(pending.id, NOW)), 1)
})

async function aDevice(): Promise<{ code: string; userCode: string; id: string; personId: string }> {
  const { personId } = await newSession()
  const [code, userCode] = [randomId(), Array.from(randomBytes(8), (byte) => USER_CODE_ALPHABET[byte % 20]).join('')]
  const asked = { applicationId: await anApplication(identity), payload: { userCode }, browser: '?', origin: null }
  const isNew = await identity.deviceCodes.create({ code, userCode, ...asked, expiresAt: later(10 * MINUTE) }, NOW)
  const taken = { code: randomId(), userCode, ...asked, expiresAt: later(10 * MINUTE) }
  assert.deepEqual([isNew, await identity.deviceCodes.create(taken, NOW)], [true, false], 'no two show the same')
  const opened = await identity.deviceCodes.open(userCode, 'browser', NOW)
  assert.ok(opened.ok)
  return { code, userCode, id: opened.value, personId }
}
test('a device is answered once, in the browser where its code was typed, for ten minutes (RFC 8628 §3.3)', async () => {
  const { id, personId, userCode } = await aDevice()
  const { deviceCodes } = identity
  assert.equal(await deviceCodes.refuse(id, 'another browser', personId, NOW), false)
  assert.equal(await deviceCodes.refuse(id, 'browser', personId, later(10 * MINUTE)), false)
  assert.equal(await winners(() => deviceCodes.refuse(id, 'browser', personId, NOW)), 1)
  assert.deepEqual(await deviceCodes.open(userCode, 'browser', NOW), { ok: false, refusal: 'code-used' })
})
test('a device fetches its answer once, and nothing before there is one (RFC 8628 §3.5)', async () => {
  const { code, id, personId } = await aDevice()
  const { deviceCodes } = identity
  assert.equal(await deviceCodes.consume(code, NOW), false)
  await deviceCodes.refuse(id, 'browser', personId, NOW)
  assert.equal(await deviceCodes.consume(randomId(), NOW), false)
  assert.equal(await winners(() => deviceCodes.consume(code, NOW)), 1)
})
test('of ten questions of a device at once, one is in time', async () => {
  const { id } = await aDevice()
  assert.equal(await winners(() => identity.deviceCodes.countPoll(id, NOW)), 1)
})

test('a session has a new token after each proof, and the one before is dead', async () => {
  const { id, token } = await newSession()
  const second = (await identity.sessions.prove(id, { factor: 'totp', id: randomId() }, NOW))!
  const third = (await identity.sessions.prove(id, { password: true }, NOW))!
  assert.deepEqual(
    [
      await identity.sessions.findByToken(token, NOW),
      await identity.sessions.findByToken(second, NOW),
      (await identity.sessions.findByToken(third, NOW))?.id,
    ],
    [undefined, undefined, id],
  )
  assert.ok(
    (
      await database.db.selectFrom('session').select('token_hash').where('id', '=', id).executeTakeFirstOrThrow()
    ).token_hash.equals(hashToken(third)),
  )
})
test('a session that was ended stays so, proves nothing and finishes nothing', async () => {
  const { id, token } = await newSession()
  await identity.sessions.end(id, NOW)
  assert.equal(await identity.sessions.findByToken(token, NOW), undefined)
  assert.equal(await identity.sessions.prove(id, { factor: 'totp', id: randomId() }, NOW), null)
  assert.deepEqual(
    [await identity.sessions.finish(id, NOW), await identity.sessions.consumeCodeTry(id, 5, NOW)],
    [false, false],
  )
})
test('ending all leaves the one that is spared, and other people', async () => {
  const [one, other] = [await newSession(), await newSession()]
  const second = await identity.sessions.begin(one.personId, 'x', { password: true }, NOW)
  assert.deepEqual(await identity.sessions.endAll(one.personId, NOW, second.id), [one.id])
  assert.deepEqual(
    [
      await identity.sessions.findByToken(one.token, NOW),
      (await identity.sessions.findByToken(second.token, NOW))?.id,
      (await identity.sessions.findByToken(other.token, NOW))?.id,
    ],
    [undefined, second.id, other.id],
  )
})
test('a session finishes once, and its tries are counted at once', async () => {
  const { id } = await newSession()
  assert.equal(await winners(() => identity.sessions.consumeCodeTry(id, 5, NOW)), 5)
  assert.equal(await winners(() => identity.sessions.finish(id, NOW)), 1)
})

test('consent is kept per person and application', async () => {
  const [one, other, applicationId, second] = [
    await aPerson(identity),
    await aPerson(identity),
    await anApplication(identity),
    await anApplication(identity),
  ]
  await identity.applications.grantAccess(one, applicationId, 'openid email', NOW)
  assert.deepEqual(
    [
      await identity.applications.consentedScope(one, applicationId),
      await identity.applications.consentedScope(other, applicationId),
      await identity.applications.consentedScope(one, second),
    ],
    ['openid email', '', ''],
  )
})
const covered: [string, string, string, boolean][] = [
  ['the same', 'openid email', 'email openid', true],
  ['less', 'openid', 'openid email', true],
  ['more', 'openid email', 'openid', false],
  ['nothing asked', '', '', true],
  ['nothing granted', 'openid', '', false],
  ['a longer word', 'email_verified', 'email', false],
  ['a shorter word', 'mail', 'email', false],
]
for (const [rule, asked, granted, answer] of covered)
  test(`consent covers ${rule}: ${answer}`, () => assert.equal(isCovered(asked, granted), answer))
