// What works once works once on a real PostgreSQL too, with two processes' worth of connections at it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openDatabase, type Database } from '@sluis/server-kit/database'
import { migrate } from '@sluis/server-kit/migrate'
import { randomToken } from '@sluis/server-kit/random'
import { createSealer } from '@sluis/server-kit/sealing'
import { postgresServer, type PostgresServer } from '@sluis/test-kit'
import { createPayslipStore } from '#payroll/payslip.store.ts'
import { createAttemptStore, PER_CLIENT, PER_EMAIL_AND_CLIENT } from '#people/attempt.store.ts'
import { fillWorld, isEmptyWorld } from '#people/world.store.ts'
import type { Tables } from '#schema/tables.ts'
import { createLogoutStore } from '#sessions/logout.store.ts'
import { createSessionStore } from '#sessions/session.store.ts'
import { createAuthorizationRequestStore } from '#sessions/authorization-request.store.ts'
import { MIGRATIONS } from '#testing/database.ts'
import { seedWorld } from './seed.ts'

const now = new Date('2026-06-15T10:00:00Z')
const clock = { now: () => now, phoneTime: () => now }
const sealer = createSealer([Buffer.alloc(32, 3)])
let server: PostgresServer
let databases: [Database<Tables>, Database<Tables>]

before(async () => {
  server = await postgresServer({ syncs: false, socket: true })
  const url = await server.createDatabase()
  databases = [await openDatabase<Tables>({ url }), await openDatabase<Tables>({ url })]
  await Promise.all(databases.map(({ pool }) => migrate(pool, MIGRATIONS)))
  const employment = { job: 'Baker', monthlySalaryCents: 285_000, startedOn: '2020-01-01' }
  await seedWorld(
    { db: databases[0].db, sealer, clock },
    {
      companies: [{ id: 'c-1', name: 'Bakery', timezone: 'Europe/Amsterdam' }],
      people: [
        {
          id: 'p-1',
          name: 'Sanne',
          email: 's@example.org',
          language: 'en',
          password: { plain: 'x' },
          memberships: [{ id: 'e-1', company: 'c-1', role: 'employee', employment }],
        },
      ],
    },
  )
})
after(async () => {
  await Promise.all(databases.map((database) => database.close()))
  await server.stop()
})

/** Twenty concurrently, every other one from the other process. */
const concurrently = <T>(work: (database: Database<Tables>) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: 20 }, (_, count) => work(databases[count % 2]!)))

test('of twenty concurrent tries five are checked', async () => {
  const waits = await concurrently(({ db }) =>
    createAttemptStore(db, Buffer.alloc(32)).consume(
      [
        { limit: PER_EMAIL_AND_CLIENT, who: 'someone' },
        { limit: PER_CLIENT, who: 'somewhere' },
      ],
      now,
    ),
  )
  assert.equal(waits.filter((wait) => wait === null).length, 5)
})

test('of twenty that come back with one answer, one has it', async () => {
  const state = randomToken()
  await createAuthorizationRequestStore(databases[0].db, sealer).begin(
    state,
    'browser',
    { verifier: 'v', nonce: 'n', askedAcr: null, askedMaxAge: null, returnTo: '/', loginId: null },
    now,
  )
  const results = await concurrently(({ db }) =>
    createAuthorizationRequestStore(db, sealer).consume(state, 'browser', now),
  )
  assert.equal(results.filter((back) => typeof back === 'object').length, 1)
})

test('of twenty that want to refresh a session, one does; of twenty that end it, one gets its ID token', async () => {
  const sessions = createSessionStore(databases[0].db, sealer)
  const fromSluis = {
    acr: 'a',
    amr: [],
    authTime: now,
    sid: null,
    issuedAt: now,
    refreshToken: 'r',
    idToken: 'i',
    isStepUp: false,
  }
  const token = await sessions.create({ loginId: 'p-1', companyId: 'c-1', fromSluis, replaced: null }, now)
  const session = (await sessions.findByToken(token!))!
  const results = await concurrently(({ db }) => createSessionStore(db, sealer).claimRefreshToken(session, now))
  assert.deepEqual(
    results.filter((each) => each !== 'busy'),
    [{ token: 'r' }],
  )
  const ended = await concurrently(({ db }) => createSessionStore(db, sealer).end(session.id, now))
  assert.deepEqual(ended.filter(Boolean), ['i'])
})

test('of twenty that receive one logout token, one uses it; and a session created at that moment does not outlive it', async () => {
  const [sid, sub] = [randomToken(), 'sub-of-nobody']
  const claims = { jti: randomToken(), sid, sub: null, issuedAt: now, endedAt: now }
  const fromSluis = {
    acr: 'a',
    amr: [],
    authTime: now,
    sid,
    issuedAt: now,
    refreshToken: 'r',
    idToken: 'i',
    isStepUp: false,
  }
  const creating = concurrently(({ db }) =>
    createSessionStore(db, sealer).create({ loginId: 'p-1', companyId: 'c-1', fromSluis, replaced: null }, now),
  )
  const results = await concurrently(({ db }) => createLogoutStore(db).receive(claims, now))
  const tokens = (await creating).filter((token) => token !== null)
  assert.equal(results.filter((each) => each !== 'replayed').length, 1)
  assert.deepEqual(
    await Promise.all(tokens.map((token) => createSessionStore(databases[0].db, sealer).findByToken(token))),
    tokens.map(() => null),
  )
  assert.equal(
    await createSessionStore(databases[0].db, sealer).create(
      { loginId: 'p-1', companyId: 'c-1', fromSluis, replaced: null },
      now,
    ),
    null,
  )
  assert.equal(
    (await createLogoutStore(databases[1].db).receive({ ...claims, jti: randomToken(), sid: null, sub }, now)) !==
      'replayed',
    true,
  )
})

test('of twenty log-ins by password at the moment when Sluis ends all of that person, none outlives it', async () => {
  const sub = randomToken()
  await databases[0].db.updateTable('login').set({ directory_sub: sub }).where('id', '=', 'p-1').execute()
  const creating = concurrently(({ db }) =>
    createSessionStore(db, sealer).create(
      { loginId: 'p-1', companyId: 'c-1', byPassword: { sub, logouts: 0 }, replaced: null },
      now,
    ),
  )
  const claims = { jti: randomToken(), sid: null, sub, issuedAt: now, endedAt: now }
  const received = createLogoutStore(databases[1].db).receive(claims, now)
  const tokens = (await creating).filter((token) => token !== null)
  assert.deepEqual(await received, { ended: tokens.length, logins: ['p-1'] })
  assert.deepEqual(
    await Promise.all(tokens.map((token) => createSessionStore(databases[0].db, sealer).findByToken(token))),
    tokens.map(() => null),
  )
})

test('sums come as numbers, and exact', async () => {
  const payslips = createPayslipStore(databases[0].db)
  const slips = (await payslips.listByEmployee('e-1')).filter(({ period }) => period.startsWith('2026'))
  assert.equal(
    (await payslips.yearUntil('e-1', '2026-05')).netCents,
    slips.reduce((sum, slip) => sum + slip.netCents, 0),
  )
})

test('a world is all there or not at all', async () => {
  const { db } = databases[1]
  const rows = {
    company: [{ id: 'c-9', name: 'X', timezone: 'UTC' }],
    login: [],
    employee_login: [],
    employment: [],
    leave_balance: [],
    bank_account: [],
  }
  await assert.rejects(
    fillWorld(db, rows, () => Promise.reject(new Error('midway'))),
    /midway/,
  )
  assert.equal(await isEmptyWorld(db), false)
  assert.equal((await db.selectFrom('company').select('id').execute()).length, 1)
})
