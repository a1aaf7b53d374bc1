// The migrated database against what the sources say of it: tables and columns, migrations that may not change, and
// rules that hold for raw SQL too.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { migrate } from '@sluis/server-kit/migrate'
import { atWork, later, migrated, NOW, rolledBack } from '#testing/migrated-database.ts'
import { MIGRATIONS } from '#testing/prepared-database.ts'
import { claimInstallation } from './installation.store.ts'

const { database, identity } = await migrated()
const DAY = 86_400_000
const dates = { announceAt: later(-20 * DAY), promptAt: later(-10 * DAY), requiredAt: later(10 * DAY) }

/** tables.ts and its part, read as text: table → column → type. */
function written(): Map<string, Map<string, string>> {
  const source = ['application-tables.ts', 'tables.ts']
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*\*.*?\*\//gsu, '')
  const types = new Map(
    [...source.matchAll(/export type (\w+Table) = \{(.*?)\}/gsu)].map(([, name = '', body = '']) => [
      name,
      new Map([...body.matchAll(/(\w+): ([^\n;]+)/gu)].map(([, column = '', type = '']) => [column, type.trim()])),
    ]),
  )
  const map = /export type Tables = \{(.*?)\}/su.exec(source)?.[1] ?? ''
  return new Map([...map.matchAll(/(\w+): (\w+Table)/gu)].map(([, table = '', type = '']) => [table, types.get(type)!]))
}
const TYPE: Record<string, RegExp> = {
  uuid: /^string/u,
  text: /^(?:string|Role|FactorKind|'[^']+')/u,
  timestamptz: /^Instant/u,
  bytea: /^Buffer/u,
  int4: /^number/u,
  float8: /^number/u,
  bool: /^boolean/u,
  jsonb: /^(?:unknown|object)/u,
}

test('tables.ts says what the migrated database has: each table, column, type and whether it may be empty', async () => {
  const { rows } = await database.pool.query<{
    table_name: string
    column_name: string
    udt_name: string
    is_nullable: string
  }>(
    "select table_name, column_name, udt_name, is_nullable from information_schema.columns where table_schema = 'public' and table_name <> 'migration' order by table_name, ordinal_position",
  )
  const declared = written()
  const found = Map.groupBy(rows, (row) => row.table_name)
  assert.deepEqual([...declared.keys()].toSorted(), [...found.keys()].toSorted())
  for (const [table, columns] of found) {
    const types = declared.get(table)!
    assert.deepEqual([...types.keys()].toSorted(), columns.map((column) => column.column_name).toSorted(), table)
    for (const { column_name: column, udt_name: udt, is_nullable: nullable } of columns) {
      const type = types.get(column) ?? ''
      assert.match(type, TYPE[udt] ?? /never/u, `${table}.${column} is ${udt}`)
      assert.equal(
        /\bnull\b/u.test(type),
        nullable === 'YES',
        `${table}.${column} may ${nullable === 'YES' ? '' : 'not '}be empty`,
      )
    }
  }
})
test('no column is a bigint or a numeric, which PGlite and pg hand out differently', async () => {
  const { rows } = await database.pool.query(
    "select table_name, column_name from information_schema.columns where table_schema = 'public' and udt_name in ('int8', 'numeric', 'timestamp')",
  )
  assert.deepEqual(rows, [])
})
test('what belongs to a person or a session is found by an index, however many people there are', async () => {
  // Their rows are gone after minutes or days, and no request looks for them by person.
  const brief = ['device_code', 'logout_delivery', 'sms_message', 'voucher']
  const { rows } = await database.pool.query(
    `select conrelid::regclass::text as "table", conkey from pg_constraint c
    where contype = 'f' and confrelid in ('person'::regclass, 'session'::regclass) and conrelid::regclass::text <> all($1)
      and not exists (select from pg_index where indrelid = conrelid and indpred is null and indkey[0] = conkey[1])`,
    [brief],
  )
  assert.deepEqual(rows, [])
})
test('a second start runs no migration again', async () =>
  assert.deepEqual(await migrate(database.pool, MIGRATIONS), { ran: [], newer: [] }))
test('a migration that was changed after it had been applied stops the start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-migrations-'))
  try {
    cpSync(MIGRATIONS, folder, { recursive: true })
    writeFileSync(join(folder, '0001_people.sql'), `${readFileSync(join(folder, '0001_people.sql'), 'utf8')}\n`)
    await assert.rejects(
      migrate(database.pool, folder),
      /migration 0001_people\.sql was changed after it had been applied/u,
    )
    cpSync(MIGRATIONS, folder, { recursive: true })
    writeFileSync(join(folder, '9999_broken.sql'), 'create table half (id integer); select nonsense;')
    await assert.rejects(migrate(database.pool, folder), /migration 9999_broken\.sql failed/u)
    assert.deepEqual(
      (await database.pool.query("select 1 from information_schema.tables where table_name = 'half'")).rows,
      [],
      'nothing of a broken one stays',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
test('an older version goes on beside a newer schema that only added, and not beside one that took something away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-newer-'))
  const last = readdirSync(MIGRATIONS).toSorted().at(-1)!
  const newer = (name: string, text: string) => writeFileSync(join(folder, name), text)
  const asOlder = () => migrate(database.pool, MIGRATIONS)
  try {
    cpSync(MIGRATIONS, folder, { recursive: true })
    newer('9001_more.sql', '-- Adds.\ncreate table more (id integer);')
    // What the version before this one stopped using: this one has the file that is named.
    newer('9002_less.sql', `-- Contracts.\n-- requires: ${last}\ndrop table more;`)
    assert.deepEqual((await migrate(database.pool, folder)).ran, ['9001_more.sql', '9002_less.sql'])
    assert.deepEqual(await asOlder(), { ran: [], newer: ['9001_more.sql', '9002_less.sql'] })

    newer('9003_apart.sql', '-- Nobody from before.\n-- requires: 9003_apart.sql\nselect 1;')
    assert.deepEqual((await migrate(database.pool, folder)).ran, ['9003_apart.sql'])
    await assert.rejects(asOlder(), { name: 'SchemaTooNew', message: /migration 9003_apart\.sql leaves out.*backup/u })
    assert.deepEqual((await migrate(database.pool, folder)).ran, [], 'the newer one goes on')
  } finally {
    await database.pool.query("delete from migration where name >= '9000'")
    rmSync(folder, { recursive: true })
  }
})
test('a demo’s database is refused by production, and the other way round', async () => {
  await rolledBack(async ({ db }) => {
    await claimInstallation(db, 'demo', NOW)
    await claimInstallation(db, 'demo', NOW)
    await assert.rejects(
      claimInstallation(db, 'production', NOW),
      /belongs to a demo installation, and this is production/u,
    )
  })
})

test('a statement that fails takes nobody else’s answer: each gets its own, one after the other and at once', async () => {
  const fails = () => database.pool.query('select 1 / $1::int', [0])
  const asks = async (n: number) => (await database.pool.query<{ n: number }>('select $1::int as n', [n])).rows[0]?.n
  for (let time = 0; time < 3; time++) {
    await assert.rejects(fails(), /division by zero/u)
    assert.equal(await asks(time), time)
  }
  const answers = await Promise.allSettled(Array.from({ length: 30 }, (_, at) => (at % 3 === 0 ? fails() : asks(at))))
  assert.deepEqual(
    answers.map((answer, at) =>
      answer.status === 'fulfilled'
        ? answer.value === at
        : /division by zero/u.test(String(answer.reason)) && at % 3 === 0,
    ),
    Array<boolean>(30).fill(true),
  )
})

test('a published date moves later, never earlier (rule 8)', async () => {
  const { companyId } = await atWork(identity, dates)
  const { id } = await database.db
    .selectFrom('rollout')
    .select('id')
    .where('company_id', '=', companyId)
    .executeTakeFirstOrThrow()
  assert.equal(await identity.rollouts.postpone(id, dates.requiredAt, later(5 * DAY)), false, 'earlier')
  assert.equal(await identity.rollouts.postpone(id, dates.requiredAt, dates.requiredAt), false, 'the same')
  assert.equal(await identity.rollouts.postpone(id, dates.requiredAt, later(20 * DAY)), true)
  assert.equal(
    await identity.rollouts.postpone(id, dates.requiredAt, later(30 * DAY)),
    false,
    'from a date that it has no more',
  )
})
test('a published date moves earlier by no other program either: the database refuses (rule 8)', async () => {
  const { companyId } = await atWork(identity, dates)
  const move = (sql: string) => database.pool.query(sql, [companyId])
  await assert.rejects(
    move("update rollout set required_at = required_at - interval '1 millisecond' where company_id = $1"),
    /never moves earlier/u,
  )
  await assert.rejects(
    move("update rollout set prompt_at = required_at + interval '1 day' where company_id = $1"),
    /rollout_check|violates check/u,
  )
  await move("update rollout set required_at = required_at + interval '1 day' where company_id = $1")
})
test('of ten snoozes taken at once one counts, and they end for good', async () => {
  const { personId, applicationId } = await atWork(identity, { ...dates, snoozes: 2 })
  const about = { personId, applicationId, companyId: null }
  const answers = await Promise.all(Array.from({ length: 10 }, () => identity.rollouts.snooze(about, 2, NOW)))
  assert.equal(answers.filter(({ ok }) => ok).length, 1)
  assert.equal((await identity.rollouts.snooze(about, 1, NOW)).ok, true)
  assert.deepEqual(await identity.rollouts.snooze(about, 0, NOW), { ok: false, refusal: 'no-snooze-left' })
})
test('an employment that has ended obliges to nothing any more', async () => {
  const { personId, applicationId, companyId } = await atWork(identity, { ...dates, requiredAt: later(-DAY) })
  const obligation = async () =>
    (await identity.rollouts.obligation({ personId, applicationId, companyId: null }, NOW)).obligation
  assert.equal(await obligation(), 'required')
  await identity.companies.replaceMemberships(
    applicationId,
    personId,
    [{ employeeLogin: 'e', companyId, role: 'employee', endedAt: NOW }],
    NOW,
  )
  assert.equal(await obligation(), 'none')
})
