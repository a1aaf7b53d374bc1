// Lines over 120 columns: which are reported, and which may be so wide.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wideLines } from './columns.ts'
import { sourceFile } from './source-file.ts'

const long = 'word '.repeat(30)
const widths = (text: string, path = 'apps/a.ts'): string[] =>
  wideLines(sourceFile(path, text)).map(({ width }) => width)

test('120 columns are not wide, 121 are', () => {
  assert.deepEqual(widths(`// ${'x'.repeat(117)}`), [])
  assert.deepEqual(widths(`// ${'x'.repeat(118)}`), ['too wide'])
})
test('code and comments may not be wide', () => {
  assert.deepEqual(widths(`const a = ${long.replaceAll(' ', '+')}1`), ['too wide'])
  assert.deepEqual(widths(`/** ${long} */`), ['too wide'])
  assert.deepEqual(widths(`.a { ${'color: red; '.repeat(12)} }`, 'packages/a.css'), ['too wide'])
})
test('a sentence in quotes is not broken, code around it is', () => {
  assert.deepEqual(widths(`test('${long}', () => {})`), ['sentence'])
  assert.deepEqual(widths(`const a = '${long}' + ${long.replaceAll(' ', '+')}1`), ['too wide'])
})
test('a template is not broken, on none of its lines', () =>
  assert.deepEqual(widths(`const a = html\`\n<p>${long}</p>\n\${b}${long}\n\`\n// ${long}`), [
    'template',
    'template',
    'too wide',
  ]))
test('a table keeps its columns, up to its closing bracket', () => {
  const row = `  [${'1, '.repeat(50)}],`
  assert.deepEqual(widths(`// prettier-ignore\nconst ROWS = [\n${row}\n]\n${row}`), ['table', 'too wide'])
})
test('a migration that was applied stays as it is, a newer one is formatted', () => {
  const folder = 'apps/provider/src/schema/migrations'
  assert.deepEqual(widths(`-- ${long}`, `${folder}/0004_rollouts.sql`), ['applied migration'])
  assert.deepEqual(widths(`-- ${long}`, `${folder}/0016_vocabulary.sql`), ['too wide'])
})
