// A pooler in between is refused before anything is done (decision 0048).
import { postgresServer } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openDatabase } from './database.ts'
import { DatabaseOutOfReach, migrate, PoolerBetween } from './migrate.ts'

const server = await postgresServer({ syncs: false })
const url = await server.createDatabase()
const folder = mkdtempSync(join(tmpdir(), 'sluis-migrations-'))
writeFileSync(join(folder, '0001_first.sql'), 'create table first (n int)')
after(async () => {
  rmSync(folder, { recursive: true })
  await server.stop()
})

// BackendKeyData: the server's process, and a key to cancel its work with.
const KEY_DATA = Buffer.from([0x4b, 0, 0, 0, 12])
/** What a client sees of a pooler: another number for the process of the server. */
async function relay(): Promise<{ url: string; close(): void }> {
  const relaying = createServer((client) => {
    const { hostname, port } = new URL(url)
    const upstream = connect(Number(port), hostname)
    upstream.on('data', (bytes) => {
      const at = bytes.indexOf(KEY_DATA)
      if (at >= 0) bytes.writeInt32BE(bytes.readInt32BE(at + KEY_DATA.length) ^ 1, at + KEY_DATA.length)
      client.write(bytes)
    })
    client.pipe(upstream)
    client.on('close', () => upstream.destroy())
    for (const socket of [client, upstream]) socket.on('error', () => client.destroy())
  })
  await new Promise<void>((resolve) => relaying.listen(0, '127.0.0.1', resolve))
  const through = new URL(url)
  through.port = String((relaying.address() as AddressInfo).port)
  return { url: through.href, close: () => void relaying.close() }
}

test('a database behind a pooler is refused with what to do, and nothing is made in it', async () => {
  const pooler = await relay()
  const [pooled, direct] = [await openDatabase({ url: pooler.url }), await openDatabase({ url })]
  await assert.rejects(migrate(pooled.pool, folder), PoolerBetween)
  const { rows } = await direct.pool.query("select from pg_tables where schemaname = 'public'")
  assert.equal(rows.length, 0)
  assert.deepEqual((await migrate(direct.pool, folder)).ran, ['0001_first.sql'])
  await Promise.all([pooled.close(), direct.close()])
  pooler.close()
})

test('a database that is not there is said, with what to look at', async () => {
  const nowhere = await openDatabase({ url: 'postgres://127.0.0.1:9/none' })
  await assert.rejects(migrate(nowhere.pool, folder), (error) => {
    assert.ok(error instanceof DatabaseOutOfReach)
    assert.match(error.message, /^The database cannot be reached: .*ECONNREFUSED.*Look at its address in the settings/u)
    return true
  })
  await nowhere.close()
})
