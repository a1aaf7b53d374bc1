// The one migrated database that all tests of a run share. Tests use data of their own (fresh ids), so none sees
// another's.
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openDatabase, type Database } from '@sluis/server-kit/database'
import { migrate } from '@sluis/server-kit/migrate'
import { keptFolder, onTestsEnded, ownCopy } from '@sluis/test-kit'
import type { Tables } from '#schema/tables.ts'

let opened: Promise<Database<Tables>> | null = null

export const MIGRATIONS = fileURLToPath(new URL('../schema/migrations', import.meta.url))

/** Opened at the first call; it is closed when the tests of the process have ended. */
export function testDatabase(): Promise<Database<Tables>> {
  opened ??= openAndMigrate()
  return opened
}

/** A database directory with its migrations in place, made once: tests begin with a copy of it. */
export const preparedDatabase = (): Promise<string> =>
  keptFolder(
    'hr-database',
    [...globSync(`${MIGRATIONS}/*.sql`).toSorted(), fileURLToPath(import.meta.url)],
    async (directory) => {
      const database = await openDatabase({ directory })
      await migrate(database.pool, MIGRATIONS)
      await database.close()
    },
  )

async function openAndMigrate(): Promise<Database<Tables>> {
  const database = await openDatabase<Tables>({ directory: ownCopy(await preparedDatabase()) })
  await migrate(database.pool, MIGRATIONS)
  onTestsEnded(() => void database.close())
  return database
}
