// A statement put together once is the one that Kysely would put together, whatever its pieces and values.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  type Sql,
  sql as kysely,
} from 'kysely'
import { sql as own } from './sql.ts'

const db = new Kysely<{ t: { n: number } }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (each) => new PostgresIntrospector(each),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

const where = (sql: Sql, column: string, value: unknown): RawBuilder<unknown> => sql`${sql.ref(column)} = ${value}`
const STATEMENTS: Record<string, (sql: Sql, more: unknown) => RawBuilder<unknown>> = {
  'without a value': (sql) => sql`select 1`,
  'with values': (sql, more) => sql`select ${more}, ${1}, ${null}, ${undefined}, ${new Date(0)}`,
  'with a list as a value': (sql, more) => sql`select any(${[more, 2]})`,
  'with pieces in pieces': (sql, more) =>
    sql`select ${sql`(${where(sql, 't.n', more)} or ${where(sql, 'm', 2)})`}, ${3}`,
  'with names': (sql) => sql`select ${sql.ref('a.b.c')}, ${sql.id('a', 'b"c')} from ${sql.table('s.t')}`,
  'with its own text': (sql) =>
    sql`select ${sql.lit(`it's`)} ${sql.raw('from t')} limit ${sql.lit(3)} ${sql.lit(null)}`,
  'with lists': (sql, more) =>
    sql`select ${sql.join([1, more, sql`two`])} ${sql.join([])} ${sql.join([more])} ${sql.join([1, 2], sql` or `)}`,
  'with a list between values': (sql, more) => sql`select ${sql.join([1, 2], sql` + ${more} + `)}`,
  'with what is said to be of a type': (sql, more) =>
    sql`select ${sql.val(more).$castTo<string>()} ${sql`x`.$notNull()}`,
  'with a query of Kysely': (sql, more) =>
    sql`select ${more} from (${db.selectFrom('t').select('n').where('n', '=', 2)}) as t where ${where(sql, 'n', 3)}`,
}

describe('the same text and the same values as Kysely', () => {
  for (const [name, build] of Object.entries(STATEMENTS))
    test(name, () => {
      for (const more of [1, 'two', null, 1]) {
        const [ours, theirs] = [own, kysely].map((each) => build(each, more).compile(db))
        assert.equal(ours!.sql, theirs!.sql)
        assert.deepEqual(ours!.parameters, theirs!.parameters)
      }
    })
  test('a piece as a part of what Kysely builds, under a name too', () => {
    const [ours, theirs] = [own, kysely].map((each) =>
      db
        .selectFrom('t')
        .select(each`n + ${1}`.as('m'))
        .where(each<boolean>`n = ${each.join([2])}`)
        .compile(),
    )
    assert.equal(ours!.sql, theirs!.sql)
    assert.deepEqual(ours!.parameters, theirs!.parameters)
  })
})

test('a value before a piece, and one after it, are other statements', () => {
  const piece = own`now()`
  const of = (...parts: unknown[]) => own`select ${parts[0]} + ${parts[1]}`.compile(db).sql
  for (let times = 0; times < 2; times++)
    assert.deepEqual([of(1, piece), of(piece, 1)], ['select $1 + now()', 'select now() + $1'])
})

test('a value, a piece and a list in the same place are other statements', () => {
  const of = (part: unknown) => own`select ${part}`.compile(db).sql
  for (let times = 0; times < 2; times++)
    assert.deepEqual(
      [
        of(1),
        of(own`${1}`),
        of(own`1`),
        of(own.join([1, 2])),
        of(own.join([own`1`, 2])),
        of(own.val('')),
        of(own.raw('')),
      ],
      ['select $1', 'select $1', 'select 1', 'select $1, $2', 'select 1, $1', 'select $1', 'select '],
    )
})

// The last, since it takes all the room that there is.
test('lists of any length are right, though not all are kept', () => {
  for (let length = 1; length <= 350; length++) {
    const [ours, theirs] = [own, kysely].map((each) =>
      each`select ${each.join(Array.from({ length }).fill(0))}`.compile(db),
    )
    assert.equal(ours!.sql, theirs!.sql)
    assert.equal(ours!.parameters.length, length)
  }
})
