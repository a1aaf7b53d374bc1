// What is said through the database is heard, and a connection that is lost comes back by itself.
import { postgresServer } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openDatabase } from './database.ts'

const server = await postgresServer({ syncs: false })
const database = await openDatabase<object>({ url: await server.createDatabase() })
after(async () => {
  await database.close()
  await server.stop()
})
const pids = async (): Promise<number[]> =>
  (
    await database.pool.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = 'sluis notices'",
    )
  ).rows.map(({ pid }) => pid)

test('whoever listens hears what is said, and after a loss that something may have been, once it listens again', async () => {
  let heard = Promise.withResolvers<void>()
  const next = async (act: () => Promise<unknown>): Promise<void> => {
    heard = Promise.withResolvers()
    await act()
    await heard.promise
  }
  const stop = database.listen('words', () => heard.resolve())
  await heard.promise
  await next(() => database.pool.query('notify words'))
  const [before] = await pids()
  await next(() => database.pool.query('select pg_terminate_backend($1)', [before]))
  assert.notDeepEqual(await pids(), [before])
  await next(() => database.pool.query('notify words'))
  await stop()
  while ((await pids()).length > 0);
})
test('a database that is not there yet keeps nobody from anything', async () => {
  const away = await openDatabase<object>({ url: 'postgres://sluis@127.0.0.1:9/none' })
  await away.listen('words', () => assert.fail('nothing was said'))()
  await away.close()
})
