// tables.ts says what the migrated database says.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { testDatabase } from '#testing/database.ts'

const TYPES: Record<string, string> = {
  text: 'string',
  uuid: 'string',
  integer: 'number',
  boolean: 'boolean',
  bytea: 'Buffer',
  'timestamp with time zone': 'Date',
}

test('every column is in tables.ts with its type and whether it may be null', async () => {
  const { pool } = await testDatabase()
  const { rows } = await pool.query<{
    table_name: string
    column_name: string
    data_type: string
    is_nullable: string
  }>(
    "select table_name, column_name, data_type, is_nullable from information_schema.columns where table_schema = 'public' and table_name <> 'migration'",
  )
  const truth = rows.map(
    (row) =>
      `${row.table_name}.${row.column_name}: ${TYPES[row.data_type] ?? row.data_type}${row.is_nullable === 'YES' ? ' | null' : ''}`,
  )
  assert.deepEqual(writtenColumns().toSorted(), truth.toSorted())
})

function writtenColumns(): string[] {
  const source = readFileSync(new URL('./tables.ts', import.meta.url), 'utf8').split('export type Tables')[1]!
  const tables = source.matchAll(/^ {2}(\w+): \{([^}]*)\}/gm)
  return [...tables].flatMap(([, table, body]) =>
    [...body!.matchAll(/(\w+): ([^;\n]+)/g)].map(([, column, type]) => `${table}.${column}: ${plain(type!.trim())}`),
  )
}

// A union of words or a named one is a text to the database.
const plain = (type: string) => type.replace(/^'[^|]+'( \| '[^|]+')*/, 'string').replace(/^Role/, 'string')
