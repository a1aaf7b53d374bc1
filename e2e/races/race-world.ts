// One provider as two processes on one real PostgreSQL, with mail, an application, people, and access to the database.
import { cookieBrowser, type CookieBrowser, freePort, mailbox, postgresServer } from '@sluis/test-kit'
import { hashSync } from '@node-rs/bcrypt'
import { connectProvider, type ProviderContext } from '@sluis/provider/main'
import { seedPeople, type SeedPerson, seedPlan } from '@sluis/provider/seed'
import { application } from './application.ts'
import { type ProviderProcess, providerProcess, within } from './provider-process.ts'
import { createSender, showingErrors } from './http-client.ts'
import { CLIENT, type InstanceConfig, plan, settingsAt } from './settings.ts'

export const PASSWORD = 'een lange zin voor thuis'
// Cheap, since hashing speed is not under test.
const LEGACY_HASH = hashSync(PASSWORD, { cost: 4 })
const STEP_MS = 30_000

export type Human = { id: string; sub: string; email: string }
export type RaceWorld = Awaited<ReturnType<typeof raceWorld>>

/** The body of a person's record as a directory sends it. */
export const recordOf = (id: string, companies: readonly string[], more: object = {}) => ({
  name: `Persoon ${id}`,
  email: `${id}@example.org`,
  language: 'en',
  active: true,
  password: { format: 'bcrypt', hash: LEGACY_HASH },
  memberships: companies.map((company) => ({
    employee_login: `${id}-${company}`,
    company,
    role: 'employee',
    active: true,
  })),
  ...more,
})

export async function raceWorld(overrides: Partial<InstanceConfig> = {}) {
  const [server, mail, ...ports] = await Promise.all([
    postgresServer({ syncs: false, socket: true }),
    mailbox(),
    freePort(),
    freePort(),
  ])
  const instance: InstanceConfig = {
    port: ports[0],
    issuer: `http://localhost:${ports[0]}`,
    database: { url: await server.createDatabase() },
    smtpUrl: mail.url,
    phoneAt: middleOfAStep(Date.now()),
    aheadMs: 0,
    ...overrides,
  }
  const settings = settingsAt(instance)
  const clock = { now: () => new Date(Date.now() + instance.aheadMs), phoneTime: () => new Date(instance.phoneAt) }
  const opened: ProviderContext = await connectProvider(settings, { clock })
  await seedPlan(opened, plan(clock.now()))
  const start = (port: number): ProviderProcess => providerProcess({ ...instance, port })
  const processes = ports.map(start)
  await Promise.all(processes.map((each) => each.ready))

  let nextIndex = 0
  let deadlocksRead = 0
  const linesRead = new Map<number, number>()
  const send = createSender(() => processes[nextIndex++ % processes.length]!.port)
  const app = application(instance.issuer, send)
  const rows = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> =>
    (await opened.database.pool.query<Row>(sql, values)).rows
  const syncClocks = () =>
    Promise.all(
      processes.map((each) => each.order({ kind: 'clock', phoneAt: instance.phoneAt, aheadMs: instance.aheadMs })),
    )

  return {
    server,
    mail,
    instance,
    opened,
    processes,
    app,
    send,
    rows,
    start,
    clock,
    browser: (): CookieBrowser => showingErrors(cookieBrowser(instance.issuer, { send })),
    /** A person with an old password at these companies; `more`: what they have done before. */
    async person(
      id: string,
      companies: readonly string[],
      more: Omit<SeedPerson, 'application' | 'person'> = {},
    ): Promise<Human> {
      const response = await app.call('PUT', `/api/directory/people/${id}`, recordOf(id, companies))
      if (response.status !== 200)
        throw new Error(`the directory refused ${id}: ${response.status} ${JSON.stringify(response.body)}`)
      // Enrolled by the phones' fixed time, so that the code they show is not used yet.
      if (Object.keys(more).length > 0)
        await seedPeople(opened, settings.pepper, [
          { application: CLIENT.id, person: id, enrolledAt: clock.phoneTime(), ...more },
        ])
      return { id, sub: response.body['sub'] as string, email: `${id}@example.org` }
    },
    /** Moves phones on by this many codes. */
    async movePhones(steps = 1): Promise<void> {
      instance.phoneAt += steps * STEP_MS
      await syncClocks()
    },
    /** The servers' clock stands still, however slow the machine is, until it is moved. */
    async stopClock(): Promise<void> {
      const { phoneAt, aheadMs } = instance
      const stoppedAt = clock.now().getTime()
      await Promise.all(processes.map((each) => each.order({ kind: 'clock', phoneAt, aheadMs, stoppedAt })))
    },
    /** Moves the servers' clock; phones follow. */
    async moveClock(minutes: number): Promise<void> {
      instance.aheadMs += minutes * 60_000
      instance.phoneAt += minutes * 60_000
      await syncClocks()
    },
    /** How many audit events with this action a person has. */
    async audited(action: string, personId: string): Promise<number> {
      return (
        await rows<{ n: number }>('select count(*)::int as n from audit_event where action = $1 and person_id = $2', [
          action,
          personId,
        ])
      )[0]!.n
    },
    /**
     * Counts, from now on, each update that marks a row of the table as consumed; a row consumed twice counts twice.
     */
    async watchConsumption(table: string): Promise<(where?: string) => Promise<number>> {
      await rows(`create table if not exists consumption (of text, was jsonb)`)
      await rows(
        `create or replace function note_consumption() returns trigger language plpgsql as $$ begin insert into consumption values (tg_table_name, to_jsonb(new)); return new; end $$`,
      )
      await rows(
        `create or replace trigger note_consumption after update of consumed_at on ${table} for each row when (new.consumed_at is not null) execute function note_consumption()`,
      )
      return async (where = 'true') =>
        (await rows<{ n: number }>(`select count(*)::int as n from consumption where of = '${table}' and ${where}`))[0]!
          .n
    },
    /** Errors that the processes logged since the last call, a line each. */
    faults: (): string[] =>
      processes.flatMap((each) => {
        const lines = each.output().split('\n').filter(Boolean)
        const read = linesRead.get(each.pid) ?? 0
        linesRead.set(each.pid, lines.length)
        return lines.slice(read).map(summarise)
      }),
    /** Deadlocks that the database has ended since the last call. */
    deadlocks(): string[] {
      const since = server.deadlocks().slice(deadlocksRead)
      deadlocksRead += since.length
      return since
    },
    async stop(): Promise<void> {
      await within(20_000, 'the providers did not stop', Promise.all(processes.map((each) => each.stop())))
      await opened.close()
      await mail.close()
      await server.stop()
    },
  }
}

export const middleOfAStep = (ms: number): number => Math.floor(ms / STEP_MS) * STEP_MS + STEP_MS / 2

/** A log line without its stack. */
function summarise(line: string): string {
  if (!line.startsWith('{')) return line
  const { msg, err } = JSON.parse(line) as { msg: string; err?: { message: string; errorCode?: string } }
  return `${msg}: ${err?.message ?? ''} ${err?.errorCode ?? ''}`.trim()
}
