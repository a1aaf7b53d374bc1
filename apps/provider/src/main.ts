// Starts and stops the provider; the only place where its parts are wired together.
import {
  handleErrors,
  clientAddress,
  type Clock,
  createCsrf,
  createHashQueue,
  createLog,
  createSealer,
  listen,
  migrate,
  openDatabase,
  pageMiddleware,
  type PageOptions,
  type PageVariables,
  systemClock,
} from '@sluis/server-kit'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createNotify } from '#identity/notices/notify.service.ts'
import { createMailQueue, deliver, MAIL_QUEUE } from '#identity/notices/mail-queue.service.ts'
import { createPasswords } from '#identity/passwords/passwords.ts'
import { createSlowHash } from '#identity/passwords/slow-hash.ts'
import { createIdentity } from '#identity/stores.ts'
import { createSmsService, type SmsService } from '#identity/texting/sms.service.ts'
import { createJobs } from '#platform/jobs.ts'
import { createMailer } from '#platform/mail.ts'
import { RETRY_POLICY, type RetryPolicy } from '#platform/retry-policy.ts'
import { createRenderer } from '#platform/page.ts'
import { createErrorPage } from '#platform/error-page.ts'
import type { Tables } from '#schema/tables.ts'
import type { Settings } from './config.ts'
import { destinations } from './journeys/destinations.ts'
import { passkeyOffer } from './journeys/passkey-offer.ts'
import { expired, type Needs, onward } from './journeys/way.ts'
import { createOpenid } from './protocols/openid/openid.ts'
import { claimInstallation } from './schema/installation.store.ts'
import { isApi, putRoutes } from './routes.ts'
import { type Schedule, startSchedules } from './schedules.ts'
import { upkeep } from './upkeep.ts'

export const MIGRATIONS = fileURLToPath(new URL('schema/migrations', import.meta.url))

export type Running = {
  url: string
  port: number
  sms: SmsService
  schedules: readonly Schedule[]
  stop(): Promise<void>
}
/** `patience`: of the queue; other than production's in tests alone. */
export type Wiring = { clock?: Clock; patience?: RetryPolicy }

/** Rejects with a sentence for the terminal where a setting, the database or the port does not let it start. */
export async function startProvider(
  settings: Settings,
  { clock = systemClock, patience = RETRY_POLICY }: Wiring = {},
): Promise<Running & Opened> {
  const opened = await openProvider(settings, { clock })
  const { database, sealer, log, identity } = opened
  const jobs = await createJobs<Tables>(database.pool, [MAIL_QUEUE], log, patience)
  const mailer = createMailer(settings.mail.smtpUrl, settings.mail.from, new URL(settings.issuer).hostname)
  await jobs.work(MAIL_QUEUE, deliver(mailer, sealer, clock, log))

  const queue = createHashQueue()
  const post = createMailQueue(jobs, sealer, clock)
  const notify = createNotify(post, settings.issuer)
  const sms = createSmsService({
    settings: settings.sms,
    identity,
    mailQueue: post,
    sealer,
    clock,
    log,
    issuer: settings.issuer,
  })
  const draw = createRenderer(settings.issuer)
  const openid = await createOpenid({ identity, db: database.db, sealer, clock, log, issuer: settings.issuer, draw })
  const addressOf = (c: Context) =>
    clientAddress(
      (c.env as HttpBindings).incoming.socket.remoteAddress,
      c.req.header('x-forwarded-for') ?? null,
      settings.trustedProxies,
    )
  const needs: Needs = {
    identity,
    clock,
    notify,
    sms,
    draw,
    log,
    addressOf,
    issuer: settings.issuer,
    passwords: await createPasswords(queue, settings.pepper),
    slowHash: createSlowHash(queue, settings.pepper),
    canText: () => sms.offered && !sms.isUnavailable(),
    destination: destinations({ identity, request: openid.requests.destination.bind(openid.requests) }),
  }

  let returnOrigins = await identity.applications.returnOrigins()
  const app = new Hono<{ Bindings: HttpBindings; Variables: PageVariables }>()
  const pageOptions: PageOptions = {
    program: 'sluis',
    origin: settings.issuer,
    log,
    isApi,
    csrf: createCsrf(sealer.keyFor('csrf')),
    formTargets: () => returnOrigins,
    errorPage: createErrorPage(draw),
  }
  app.use(pageMiddleware(pageOptions))
  putRoutes(app, {
    pages: { ...needs, sealer, senders: { mail: settings.mail.from, text: settings.sms?.sender ?? null } },
    openid: {
      ...needs,
      requests: openid.requests,
      engine: openid.engine,
      onward,
      offer: (c, stand, next) => passkeyOffer(c, needs, stand, next),
      expired: (c) => expired(c, needs),
    },
    api: { identity, clock, log, notify, findMachine: openid.findMachine },
    sms,
    ready: () => database.answers(),
  })
  handleErrors(app, pageOptions)

  const pages = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const protocol = openid.listener(pageOptions, () => returnOrigins)
  const server = await listen(
    (incoming: IncomingMessage, outgoing: ServerResponse) =>
      void (openid.owns(incoming.url ?? '/') ? protocol(incoming, outgoing) : pages(incoming, outgoing)),
    settings.listen.address,
    settings.listen.port,
  )
  const schedules = upkeep({
    identity,
    notify,
    db: database.db,
    sealer,
    clock,
    log,
    openid,
    refreshOrigins: async () => void (returnOrigins = await identity.applications.returnOrigins()),
  })
  const stopSchedules = startSchedules(schedules, log)
  sms.start()
  log.info({ port: server.port, database: database.kind, kind: settings.kind }, 'provider is up')

  return {
    ...opened,
    url: settings.issuer,
    port: server.port,
    sms,
    schedules,
    async stop() {
      await server.stop()
      await stopSchedules()
      await sms.stop()
      await jobs.stop()
      mailer.close()
      await opened.close()
      log.info('provider has stopped')
    },
  }
}

export type Opened = Awaited<ReturnType<typeof openProvider>>

/** The database and what stands on it, without a server: for command lines and seeds. */
export async function openProvider(settings: Settings, { clock = systemClock }: Wiring = {}) {
  const log = createLog('provider', settings.logLevel)
  const sealer = createSealer(settings.sealingKeys)
  const database = await openDatabase<Tables>(settings.database)
  try {
    await migrate(database.pool, MIGRATIONS)
    await claimInstallation(database.db, settings.kind, clock.now())
  } catch (error) {
    await database.close()
    throw error
  }
  return { database, sealer, log, clock, identity: createIdentity(database.db, sealer), close: () => database.close() }
}
