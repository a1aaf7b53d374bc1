// The last proof of a sign-in, which finishes it, and what the proof of a password reads, against the real tables.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codeAt, stepAt } from '@sluis/otp'
import { randomBytes, randomId } from '@sluis/server-kit/random'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'
import { aPerson, later, migrated, NOW } from '#testing/migrated-database.ts'
import { proveCodeAndFinish } from './finish-sign-in.ts'

const { identity, database } = await migrated()
const STORED = { format: 'argon2id', hash: 'of no matter' } as const
const DEVICE = 'the token of a browser that is known'
const ORIGIN = '203.0.113.9'
// Nobody is to be notified in a browser that is known.
const notify = { notice: () => Promise.reject(new Error('told of a browser that is known')) }

/** Somebody whose password was proved in a browser that they know, and their app. */
async function halfWay() {
  const personId = await aPerson(identity)
  await identity.passwords.set(personId, STORED, NOW)
  const [id, secret] = [randomId(), randomBytes(20)]
  await identity.totp.add({ id, personId, secret, label: 'x', step: 0 }, NOW)
  await identity.devices.isNew(personId, DEVICE, 'a browser', true, NOW)
  const proof = {
    personId,
    password: { ...STORED, changedAt: NOW },
    browser: 'a browser',
    origin: ORIGIN,
    remembered: null,
    counters: [],
    asked: { device: DEVICE },
  }
  const begun = (await identity.proofs.provePassword({ ...proof, before: null }, later(60_000)))!
  const { history } = begun.record.owner!
  const session: Session = { ...begun.record.session!, origin: ORIGIN, device: DEVICE, history }
  /** The code of a moment, as the last proof. */
  const finish = async (at: Date) =>
    proveCodeAndFinish(
      { identity, notify },
      { session, person: (await identity.people.findById(personId))!, factors: begun.record.owner!.factors },
      { apps: begun.record.owner!.apps(), digits: codeAt(secret, stepAt(at)), phoneTime: at },
      { origin: ORIGIN, device: DEVICE, proved: { ...session, factorAt: at, factorKind: 'totp' } },
      at,
    )
  const told = async () => (await identity.audit.listByPerson(personId, 9)).map(({ action }) => action).toReversed()
  return { proof, begun, session, finish, told }
}

test('the proof of a password reads the state of the sign-in as it is read after it, of a session that goes on too', async () => {
  const { proof, begun } = await halfWay()
  const again = (await identity.proofs.provePassword({ ...proof, before: begun.record.session }, later(61_000)))!
  for (const [{ token, record }, at] of [
    [again, later(61_000)],
    [(await identity.proofs.provePassword({ ...proof, before: null }, later(62_000)))!, later(62_000)],
  ] as const) {
    const read = await identity.signIns.read({ token, device: DEVICE }, at)
    assert.deepEqual(comparable(record), comparable(read))
  }
  assert.equal(again.record.session!.id, begun.record.session!.id)
})
const comparable = ({ owner, ...record }: SignInRecord) => ({ ...record, owner: { ...owner!, apps: owner!.apps() } })

test('the last code finishes its sign-in in the same go, once', async () => {
  const { finish, told } = await halfWay()
  const done = await finish(later(90_000))
  assert.ok(done.ok && done.value.isFinished && !done.value.isNew)
  assert.deepEqual((await identity.sessions.findByToken(done.value.token, later(90_000)))?.signedInAt, later(90_000))
  assert.deepEqual(await told(), ['password-proved', 'second-factor-proved', 'signed-in'])
  assert.equal((await finish(later(90_000))).ok, false, 'its code is used')
})

test('where another proof finished the sign-in at this moment, the code counts, and the end is told once', async () => {
  const { session, finish, told } = await halfWay()
  const entry = { action: 'signed-in', result: 'done', actor: session.personId, personId: session.personId } as const
  await identity.proofs.finish(session, { origin: ORIGIN, device: DEVICE }, entry, later(80_000))
  const done = await finish(later(90_000))
  assert.ok(done.ok && !done.value.isFinished)
  const now = await identity.sessions.findByToken(done.value.token, later(90_000))
  assert.deepEqual([now?.signedInAt, now?.factorAt], [later(80_000), later(90_000)])
  assert.deepEqual(await told(), ['password-proved', 'signed-in', 'second-factor-proved'])
})

test('a code that would finish a sign-in which has ended raises nothing', async () => {
  const { session, finish, told } = await halfWay()
  await database.db
    .updateTable('session')
    .set({ ended_at: later(70_000) })
    .where('id', '=', session.id)
    .execute()
  const done = await finish(later(90_000))
  assert.deepEqual(done, { ok: false, refusal: 'sign-in-used-up' })
  assert.deepEqual(await told(), ['password-proved'])
})
