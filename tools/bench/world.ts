// What is measured: a PostgreSQL server of its own that syncs as in production, one provider on it, people in it.

import { freePort, mailbox, postgresServer } from '@sluis/test-kit'
import { connectProvider } from '@sluis/provider/main'
import { seedPlan } from '@sluis/provider/seed'
import { application, type Application, CLIENT } from './application.ts'
import { type Visitor, type VisitorOptions, visitorsOf } from './client.ts'
import { type Instance, settingsOf } from './instance.ts'
import { processorMs } from './processor-time.ts'
import { providerProcess } from './provider-process.ts'
import { statementCounter, type StatementCounter } from './statements.ts'

const DAY_MS = 86_400_000

/** Processor time in ms. */
export type Cost = { provider: number; database: number }

export type World = Awaited<ReturnType<typeof benchWorld>>

/** `nodeOptions`: of the provider's process. */
export async function benchWorld({ nodeOptions = [] as readonly string[] } = {}) {
  const [server, mail, port] = await Promise.all([
    postgresServer({
      more: { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.max': '10000' },
    }).catch((error: unknown) => {
      throw /pg_stat_statements/u.test(String(error))
        ? new Error(
            'Statements are counted by pg_stat_statements, which this PostgreSQL lacks: install its contrib part.',
          )
        : error
    }),
    mailbox(),
    freePort(),
  ])
  const instance: Instance = { port, database: { url: await server.createDatabase() }, smtpUrl: mail.url }
  let ahead = 0
  const now = (): Date => new Date(Date.now() + ahead)
  const settings = settingsOf(instance, 'silent')
  const opened = await connectProvider(settings, { clock: { now, phoneTime: now } })
  await seedPlan(opened, plan(now()))
  const provider = await providerProcess(instance, { nodeOptions })
  const statements: StatementCounter = await statementCounter(server.url, settings.database)

  const visitors = visitorsOf(settings.issuer)
  const app: Application = await application(settings.issuer, visitors.visitor({ address: '192.0.2.1' }))

  return {
    issuer: settings.issuer,
    opened,
    app,
    statements,
    provider,
    databasePid: server.pid()!,
    now,
    visitor: (options: VisitorOptions): Visitor => visitors.visitor(options),
    /** Phones move along: a code works once. */
    async moveClock(ms: number): Promise<void> {
      ahead += ms
      app.forgetToken()
      await provider.moveClock(ahead)
    },
    /** What both sides have spent until now. */
    cost: (): Cost => ({ provider: processorMs(provider.pid), database: processorMs(server.pid()!) }),
    async stop(): Promise<void> {
      visitors.close()
      await provider.stop()
      await statements.close()
      await opened.close()
      await mail.close()
      await server.stop()
    },
  }
}

export const costSince = (before: Cost, after: Cost): Cost => ({
  provider: after.provider - before.provider,
  database: after.database - before.database,
})

/** Kade, and a company where two-step verification has been required since yesterday, and one that invites. */
function plan(now: Date): Parameters<typeof seedPlan>[1] {
  const at = (days: number): Date => new Date(now.getTime() + days * DAY_MS)
  const company = (id: string) => ({ application: CLIENT.id, id, name: `Bedrijf ${id}`, timezone: 'Europe/Amsterdam' })
  const rollout = (id: string, announce: number, prompt: number, required: number) => ({
    application: CLIENT.id,
    company: id,
    announceAt: at(announce),
    promptAt: at(prompt),
    requiredAt: at(required),
  })
  return {
    applications: [
      {
        clientId: CLIENT.id,
        name: 'Kade',
        secret: CLIENT.secret,
        redirectUris: [CLIENT.redirect],
        postLogoutRedirectUris: [],
        scope: 'openid profile email offline_access',
        apiClientScope: 'directory obligation',
        homeUri: null,
        backchannelLogoutUri: null,
      },
    ],
    companies: [company('required'), company('prompt')],
    rollouts: [rollout('required', -60, -30, -1), rollout('prompt', -30, -10, 7)],
  }
}
