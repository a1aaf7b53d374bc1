// What is measured: a provider on a PostgreSQL server of its own that syncs as in production, or on PGlite.

import { freePort, mailbox, postgresServer } from '@sluis/test-kit'
import type { DatabaseLocation } from '@sluis/server-kit/database'
import type { SeedPlan } from '@sluis/provider/seed'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { application, type Application, CLIENT } from './application.ts'
import { type Visitor, type VisitorOptions, visitorsOf } from './client.ts'
import { type Instance, issuerOf } from './instance.ts'
import { processorMs } from './processor-time.ts'
import { providerProcess } from './provider-process.ts'
import { countsNothing, statementCounter, type StatementCounter } from './statements.ts'

const DAY_MS = 86_400_000

/** Processor time in ms. */
export type Cost = { provider: number; database: number }

export const BACKENDS = ['PostgreSQL', 'PGlite'] as const
export type Backend = (typeof BACKENDS)[number]
export type World = Awaited<ReturnType<typeof benchWorld>>

/** `nodeOptions`: of the provider's process. `processes`: how many providers share the database, and the visitors. */
export async function benchWorld({
  backend = 'PostgreSQL',
  nodeOptions = [],
  processes = 1,
}: { backend?: Backend; nodeOptions?: readonly string[]; processes?: number } = {}) {
  const [place, mail, port] = await Promise.all([backend === 'PGlite' ? embedded() : server(), mailbox(), freePort()])
  const issuer = issuerOf(port)
  const instance: Instance = { port, issuer, database: place.database, smtpUrl: mail.url }
  let [ahead, made] = [0, 0]
  const now = (): Date => new Date(Date.now() + ahead)
  const provider = await providerProcess(instance, { nodeOptions })
  await provider.give({ kind: 'plan', plan: plan(now()) })
  const ports = [port, ...(await Promise.all(Array.from({ length: processes - 1 }, freePort)))]
  const others = await Promise.all(ports.slice(1).map((own) => providerProcess({ ...instance, port: own })))
  const all = [provider, ...others]
  const visitors = visitorsOf(issuer)
  const app: Application = await application(issuer, visitors.visitor({ address: '192.0.2.1' }))

  return {
    issuer,
    app,
    provider,
    database: place.database,
    databasePid: place.pid,
    statements: place.statements,
    now,
    visitor: (options: VisitorOptions): Visitor =>
      visitors.visitor({ port: ports[made++ % ports.length]!, ...options }),
    /** Phones move along: a code works once. */
    async moveClock(ms: number): Promise<void> {
      ahead += ms
      app.forgetToken()
      await Promise.all(all.map((each) => each.give({ kind: 'clock', ahead })))
    },
    /** Another database on the same server, for a program of others. */
    another: () => place.another(),
    /** What both sides have spent until now; `pid`: of another program than the provider. */
    cost: (pid?: number): Cost => ({
      provider: (pid === undefined ? all.map((each) => each.pid) : [pid]).reduce(
        (ms, each) => ms + processorMs(each),
        0,
      ),
      database: place.pid === null ? 0 : processorMs(place.pid),
    }),
    async stop(): Promise<void> {
      visitors.close()
      await Promise.all(all.map((each) => each.stop()))
      await place.close()
      await mail.close()
    },
  }
}

/** `pid`: of a server of its own; null where the provider does its work. */
type Place = {
  database: DatabaseLocation
  pid: number | null
  statements: StatementCounter
  another(): Promise<{ url: string; statements: StatementCounter }>
  close(): Promise<void>
}

async function server(): Promise<Place> {
  const more = {
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.max': '10000',
    max_connections: '300',
  }
  const started = await postgresServer({ more }).catch((error: unknown) => {
    throw /pg_stat_statements/u.test(String(error))
      ? new Error(
          'Statements are counted by pg_stat_statements, which this PostgreSQL lacks: install its contrib part.',
        )
      : error
  })
  const database = { url: await started.createDatabase() }
  const statements = await statementCounter(started.url, database.url)
  const close = async (): Promise<void> => {
    await statements.close()
    await started.stop()
  }
  const another = async (): Promise<{ url: string; statements: StatementCounter }> => {
    const url = await started.createDatabase()
    return { url, statements: await statementCounter(started.url, url) }
  }
  return { database, pid: started.pid(), statements, another, close }
}

function embedded(): Place {
  const directory = mkdtempSync(join(tmpdir(), 'sluis-bench-'))
  const close = async (): Promise<void> => rmSync(directory, { recursive: true, force: true })
  const another = async (): Promise<never> => {
    throw new Error('PGlite serves one program')
  }
  return { database: { directory: join(directory, 'data') }, pid: null, statements: countsNothing, another, close }
}

export const costSince = (before: Cost, after: Cost): Cost => ({
  provider: after.provider - before.provider,
  database: after.database - before.database,
})

/** Kade, and a company where two-step verification has been required since yesterday, and one that invites. */
function plan(now: Date): SeedPlan {
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
