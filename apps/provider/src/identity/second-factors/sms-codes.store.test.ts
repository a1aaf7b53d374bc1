// SMS codes and telephone numbers in a real database: once, for one session and one purpose, and readable by nobody who
// has the tables alone (ASVS 6.6.2, rule 2).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomId } from '@sluis/server-kit/random'
import { hashToken } from '@sluis/server-kit/sealing'
import { aPerson, later, migrated, NOW } from '#testing/migrated-database.ts'

const MINUTE = 60_000
const { identity, database } = await migrated()
const newSession = async (): Promise<string> =>
  (await identity.sessions.begin(await aPerson(identity), 'Firefox', { password: true }, NOW)).id
const SIGN_IN = { purpose: 'sign-in', factorId: randomId() } as const
const NUMBER = { purpose: 'confirm-number', e164: '+31612345678' } as const
const save = (session: string, what: typeof SIGN_IN | typeof NUMBER, code: string) =>
  identity.smsCodes.save(session, what, code, randomId(), NOW)
const consume = (session: string, purpose: 'sign-in' | 'confirm-number', code: string, now = NOW) =>
  identity.smsCodes.consume(session, purpose, code, now)

test('an SMS code works in its session, for its purpose, for five minutes, and not after a newer one', async () => {
  const [session, other] = [await newSession(), await newSession()]
  await save(session, SIGN_IN, '111111')
  await save(session, SIGN_IN, '222222')
  assert.deepEqual(
    [
      await consume(session, 'sign-in', '111111'),
      await consume(other, 'sign-in', '222222'),
      await consume(session, 'confirm-number', '222222'),
      await consume(session, 'sign-in', '222222', later(5 * MINUTE)),
    ],
    [null, null, null, null],
  )
  assert.deepEqual(await consume(session, 'sign-in', '222222', later(5 * MINUTE - 1)), {
    factorId: SIGN_IN.factorId,
    e164: null,
  })
  assert.equal(await consume(session, 'sign-in', '222222'), null)
})
test('of ten that spend one texted code at once, one wins', async () => {
  const session = await newSession()
  await save(session, NUMBER, '123456')
  const answers = await Promise.all(Array.from({ length: 10 }, () => consume(session, 'confirm-number', '123456')))
  assert.deepEqual(answers.filter(Boolean), [{ factorId: null, e164: NUMBER.e164 }])
})
test('a used code is not found any more, and an old one still is, so that it can be called old', async () => {
  const session = await newSession()
  await save(session, SIGN_IN, '123456')
  assert.deepEqual((await identity.smsCodes.find(session, 'sign-in'))?.expiresAt, later(5 * MINUTE))
  await consume(session, 'sign-in', '123456')
  assert.equal(await identity.smsCodes.find(session, 'sign-in'), undefined)
})
test('code and number stand in the tables only as keyed hashes and sealed, each in its own row', async () => {
  const sessions = [await newSession(), await newSession()]
  for (const session of sessions) await save(session, NUMBER, '123456')
  const rows = await database.db.selectFrom('sms_code').selectAll().where('session_id', 'in', sessions).execute()
  assert.equal(new Set(rows.map((row) => row.code_hash.toString('hex'))).size, 2)
  assert.ok(
    rows.every((row) => !row.code_hash.equals(hashToken('123456')) && !row.number_sealed!.includes('612345678')),
  )
  await database.db
    .updateTable('sms_code')
    .set({ number_sealed: rows[0]!.number_sealed })
    .where('id', '=', rows[1]!.id)
    .execute()
  await assert.rejects(identity.smsCodes.find(rows[1]!.session_id, 'confirm-number'))
})
test('a person has one number: a new one takes the place of the old one, as another factor (NIST SP 800-63B-4 §3.1.3.3)', async () => {
  const personId = await aPerson(identity)
  const [first, second] = [randomId(), randomId()]
  await identity.phones.replace({ id: first, personId, e164: '+31612345001' }, NOW)
  await identity.phones.replace({ id: second, personId, e164: '+31612345002' }, NOW)
  assert.deepEqual(
    (await identity.factors.listByPerson(personId)).map(({ id }) => id),
    [second],
  )
  assert.equal((await identity.phones.findByPerson(personId))?.e164, '+31612345002')
  assert.equal(await identity.factors.recordUse(first, NOW), false)
})
test('a number is counted on the accounts of others, no matter who asks', async () => {
  const people = await Promise.all(Array.from({ length: 3 }, () => aPerson(identity)))
  for (const personId of people) await identity.phones.replace({ id: randomId(), personId, e164: '+31612345003' }, NOW)
  assert.deepEqual(
    [
      await identity.phones.countOthersWith('+31612345003', people[0]!),
      await identity.phones.countOthersWith('+31612345003', await aPerson(identity)),
      await identity.phones.countOthersWith('+31612345004', people[0]!),
    ],
    [2, 3, 0],
  )
})
