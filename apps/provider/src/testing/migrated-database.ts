// The one migrated database that all store tests of a run share: each test has people of its own, or is rolled back.
import { type Database, openDatabase } from '@sluis/server-kit/database'
import { migrate } from '@sluis/server-kit/migrate'
import { randomId } from '@sluis/server-kit/random'
import { onTestsEnded } from '@sluis/test-kit'
import { createSealer } from '@sluis/server-kit/sealing'
import { createIdentity, type Identity, type Stores } from '#use-cases/stores.ts'
import type { Tables } from '#schema/tables.ts'
import { MIGRATIONS, ownDatabase } from './prepared-database.ts'

let instance: Promise<Migrated> | null = null
export type Migrated = { database: Database<Tables>; identity: Identity }

/**
 * Opened at the first call. A promise for each caller: what follows an await counts for node:test as belonging to
 * whoever made the promise, which may be a file that has ended.
 */
export async function migrated(): Promise<Migrated> {
  return await (instance ??= createInstance())
}

async function createInstance(): Promise<Migrated> {
  const database = await openDatabase<Tables>(await ownDatabase())
  await migrate(database.pool, MIGRATIONS)
  // Not by a hook at the root of the tests: that runs as soon as no test is under way, which is also while the next
  // file is still opening this.
  onTestsEnded(() => void database.close())
  return { database, identity: createIdentity(database.db, createSealer([Buffer.alloc(32, 7)])) }
}

/** Runs the work in a transaction that is rolled back, whatever comes of it. */
export async function rolledBack(work: (stores: Stores) => Promise<void>): Promise<void> {
  const { identity } = await migrated()
  const end = new Error('rolled back')
  await identity
    .transaction(async (stores) => {
      await work(stores)
      throw end
    })
    .catch((error: unknown) => {
      if (error !== end) throw error
    })
}

export const NOW = new Date('2026-06-15T10:00:00.000Z')
export const later = (ms: number): Date => new Date(NOW.getTime() + ms)

/** Somebody new. */
export async function aPerson(stores: Stores): Promise<string> {
  const id = randomId()
  await stores.people.upsert(
    { id, name: 'Somebody', email: `${id}@example.org`, emailKey: `${id}@example.org`, isFree: true, language: 'en' },
    NOW,
  )
  return id
}
/** A new application. */
export const anApplication = (stores: Stores): Promise<string> =>
  stores.applications.upsert(
    {
      clientId: randomId(),
      name: 'App',
      secret: 'a secret',
      redirectUris: ['https://app.example/back'],
      postLogoutRedirectUris: [],
      scope: 'openid',
      apiClientScope: '',
      homeUri: null,
      backchannelLogoutUri: null,
    },
    NOW,
  )
/** A company of it with a roll-out, and somebody who works there. */
export async function atWork(
  stores: Stores,
  dates: { announceAt: Date; promptAt: Date; requiredAt: Date; snoozes?: number },
): Promise<{ personId: string; applicationId: string; companyId: string }> {
  const [personId, applicationId] = [await aPerson(stores), await anApplication(stores)]
  const companyId = await stores.companies.upsert(applicationId, {
    externalId: 'c',
    name: 'Company',
    timezone: 'Europe/Amsterdam',
  })
  await stores.companies.upsertPerson(applicationId, 'p', personId, null)
  await stores.companies.replaceMemberships(
    applicationId,
    personId,
    [{ employeeLogin: 'e', companyId, role: 'employee', endedAt: null }],
    NOW,
  )
  await stores.rollouts.create({ companyId, applicationId, ...dates })
  return { personId, applicationId, companyId }
}
