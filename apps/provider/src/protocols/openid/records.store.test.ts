// The protocol engine's storage on a real database: consumed by one statement, sealed, found only while it lives, gone
// with its grant.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { createSealer } from '@sluis/server-kit/sealing'
import { fixedClock } from '@sluis/test-kit'
import { errors } from 'oidc-provider'
import { migrated, NOW } from '#testing/migrated-database.ts'
import { recordsStore } from './records.store.ts'

const { database } = await migrated()
const clock = fixedClock(NOW)
const { adapter: adapterFor } = recordsStore(
  { db: database.db, sealer: createSealer([Buffer.alloc(32, 7)]), clock: { now: clock.now, phoneTime: clock.now } },
  () => Promise.resolve(undefined),
)
const codes = adapterFor('AuthorizationCode')

test('of ten that spend one code at once one wins, and the others are told invalid_grant (GHSA-7w99-5wm4-3g79)', async () => {
  const id = randomUUID()
  await codes.upsert(id, { accountId: 'somebody' }, 60)
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => codes.consume(id)))
  assert.equal(answers.filter(({ status }) => status === 'fulfilled').length, 1)
  for (const answer of answers)
    if (answer.status === 'rejected') assert.ok(answer.reason instanceof errors.InvalidGrant)
  assert.ok(Number((await codes.find(id))?.['consumed']) > 0, 'and it is remembered as spent')
})
test('a refresh token that knows its successor stays good for ten seconds after its first use, and says so to all (decision 0029)', async () => {
  const tokens = adapterFor('RefreshToken')
  const [id, before] = [randomUUID(), randomUUID()]
  await tokens.upsert(id, { accountId: 'somebody', successor: 'next' }, 60)
  await tokens.upsert(before, { accountId: 'somebody' }, 60)
  await Promise.all(Array.from({ length: 10 }, () => tokens.consume(id)))
  await tokens.consume(before)
  await assert.rejects(async () => tokens.consume(before), errors.InvalidGrant, 'one from before has no grace')
  await tokens.upsert(id, { accountId: 'somebody', successor: 'another' }, 60)
  const found = await tokens.find(id)
  assert.deepEqual([found?.['successor'], found?.['consumed']], ['next', undefined], 'the first that stores it decides')
  clock.advance({ seconds: 10 })
  await assert.rejects(async () => tokens.consume(id), errors.InvalidGrant)
  assert.ok(Number((await tokens.find(id))?.['consumed']) > 0)
})
test('what is not there cannot be consumed', async () =>
  assert.rejects(async () => codes.consume(randomUUID()), errors.InvalidGrant))
test('a record is found until its last moment, by its own model alone', async () => {
  const id = randomUUID()
  await codes.upsert(id, { accountId: 'somebody' }, 60)
  assert.equal(await adapterFor('RefreshToken').find(id), undefined)
  clock.advance({ seconds: 59 })
  assert.equal((await codes.find(id))?.accountId, 'somebody')
  clock.advance({ seconds: 1 })
  assert.equal(await codes.find(id), undefined)
})
test('with a grant go its codes and tokens, and nothing of another grant', async () => {
  const [grant, other] = [randomUUID(), randomUUID()]
  const ids = [randomUUID(), randomUUID(), randomUUID()] as const
  await codes.upsert(ids[0], { grantId: grant }, 60)
  await adapterFor('AccessToken').upsert(ids[1], { grantId: grant }, 60)
  await codes.upsert(ids[2], { grantId: other }, 60)
  await codes.revokeByGrantId(grant)
  await adapterFor('AccessToken').revokeByGrantId(grant)
  assert.deepEqual(
    [await codes.find(ids[0]), await adapterFor('AccessToken').find(ids[1]), (await codes.find(ids[2]))?.grantId],
    [undefined, undefined, other],
  )
})
test('neither the token nor what it stands for can be read in the table, and no record opens in the place of another', async () => {
  const [id, other] = [randomUUID(), randomUUID()]
  await codes.upsert(id, { accountId: 'somebody-known' }, 60)
  await codes.upsert(other, { accountId: 'another' }, 60)
  const rows = await database.db.selectFrom('openid_record').selectAll().execute()
  for (const row of rows)
    assert.ok(!row.id_hash.includes(Buffer.from(id)) && !row.payload_sealed.includes(Buffer.from('somebody-known')))
  await database.pool.query(
    'update openid_record set payload_sealed = (select payload_sealed from openid_record where id_hash = sha256(convert_to($1, $3))) where id_hash = sha256(convert_to($2, $3))',
    [id, other, 'UTF8'],
  )
  await assert.rejects(async () => codes.find(other))
})
