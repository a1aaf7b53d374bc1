// Migrations that only add pass; one that takes something away has to say who can live with it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findMigrationViolations } from './migrations.ts'
import { sourceFile } from './source-file.ts'

const violations = (sql: string, path = 'apps/provider/src/schema/migrations/0040_theme.sql'): string[] =>
  findMigrationViolations({ files: [sourceFile(path, sql)] } as never).map(({ line, message }) => `${line} ${message}`)

test('what only adds is no violation', () => {
  for (const sql of [
    'create table a (id uuid primary key, name text not null);',
    'alter table a add column b text;',
    'alter table a add column b text not null default 0, add column c integer default 1 not null;',
    'alter table a drop constraint a_check, add constraint a_check check (b in (1, 2));',
    'create index a_b on a (b);\n-- we would rename it, or drop column b',
    'create function f() returns trigger language plpgsql as $$ begin\n drop table x; return new; end $$;',
  ])
    assert.deepEqual(violations(sql), [], sql)
})
test('what takes something from the version before is one, at its line', () => {
  for (const [sql, what] of [
    ['drop table a;', 'drops'],
    ['alter table a drop column b;', 'drops'],
    ['alter table a rename to b;', 'renames'],
    ['alter table a rename column b to c;', 'renames'],
    ['alter table a alter column b type integer;', 'changes a type'],
    ['alter table a alter column b set not null;', 'demands'],
    ['alter table a add column b text not null;', 'demands'],
    ['alter table a add b text not null, add c text default 1;', 'demands'],
  ]) {
    const [found = ''] = violations(`-- Why.\n${sql}`)
    assert.match(found, new RegExp(`^2 ${what}`, 'u'), sql)
  }
})
test('with the migration that it needs it passes, and those from before the rule do', () => {
  assert.deepEqual(violations('-- Why.\n-- requires: 0023_key_checks.sql\ndrop table a;'), [])
  assert.deepEqual(violations('drop table a;', 'apps/hr/src/schema/migrations/0006_vocabulary.sql'), [])
  assert.equal(violations('drop table a;', 'apps/hr/src/schema/migrations/0007_theme.sql').length, 1)
})
test('two migrations of one app have two numbers', () => {
  const file = (path: string) => sourceFile(`apps/${path}`, 'create table a (b text);')
  const folder = 'src/schema/migrations'
  const files = [`hr/${folder}/0040_a.sql`, `hr/${folder}/0040_b.sql`, `provider/${folder}/0040_c.sql`].map(file)
  assert.deepEqual(
    findMigrationViolations({ files } as never).map(({ path }) => path),
    [`apps/hr/${folder}/0040_b.sql`],
  )
})
