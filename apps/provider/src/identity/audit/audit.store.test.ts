// The audit trail on a real database: append-only for every program, and a verifier that sees whatever somebody with
// all rights did to it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from '@sluis/server-kit/sql'
import type { Stores } from '#use-cases/stores.ts'
import { auditStore } from './audit.store.ts'
import { aPerson, later, migrated, NOW, rolledBack } from '#testing/migrated-database.ts'

const { identity, database } = await migrated()
/** At once, where a transaction's own stores would wait for its end. */
const append = ({ db }: Stores, personId: string, at: number) =>
  auditStore(db).append({ action: 'enrolled', result: 'done', actor: personId, personId, detail: { at } }, later(at))

test('entries are numbered without a gap, and each holds the hash over the one before', async () => {
  await rolledBack(async (stores) => {
    const before = (await stores.audit.head()).seq
    const personId = await aPerson(stores)
    for (let at = 1; at <= 5; at++) await append(stores, personId, at)
    const trail = await stores.audit.listByPerson(personId, 10)
    assert.deepEqual(
      trail.map(({ seq }) => seq),
      [5, 4, 3, 2, 1].map((at) => before + at),
    )
    assert.deepEqual(
      [(await stores.audit.verify()).brokenAt, (await stores.audit.verify(2)).brokenAt],
      [null, null],
      'in batches of any size',
    )
    assert.equal((await stores.audit.verify()).entries, before + 5)
  })
})
test('an entry exists if and only if what it tells of does: a transaction that fails leaves none', async () => {
  const before = await identity.audit.head()
  await rolledBack(async (stores) => append(stores, await aPerson(stores), 1))
  assert.deepEqual(await identity.audit.head(), before)
})
test('in a transaction entries are written at its end, in their order (rule 10)', async () => {
  const personId = await aPerson(identity)
  await identity.transaction(async (stores) => {
    for (const action of ['enrolled', 'signed-out'] as const)
      await stores.audit.append({ action, result: 'done', actor: personId, personId }, NOW)
    assert.deepEqual(await stores.audit.listByPerson(personId, 10), [], 'the head of the chain is held too early')
  })
  assert.deepEqual(
    (await identity.audit.listByPerson(personId, 10)).map(({ action }) => action),
    ['signed-out', 'enrolled'],
  )
})
test('of entries appended at once none is lost and no two share a predecessor', async () => {
  const personId = await aPerson(identity)
  await Promise.all(Array.from({ length: 20 }, (_, at) => append(identity, personId, at)))
  assert.equal((await identity.audit.listByPerson(personId, 100)).length, 20)
  assert.equal((await identity.audit.verify()).brokenAt, null)
})
for (const [rule, statement] of [
  ['changes', "update audit_event set action = 'x'"],
  ['removes', 'delete from audit_event'],
  ['empties', 'truncate audit_event'],
  ['changes nothing of', 'update audit_event set action = action where false'],
] as const) {
  test(`no program ${rule} the trail: the database refuses (ASVS 16.4.2)`, async () => {
    await append(identity, await aPerson(identity), 1)
    await assert.rejects(database.pool.query(statement), /append-only/u)
    assert.equal((await identity.audit.verify()).brokenAt, null)
  })
}

type Tampering = (stores: Stores, first: number) => Promise<unknown>
/** Of five entries, what somebody did to them who may do everything; `brokenAt` counts from the first of the five. */
const tamperings: [string, Tampering, number][] = [
  [
    'an entry whose text was changed',
    ({ db }, first) =>
      sql`update audit_event set entry = replace(entry, 'enrolled', 'signed-in') where seq = ${first + 2}`.execute(db),
    3,
  ],
  [
    'an entry whose text is no entry any more',
    ({ db }, first) => sql`update audit_event set entry = 'nonsense' where seq = ${first + 1}`.execute(db),
    2,
  ],
  [
    'an entry whose columns say something else than its text',
    ({ db }, first) => sql`update audit_event set action = 'signed-in' where seq = ${first + 2}`.execute(db),
    3,
  ],
  [
    'an entry that was given to another person',
    ({ db }, first) => sql`update audit_event set person_id = null where seq = ${first + 3}`.execute(db),
    4,
  ],
  [
    'an entry whose time was moved',
    ({ db }, first) => sql`update audit_event set at = at + interval '1 second' where seq = ${first}`.execute(db),
    1,
  ],
  [
    'an entry whose text and hash were both made anew',
    ({ db }, first) =>
      sql`update audit_event e set entry = replace(entry, 'done', 'refused'), hash = sha256((select hash from audit_event where seq = e.seq - 1) || convert_to(replace(entry, 'done', 'refused'), 'UTF8')) where seq = ${first + 2}`.execute(
        db,
      ),
    4,
  ],
  [
    'an entry that was removed',
    ({ db }, first) => sql`delete from audit_event where seq = ${first + 2}`.execute(db),
    3,
  ],
  [
    'the last entries, removed',
    ({ db }, first) => sql`delete from audit_event where seq >= ${first + 3}`.execute(db),
    4,
  ],
  [
    'an entry that was put in after the end',
    ({ db }, first) =>
      sql`insert into audit_event select seq + 1, at, action, person_id, company_id, entry, hash from audit_event where seq = ${first + 4}`.execute(
        db,
      ),
    6,
  ],
  [
    'two entries in each other’s place',
    async ({ db }, first) => {
      await sql`update audit_event set seq = -1 where seq = ${first + 1}`.execute(db)
      await sql`update audit_event set seq = ${first + 1} where seq = ${first + 2}`.execute(db)
      await sql`update audit_event set seq = ${first + 2} where seq = -1`.execute(db)
    },
    2,
  ],
  ['a head that was swapped', ({ db }) => sql`update audit_head set hash = sha256('x')`.execute(db), 6],
  [
    'a head that was put back with the entries after it removed: nobody sees it but whoever wrote the head down',
    async ({ db }, first) => {
      await sql`delete from audit_event where seq > ${first + 2}`.execute(db)
      await sql`update audit_head set seq = ${first + 2}, hash = (select hash from audit_event where seq = ${first + 2})`.execute(
        db,
      )
    },
    0,
  ],
]
for (const [rule, tamper, brokenAt] of tamperings) {
  test(`the verifier sees ${rule}`, async () => {
    await rolledBack(async (stores) => {
      // The chain of before is other tests' affair.
      await sql`alter table audit_event disable trigger audit_event_append_only`.execute(stores.db)
      await sql`delete from audit_event`.execute(stores.db)
      await sql`update audit_head set seq = 0, hash = decode(repeat('00', 32), 'hex')`.execute(stores.db)
      const personId = await aPerson(stores)
      for (let at = 1; at <= 5; at++) await append(stores, personId, at)
      const head = (await stores.audit.verify()).head
      await tamper(stores, 1)
      const seen = await stores.audit.verify()
      assert.equal(seen.brokenAt, brokenAt === 0 ? null : brokenAt)
      if (brokenAt === 0) assert.notEqual(seen.head, head, 'the head is another one than the one written down')
    })
  })
}
test('no entry holds a secret: a detail is words and numbers', async () => {
  await rolledBack(async (stores) => {
    const personId = await aPerson(stores)
    await append(stores, personId, 1)
    const [entry] = await stores.audit.listByPerson(personId, 1)
    assert.deepEqual(Object.keys(JSON.parse(entry!.entry) as object).toSorted(), [
      'action',
      'actor',
      'at',
      'detail',
      'personId',
      'result',
    ])
    assert.equal(entry!.at.getTime(), NOW.getTime() + 1)
  })
})
