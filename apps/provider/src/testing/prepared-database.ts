// Databases with their migrations and the tables of their queue in place, made once: tests begin with a copy. On a real
// server for what starts a provider, and on a directory of PGlite (decision 0033).
import { type DatabaseLocation, openDatabase } from '@sluis/server-kit/database'
import { createLog } from '@sluis/server-kit/log'
import { migrate } from '@sluis/server-kit/migrate'
import { keptFolder, onTestsEnded, ownCopy, postgresServer } from '@sluis/test-kit'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createJobs } from '#platform/jobs.ts'

export const MIGRATIONS = fileURLToPath(new URL('../schema/migrations', import.meta.url))
const RECIPE = [import.meta.url, new URL('../platform/jobs.ts', import.meta.url)].map((url) => fileURLToPath(url))

/** Whoever opens it looks for migrations all the same, and holds their checksums against what was run. */
export const preparedDatabase = (): Promise<string> =>
  keptFolder('provider-database', [...globSync(`${MIGRATIONS}/*.sql`).toSorted(), ...RECIPE], async (directory) => {
    await prepare({ directory })
  })

async function prepare(location: DatabaseLocation): Promise<void> {
  const database = await openDatabase(location)
  await migrate(database.pool, MIGRATIONS)
  await (await createJobs(database.pool, [], createLog('provider', 'silent'))).stop()
  await database.close()
}

/** Of one's own, gone when the process is. */
export const ownDatabase = async (): Promise<{ directory: string }> => ({
  directory: ownCopy(await preparedDatabase()),
})

let copies: Promise<() => Promise<string>> | null = null

/**
 * Of one's own, on the one PostgreSQL server of the test process; on directories as the others where
 * SLUIS_TEST_DATABASE is "directory".
 */
export async function ownServerDatabase(): Promise<{ url: string } | { directory: string }> {
  if (process.env['SLUIS_TEST_DATABASE'] === 'directory') return await ownDatabase()
  const copy = await (copies ??= startServer())
  return { url: await copy() }
}

async function startServer(): Promise<() => Promise<string>> {
  const server = await postgresServer({ syncs: false, socket: true })
  onTestsEnded(() => void server.stop())
  const template = await server.createDatabase()
  await prepare({ url: template })
  return () => server.createDatabase(template)
}
