// Two processes on one address (SLUIS_PROCESSES): one is killed under load, and nothing that was acknowledged is lost;
// they stop together, and do not start where one could not (decision 0052).
import { mailbox, type Mailbox, postgresServer, type PostgresServer } from '@sluis/test-kit'
import { connectProvider } from '@sluis/provider/main'
import { readConfig } from '@sluis/provider/config'
import { seedPlan } from '@sluis/provider/seed'
import { listen } from '@sluis/server-kit/server'
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { application } from './application.ts'
import { concurrently, createSender, NoAnswer } from './http-client.ts'
import {
  HOST,
  productionEnvironment,
  productionProcess,
  type ProductionProcess,
  startProduction,
} from './production-process.ts'
import { within } from './provider-process.ts'
import { recordOf } from './race-world.ts'
import { plan } from './settings.ts'

let server: PostgresServer
let mail: Mailbox
before(async () => {
  ;[server, mail] = await Promise.all([postgresServer({ syncs: false }), mailbox()])
})
after(async () => {
  await server.stop()
  await mail.close()
})

type Up = { process: number; pid: number }
const upLines = ({ output }: ProductionProcess): Up[] =>
  output()
    .split('\n')
    .filter((line) => line.includes('"msg":"provider is up"'))
    .map((line) => JSON.parse(line) as Up)
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('of two processes one is killed under load: the other goes on, it is started again, and nothing acknowledged is lost', async (t) => {
  const options = { database: await server.createDatabase(), smtpUrl: mail.url, more: { SLUIS_PROCESSES: '2' } }
  const opened = await connectProvider(readConfig(productionEnvironment(0, options)))
  await seedPlan(opened, plan(new Date()))
  const started = await productionProcess(options)
  const { child, port, ended, output, logged } = started
  t.after(() => child.kill('SIGKILL'))
  await logged('provider is up', 2)
  const issuer = `https://${HOST}`
  const app = application(
    issuer,
    createSender(() => port),
  )
  const [first, second] = upLines(started).toSorted((one, other) => one.process - other.process)
  assert.ok(first && second)
  assert.deepEqual([first.process, second.process], [1, 2])

  const acknowledged: string[] = []
  let isKilled = false
  const over = new AbortController()
  let unanswered = 0
  const lanes = concurrently(6, async (lane) => {
    for (let number = 0; !over.signal.aborted; number++) {
      const id = `of-lane-${lane}-${number}`
      try {
        const { status, body } = await app.call('PUT', `/api/directory/people/${id}`, recordOf(id, ['none']))
        assert.equal(status, 200, JSON.stringify(body))
        acknowledged.push(id)
      } catch (error) {
        // What was under way there when it was killed has no answer. Nobody else is turned away.
        if (!(error instanceof NoAnswer) || !isKilled) throw error
        unanswered += 1
      }
      if (acknowledged.length >= 60 && !isKilled) {
        isKilled = true
        process.kill(second.pid, 'SIGKILL')
      }
    }
  })
  await Promise.race([logged('a process has ended, and is started again'), lanes])
  const servedBefore = acknowledged.length
  await Promise.race([logged('provider is up', 3), lanes])
  over.abort()
  await lanes
  assert.ok(acknowledged.length > servedBefore, 'nobody was served while one was away')
  assert.ok(unanswered <= 6, `${unanswered} requests without an answer`)
  const { rows } = await opened.database.pool.query<{ id: string }>('select external_id as id from directory_person')
  const stored = new Set(rows.map(({ id }) => id))
  assert.deepEqual(
    acknowledged.filter((id) => !stored.has(id)),
    [],
  )

  child.kill('SIGTERM')
  assert.deepEqual(await within(15_000, 'it did not end', ended), { code: 0, signal: null })
  const all = upLines(started)
  assert.deepEqual(
    all.map(({ process: number }) => number).toSorted((one, other) => one - other),
    [1, 2, 2],
  )
  assert.deepEqual(
    all.filter(({ pid }) => isAlive(pid)),
    [],
  )
  assert.equal(output().split('provider has stopped').length - 1, 2, 'both finished what was under way')
  await opened.close()
})

test('where the first cannot start, nothing does, and it is said once', async () => {
  const { ended, output } = await startProduction({
    database: 'postgres://127.0.0.1:9/none',
    smtpUrl: mail.url,
    more: { SLUIS_PROCESSES: '3' },
  })
  assert.deepEqual(await within(15_000, 'it did not end', ended), { code: 1, signal: null })
  assert.equal(output().split('ECONNREFUSED').length - 1, 1, output())
})

test('several processes do not share their port with a service that somebody forgot to stop', async () => {
  const forgotten = await listen(() => undefined, '127.0.0.1', 0, { sharesPort: true })
  const { ended, output } = await startProduction({
    database: 'postgres://127.0.0.1:9/none',
    smtpUrl: mail.url,
    more: { SLUIS_PROCESSES: '2', SLUIS_PORT: String(forgotten.port) },
  })
  assert.deepEqual(await within(15_000, 'it did not end', ended), { code: 1, signal: null })
  assert.match(output(), /^Another program listens on [\d.:]+: stop it/u)
  await forgotten.stop()
})
