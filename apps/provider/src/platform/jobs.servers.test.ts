// The queue with production's patience: pauses grow as the plan says, and the last try ends among the failures. (A
// process that dies with jobs in hand: e2e/races/mail-crashes.test.ts.)
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openDatabase } from '@sluis/server-kit/database'
import { createLog } from '@sluis/server-kit/log'
import { postgresServer } from '@sluis/test-kit'
import { createJobs, JobFailure } from './jobs.ts'
import { RETRY_POLICY } from './retry-policy.ts'
import { until } from '#testing/until.ts'

const server = await postgresServer()
after(() => server.stop())
const database = await openDatabase<object>({ url: await server.createDatabase() })
const log = createLog('test', 'silent')
const jobs = await createJobs<object>(database.pool, ['work'], log)
after(async () => {
  await jobs.stop()
  await database.close()
})

let runs = 0
let act = async (): Promise<void> => {
  throw new JobFailure('not today', false)
}
await jobs.work('work', async () => {
  runs += 1
  await act()
})
type Row = { state: string; retry_count: number; pause: number }
const job = async (): Promise<Row | undefined> =>
  (
    await database.pool.query<Row>(
      `select state::text, retry_count, extract(epoch from start_after - now())::float as pause from pgboss.job where name = 'work' and state <> 'completed' order by created_on desc limit 1`,
    )
  ).rows[0]
const waiting = (tries: number) =>
  until(database.pool, `try ${tries}`, async () =>
    (await job())?.state === 'retry' && runs === tries ? job() : undefined,
  )
/** As if the pauses of so many tries were over. */
const afterTries = (tries: number) =>
  database.pool.query(
    `update pgboss.job set retry_count = $1, start_after = now() where name = 'work' and state = 'retry'`,
    [tries],
  )

test('the first pause is short, since people wait for their codes', async () => {
  await jobs.enqueue(database.db, 'work', { n: 1 })
  const { pause } = await waiting(1)
  assert.ok(pause > 3 && pause <= 10, `${pause}`)
  const [tried] = await jobs.waiting('work')
  assert.deepEqual(
    [tried?.tries, tried?.reason],
    [1, 'not today'],
    'an operator sees that it was tried, and why in vain',
  )
})

test('pauses grow, to half an hour and no further', async () => {
  await afterTries(4)
  const fifth = (await waiting(2)).pause
  assert.ok(fifth > 60 && fifth <= 320, `${fifth}`)
  await afterTries(60)
  const late = (await waiting(3)).pause
  assert.ok(late > 1_780 && late <= 1_800, `${late}`)
})

test('the last try of all ends among the failures, with its reason', async () => {
  await afterTries(RETRY_POLICY.tries - 1)
  const [failure] = await until(database.pool, 'it fails', async () =>
    (await jobs.failures('work')).length > 0 ? jobs.failures('work') : undefined,
  )
  assert.deepEqual([failure?.reason, failure?.payload, runs], ['not today', { n: 1 }, 4])
})

test('sent again it has all its tries again', async () => {
  assert.equal(await jobs.retry('work'), 1)
  const { retry_count } = await waiting(5)
  assert.equal(retry_count, 0)
  act = async () => undefined
  await afterTries(1)
  await until(database.pool, 'it is done', async () => (await job()) === undefined || (await job())?.state === 'failed')
  assert.deepEqual(await jobs.failures('work'), [])
})

test('a job that is done is written down at once, not when the jobs that were fetched with it are', async () => {
  const release = Promise.withResolvers<void>()
  let first = true
  act = async () => {
    if (!first) return
    first = false
    await release.promise
  }
  await database.db.transaction().execute(async (transaction) => {
    await jobs.enqueue(transaction, 'work', { n: 2 })
    await jobs.enqueue(transaction, 'work', { n: 3 })
  })
  const states = async () =>
    (
      await database.pool.query<{ state: string }>(
        `select state::text from pgboss.job where name = 'work' and data->>'n' in ('2', '3') order by state`,
      )
    ).rows.map(({ state }) => state)
  await until(database.pool, 'one of the two is done', async () => (await states()).join() === 'active,completed')
  release.resolve()
  await until(database.pool, 'both are', async () => (await states()).join() === 'completed,completed')
})

test('a job that fails for good has no second try', async () => {
  act = async () => {
    throw new JobFailure('never', true)
  }
  const before = runs
  await jobs.enqueue(database.db, 'work', { n: 4 })
  const [failure] = await until(database.pool, 'it fails', async () =>
    (await jobs.failures('work')).length > 0 ? jobs.failures('work') : undefined,
  )
  assert.deepEqual([failure?.reason, runs - before], ['never', 1])
})

test('a stop does not wait for what never ends: it is told, given back to the queue, and done by the next process', async () => {
  const inHand = Promise.withResolvers<void>()
  const stopping = await createJobs<object>(database.pool, ['stopped'], log)
  await stopping.work('stopped', async (_payload, signal) => {
    inHand.resolve()
    await new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new JobFailure('the program stopped', false))),
    )
  })
  await stopping.enqueue(database.db, 'stopped', {})
  await inHand.promise
  const begun = performance.now()
  await stopping.stop()
  assert.ok(performance.now() - begun < 8_000)
  const { rows } = await database.pool.query<{ state: string }>(
    `select state::text from pgboss.job where name = 'stopped'`,
  )
  assert.deepEqual(rows, [{ state: 'retry' }])

  const next = await createJobs<object>(database.pool, ['stopped'], log)
  const done = Promise.withResolvers<void>()
  await next.work('stopped', async () => done.resolve())
  await done.promise
  await next.stop()
})

test('a database that is gone just when a job is done: it is written down when the database is back, and not done twice', async () => {
  const before = runs
  const back = Promise.withResolvers<void>()
  act = async () => {
    await server.kill()
    back.resolve(server.start())
  }
  await jobs.enqueue(database.db, 'work', { n: 5 })
  const isDone = async () => {
    const found = await database.pool
      .query<{ state: string }>(`select state::text from pgboss.job where name = 'work' and data->>'n' = '5'`)
      .catch(() => null)
    return found?.rows[0]?.state === 'completed'
  }
  await back.promise
  await until(database.pool, 'it is written down', isDone, 30_000)
  assert.equal(runs - before, 1)
})
