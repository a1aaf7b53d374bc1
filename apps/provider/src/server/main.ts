// Starts and stops the provider; the only place where its parts are wired together.
import { clientAddress } from '@sluis/server-kit/client-address'
import { type Clock, systemClock } from '@sluis/server-kit/clock'
import { createCsrf } from '@sluis/server-kit/csrf'
import { openDatabase } from '@sluis/server-kit/database'
import type { Pace } from '@sluis/server-kit/admission'
import { createHashQueue, type HashQueue } from '@sluis/server-kit/hash-queue'
import { acceptHealthCheck } from '@sluis/server-kit/health'
import { checkId, keyCheck } from '@sluis/server-kit/key-check'
import { createLog } from '@sluis/server-kit/log'
import { migrate } from '@sluis/server-kit/migrate'
import { createOutgoing, reachOf } from '@sluis/server-kit/outgoing'
import { handleErrors, pageMiddleware, type PageOptions, type PageVariables } from '@sluis/server-kit/page-middleware'
import { createSealer } from '@sluis/server-kit/sealing'
import { listen } from '@sluis/server-kit/server'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { createNotify } from '#messaging/mail/notify.ts'
import { createMailQueue, deliver, MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import { createPasswords } from '#identity/passwords/passwords.ts'
import { createCodeHashes } from '#identity/passwords/recovery-code-hashes.ts'
import { rememberApplications } from '#use-cases/remember-applications.ts'
import type { SignInRecord } from '#identity/sign-ins/sign-in-record.store.ts'
import type { SignInState } from '#use-cases/sign-in/sign-in-state.ts'
import { createIdentity } from '#use-cases/stores.ts'
import { createSmsService, type SmsService } from '#messaging/sms/sms-service.ts'
import { createJobs } from '#platform/jobs.ts'
import { createMailer } from '#messaging/mail/smtp.ts'
import { RETRY_POLICY, type RetryPolicy } from '#platform/retry-policy.ts'
import { createRenderer } from '#platform/page.ts'
import { createErrorPage } from '#platform/error-page.ts'
import { createInterstitialPage } from '#platform/interstitial-page.ts'
import { createTicketPrinter } from '#platform/waiting-ticket.ts'
import type { Tables } from '#schema/tables.ts'
import { createTranslators } from '#locales/messages.ts'
import { createAdmission } from './admission.ts'
import type { SharedLine } from './shared-line.ts'
import type { Settings } from './config.ts'
import { createSignInFinder } from '../journeys/flow/access-requirements.ts'
import { passkeyOffer } from '../journeys/parts/passkey-offer.ts'
import { expiredPage } from '../journeys/flow/expired-page.ts'
import { type Deps, type Env, nextUrl } from '../journeys/flow/sign-in-flow.ts'
import { requestFinisher } from '../protocols/openid/finish-request.ts'
import { createWaitingRoom } from '../journeys/flow/waiting-room.ts'
import { createOpenid } from '../protocols/openid/openid.ts'
import { checkKeys, claimInstallation } from '../schema/installation.store.ts'
import { createReadiness } from './readiness.ts'
import { registrationContext } from './registration-context.ts'
import { isApi, mountRoutes } from './routes.ts'
import { jobsOf, type Schedule, startSchedules } from './schedules.ts'
import { warnOfSecrets } from './secret-warnings.ts'
import { scheduledJobs } from './jobs.ts'

export const MIGRATIONS = fileURLToPath(new URL('../schema/migrations', import.meta.url))

export type Running = {
  url: string
  port: number
  sms: SmsService
  schedules: readonly Schedule[]
  line: SharedLine
  stop(): Promise<void>
}
/**
 * `watchesClock`: whether a clock that cannot be right is a fault. Other than production's in tests alone:
 * `retryPolicy` of the job queue, `pace` at which newcomers are let in, and `hashQueue`.
 */
export type Wiring = {
  clock?: Clock
  watchesClock?: boolean
  retryPolicy?: RetryPolicy
  pace?: () => Pace
  hashQueue?: HashQueue
}
/** `statementMs`: of the database; longer than a request's where nobody waits for a page. */
export type Connecting = { clock?: Clock; statementMs?: number }

/** Rejects with a sentence for the terminal where a setting, the database or the port does not let it start. */
export async function startProvider(
  settings: Settings,
  {
    clock = systemClock,
    watchesClock = settings.kind === 'production',
    retryPolicy = RETRY_POLICY,
    ...wiring
  }: Wiring = {},
): Promise<Running & ProviderContext> {
  const connected = await connectProvider(settings, { clock })
  const { database, sealer, log, translatorFor } = connected
  const { identity, memory } = rememberApplications(connected.identity, () => performance.now())
  const context = { ...connected, identity }
  const readiness = createReadiness({ db: database.db, clock, log, answers: () => database.answers(), watchesClock })
  await readiness.checkClock()
  const jobs = await createJobs<Tables>(database.pool, [MAIL_QUEUE], log, retryPolicy)
  const mailer = createMailer(settings.mail.smtpUrl, settings.mail.from, new URL(settings.issuer).hostname)
  const { host } = new URL(settings.issuer)
  await jobs.work(MAIL_QUEUE, deliver({ mailer, sealer, clock, log, identity, host, translatorFor }))

  // People whose address a version before compared in another form sign in from the first request on.
  await identity.addresses
    .settle(clock.now())
    .catch((error: unknown) => log.warn({ err: error }, 'addresses are settled a while later'))
  const cores = availableParallelism() / settings.processes.count
  const hashQueue = wiring.hashQueue ?? createHashQueue(Math.max(1, Math.floor(cores)))
  const mailQueue = createMailQueue(jobs, sealer)
  const notify = createNotify(mailQueue, settings.issuer, translatorFor)
  await warnOfSecrets({ identity, notify, clock, log }).catch((error: unknown) =>
    log.warn({ err: error }, 'secrets that end are looked for tomorrow'),
  )
  const sms = createSmsService({
    settings: settings.sms,
    identity,
    mailQueue,
    sealer,
    clock,
    log,
    issuer: settings.issuer,
    translatorFor,
  })
  const renderer = createRenderer(settings.issuer, translatorFor)
  const openid = await createOpenid({
    identity,
    db: database.db,
    sealer,
    clock,
    log,
    issuer: settings.issuer,
    renderer,
    outgoing: createOutgoing(reachOf(settings.internalNetworks)),
  })
  const addressOfIncoming = (incoming: IncomingMessage) =>
    clientAddress(
      incoming.socket.remoteAddress,
      [incoming.headers['x-forwarded-for']].flat().join(',') || null,
      settings.trustedProxies,
    )
  const addressOf = (c: Context) => addressOfIncoming((c.env as HttpBindings).incoming)
  const deps: Deps = {
    identity,
    sealer,
    clock,
    notify,
    sms,
    renderer,
    translatorFor,
    log,
    addressOf,
    issuer: settings.issuer,
    passwords: await createPasswords(hashQueue, settings.pepper),
    codeHashes: createCodeHashes(hashQueue, settings.pepper),
    canSendSms: () => sms.offered && !sms.isUnavailable(),
    findSignIn: createSignInFinder({
      identity,
      findOpenidSignIn: async (uid, asking) => {
        const found = await openid.requests.find(uid, asking)
        return (
          found && {
            request: openid.requests.requirementsOf(found).signInRequest,
            record: found.record,
            finish: (c: Context<Env>, record: SignInRecord, isFinished: boolean) =>
              finishIfThrough(c, { ...found, record }, isFinished),
            endAfter: (c: Context<Env>, record: SignInRecord) => endIfThrough(c, { ...found, record }),
          }
        )
      },
      findDeviceSignIn: openid.deviceRequests.findSignIn.bind(openid.deviceRequests),
    }),
  }

  const openidPages = {
    ...deps,
    requests: openid.requests,
    engine: openid.engine,
    nextUrl,
    offer: (c: Context<Env>, signIn: SignInState, next: string) => passkeyOffer(c, deps, signIn, next),
    expiredPage: (c: Context) => expiredPage(c, deps),
  }
  const { finishIfThrough, endIfThrough } = requestFinisher(openidPages)
  const admission = createAdmission({
    hashQueue,
    pool: database.pool,
    log,
    cores,
    isShared: settings.processes.count > 1,
    answers: () => database.answers(),
    pace: wiring.pace,
  })
  const waitingRoom = createWaitingRoom({
    identity,
    clock,
    renderer,
    issuer: settings.issuer,
    tickets: createTicketPrinter(sealer.keysFor('waiting room')),
    line: admission.line,
    hashQueue,
    nowMs: admission.nowMs,
  })

  const app = new Hono<{ Bindings: HttpBindings; Variables: PageVariables }>()
  const pageOptions: PageOptions = {
    program: 'sluis',
    origin: settings.issuer,
    log,
    isApi,
    csrf: createCsrf(sealer.keysFor('csrf')),
    errorPage: createErrorPage(renderer, settings.issuer),
    interstitialPage: createInterstitialPage(renderer),
    leadsAway: openid.owns,
  }
  app.use(pageMiddleware(pageOptions))
  mountRoutes(app, {
    pages: {
      ...deps,
      findDevice: openid.deviceRequests.find.bind(openid.deviceRequests),
      senders: { mail: settings.mail.from, sms: settings.sms?.sender ?? null },
    },
    openid: openidPages,
    api: {
      identity,
      clock,
      log,
      notify,
      issuer: settings.issuer,
      registration: registrationContext(settings),
      findApiClient: openid.findApiClient,
    },
    sms,
    waitingRoom,
    ready: () => readiness.state(),
  })
  handleErrors(app, pageOptions)

  // Its Request and Response stand in for the global ones: a page that is text needs no stream.
  const pages = getRequestListener(app.fetch)
  const protocol = openid.listener(pageOptions, addressOfIncoming)
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    acceptHealthCheck(incoming, host)
    const isProtocol = openid.owns(incoming.url ?? '/')
    const isHeld = isProtocol && waitingRoom.mayHold(incoming) && (await waitingRoom.hold(incoming, outgoing))
    await (isProtocol && !isHeld ? protocol(incoming, outgoing) : pages(incoming, outgoing))
  }
  const server = await listen(
    (incoming, outgoing) => void serve(incoming, outgoing),
    settings.listen.address,
    settings.listen.port,
    { log, sharesPort: settings.processes.count > 1 },
  )
  const checkClock = () => readiness.checkClock()
  const schedules = scheduledJobs({ identity, memory, notify, db: database.db, sealer, clock, log, openid, checkClock })
  const stopSchedules = startSchedules(jobsOf(schedules, settings.processes.number), log)
  const stopListening = database.listen('application_changed', () => memory.forget())
  await memory.look()
  sms.start()
  log.info(
    {
      port: server.port,
      pid: process.pid,
      database: database.kind,
      kind: settings.kind,
      sealingKeys: sealer.keyIds,
      pepper: checkId(keyCheck(settings.pepper)),
    },
    'provider is up',
  )

  return {
    ...context,
    url: settings.issuer,
    port: server.port,
    sms,
    schedules,
    line: admission.line,
    async stop() {
      await server.stop()
      admission.stop()
      // Only now: a request that is finished may have left them something.
      await Promise.all([stopSchedules(), stopListening(), sms.stop(), jobs.stop()])
      mailer.close()
      await context.close()
      log.info('provider has stopped')
    },
  }
}

export type ProviderContext = Awaited<ReturnType<typeof connectProvider>>

/** The database and all that uses it, without a server: for command lines and seeds. */
export async function connectProvider(settings: Settings, { clock = systemClock, statementMs }: Connecting = {}) {
  const { count, number } = settings.processes
  if (count > 1 && !('url' in settings.database))
    throw new Error('Several processes (SLUIS_PROCESSES) need a PostgreSQL server: PGlite serves one.')
  const log = createLog('provider', settings.logLevel, count > 1 ? { process: number } : {})
  const sealer = createSealer(settings.sealingKeys)
  const database = await openDatabase<Tables>(settings.database, { log, statementMs })
  try {
    const { newer } = await migrate(database.pool, MIGRATIONS)
    if (newer.length > 0)
      log.warn({ newer }, 'the database is of a newer version, beside which this older one can run for a while')
    await claimInstallation(database.db, settings.kind, clock.now())
    await checkKeys(database.db, { sealer, pepper: settings.pepper })
  } catch (error) {
    await database.close()
    throw error
  }
  return {
    database,
    sealer,
    log,
    clock,
    identity: createIdentity(database.db, sealer),
    translatorFor: createTranslators(settings.timezone),
    close: () => database.close(),
  }
}
