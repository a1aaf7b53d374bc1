// The PostgreSQL server of the tests: real databases, durable to the last acknowledged write, and removed at the end.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { postgresServer } from './index.ts'

const server = await postgresServer()
after(() => server.stop())

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url })
  // The tests kill the server on purpose.
  client.on('error', () => {})
  await client.connect()
  return client
}

async function ask(url: string, sql: string): Promise<Record<string, unknown> | undefined> {
  const client = await connected(url)
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows[0]
  } finally {
    await client.end()
  }
}

test('it is version 15 or newer, listens on the loopback only, and syncs', async () => {
  const row = await ask(
    server.url,
    `select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync,
    current_setting('listen_addresses') as addresses, current_setting('synchronous_commit') as commit`,
  )
  assert.ok((row?.['version'] as number) >= 150_000)
  assert.deepEqual({ ...row, version: 0 }, { version: 0, fsync: 'on', addresses: '127.0.0.1', commit: 'on' })
})

test('each database is empty and separate', async () => {
  const [one, other] = [await server.createDatabase(), await server.createDatabase()]
  await ask(one, 'create table t (n int)')
  assert.deepEqual(await ask(other, "select count(*)::int as tables from pg_tables where schemaname = 'public'"), {
    tables: 0,
  })
})

test('a database can be a copy of another', async () => {
  const original = await server.createDatabase()
  await ask(original, 'create table t as select 7 as n')
  assert.deepEqual(await ask(await server.createDatabase(original), 'select n from t'), { n: 7 })
})

test('it tells of a deadlock that it ended, and with which statements', async () => {
  const url = await server.createDatabase()
  const [one, other] = [await connected(url), await connected(url)]
  await one.query('create table t as select n from generate_series(1, 2) n')
  for (const [client, n] of [
    [one, 1],
    [other, 2],
  ] as const) {
    await client.query("set deadlock_timeout = '10ms'")
    await client.query('begin')
    await client.query(`select from t where n = ${n} for update`)
  }
  assert.deepEqual(server.deadlocks(), [])
  const crosses = async (client: Client, n: number): Promise<void> => {
    try {
      await client.query(`select from t where n = ${n} for update`)
    } finally {
      await client.query('rollback')
    }
  }
  const ends = await Promise.allSettled([crosses(one, 2), crosses(other, 1)])
  assert.equal(ends.filter(({ status }) => status === 'rejected').length, 1)
  const [deadlock, ...more] = server.deadlocks()
  assert.deepEqual(more, [])
  for (const n of [1, 2]) assert.ok(deadlock?.includes(`select from t where n = ${n} for update`), deadlock)
  await Promise.all([one.end(), other.end()])
})

test('nobody gets in without the password', async () => {
  const url = new URL(server.url)
  url.password = 'wrong'
  await assert.rejects(ask(url.href, 'select 1'), /password authentication failed/u)
})

test('what was acknowledged is there after a kill in the middle of a query', async () => {
  const url = await server.createDatabase()
  const busy = await connected(url)
  await busy.query('create table t (n int)')
  await busy.query('insert into t values (1)')
  const unanswered = busy.query('select count(*) from generate_series(1, 1000000000)').catch(() => 'lost')
  await server.kill()
  await assert.rejects(ask(url, 'select 1'))
  await server.start()
  assert.deepEqual(await ask(url, 'select n from t'), { n: 1 })
  assert.equal(await unanswered, 'lost')
})

test('it ends with the process that started it, even when that is killed', async () => {
  const program = `const { postgresServer } = await import(${JSON.stringify(import.meta.resolve('./index.ts'))})
    const { url } = await postgresServer(); process.send(url); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [url] = (await once(child, 'message')) as [string]
  const client = await connected(url)
  const ended = new Promise((resolve) => client.once('end', resolve))
  child.kill('SIGKILL')
  await ended
})

test('stopped, it takes no connections, and stopping twice is no error', async () => {
  await server.stop()
  await server.stop()
  await assert.rejects(ask(server.url, 'select 1'), /ECONNREFUSED/u)
})
