// The one migrated database that all tests of a run share. Tests use data of their own (fresh ids), so none sees
// another's.
import { fileURLToPath } from 'node:url'
import { openDatabase, type Database } from '@sluis/server-kit/database'
import { migrate } from '@sluis/server-kit/migrate'
import type { Tables } from '#schema/tables.ts'

let opened: Promise<Database<Tables>> | null = null

export const MIGRATIONS = fileURLToPath(new URL('../schema/migrations', import.meta.url))

/** Opened at the first call; it ends with the process. */
export function testDatabase(): Promise<Database<Tables>> {
  opened ??= openAndMigrate()
  return opened
}

async function openAndMigrate(): Promise<Database<Tables>> {
  const database = await openDatabase<Tables>({ memory: true })
  await migrate(database.pool, MIGRATIONS)
  return database
}
