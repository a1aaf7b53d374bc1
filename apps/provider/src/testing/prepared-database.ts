// A database directory with its migrations and the tables of its queue in place, made once: tests begin with a copy.
import { openDatabase } from '@sluis/server-kit/database'
import { createLog } from '@sluis/server-kit/log'
import { migrate } from '@sluis/server-kit/migrate'
import { keptFolder, ownCopy } from '@sluis/test-kit'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createJobs } from '#platform/jobs.ts'

export const MIGRATIONS = fileURLToPath(new URL('../schema/migrations', import.meta.url))
const RECIPE = [import.meta.url, new URL('../platform/jobs.ts', import.meta.url)].map((url) => fileURLToPath(url))

/** Whoever opens it looks for migrations all the same, and holds their checksums against what was run. */
export const preparedDatabase = (): Promise<string> =>
  keptFolder('provider-database', [...globSync(`${MIGRATIONS}/*.sql`).toSorted(), ...RECIPE], async (directory) => {
    const database = await openDatabase({ directory })
    await migrate(database.pool, MIGRATIONS)
    await (await createJobs(database.pool, [], createLog('provider', 'silent'))).stop()
    await database.close()
  })

/** Of one's own, gone when the process is. */
export const ownDatabase = async (): Promise<{ directory: string }> => ({
  directory: ownCopy(await preparedDatabase()),
})
