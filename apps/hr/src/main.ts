// Starts and stops Kade: the only place where everything is wired together.
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import type { Clock } from '@sluis/server-kit/clock'
import { openDatabase } from '@sluis/server-kit/database'
import { acceptHealthCheck } from '@sluis/server-kit/health'
import { createLog } from '@sluis/server-kit/log'
import { migrate } from '@sluis/server-kit/migrate'
import { listen } from '@sluis/server-kit/server'
import { createDeps } from '#deps'
import { isEmptyWorld } from '#people/world.store.ts'
import { checkKey } from '#schema/key-check.store.ts'
import type { Tables } from '#schema/tables.ts'
import type { Settings } from './config.ts'
import { createApp } from './routes.ts'
import { startSchedules } from './schedules.ts'
import { seedWorld, type World } from './seed.ts'

const MIGRATIONS = fileURLToPath(new URL('./schema/migrations', import.meta.url))

export type RunningHr = {
  url: string
  /** Fills the database where nobody is in it yet; false where somebody is. Sluis gets the records immediately. */
  seedWorld(world: World): Promise<boolean>
  stop(): Promise<void>
}

/**
 * Resolves when Kade answers. Rejects where the database, the migrations or the port fail; nothing is left open then.
 */
export async function startHr(settings: Settings, { clock }: { clock: Clock }): Promise<RunningHr> {
  const log = createLog('hr', settings.logLevel)
  const database = await openDatabase<Tables>(settings.database, { log })
  try {
    const { newer } = await migrate(database.pool, MIGRATIONS)
    if (newer.length > 0)
      log.warn({ newer }, 'the database is of a newer version, beside which this older one can run for a while')
    const deps = createDeps(settings, { db: database.db, clock, log })
    await checkKey(database.db, deps.sealer)
    const app = createApp(deps, () => database.answers())
    const answer = getRequestListener(app.fetch)
    const { host } = new URL(settings.publicUrl)
    const server = await listen(
      (incoming, outgoing) => {
        acceptHealthCheck(incoming, host)
        void answer(incoming, outgoing)
      },
      '127.0.0.1',
      settings.port,
      { log },
    )
    const schedules = startSchedules(deps, log)
    log.info({ port: server.port }, 'Kade answers')
    return {
      url: settings.publicUrl,
      async seedWorld(world) {
        if (!(await isEmptyWorld(database.db))) return false
        await seedWorld({ db: database.db, sealer: deps.sealer, clock }, world)
        deps.directorySync.trigger()
        return true
      },
      async stop() {
        await server.stop()
        await schedules.stop()
        await database.close()
        log.info('Kade has stopped')
      },
    }
  } catch (error) {
    await database.close()
    throw error
  }
}
