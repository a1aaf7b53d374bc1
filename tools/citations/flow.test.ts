// The text of a file as one flow: comments continue over lines, offsets are unchanged, code differs from prose.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flowOf } from './flow.ts'

test('a comment continues over its line breaks, and the line numbers are unchanged', () => {
  const flow = flowOf({ path: 'a.ts', text: 'x\n// one (edge\n  // case 9)\n * more\n-- sql' })
  assert.match(flow.text, /one \(edge +case 9\) +more +sql/u)
  assert.deepEqual([flow.lineAt(0), flow.lineAt(flow.text.indexOf('edge')), flow.lineAt(flow.text.length)], [1, 2, 5])
})

const isProseAt: [string, string, boolean][] = [
  ['a comment', '// a ^', true],
  ['a comment behind code', 'f(1) // a ^', true],
  ['a comment of many lines', ' * a ^', true],
  ['SQL’s comment', '-- a ^', true],
  ['a string', "test('a ^', () => {})", true],
  ['a string that holds another quote', `test("it's ^", () => {})`, true],
  ['a template', 'test(`a ${b} ^`)', true],
  ['code', 'const f = ^', false],
  ['code behind a string', "f('a', ^", false],
]
for (const [what, line, expected] of isProseAt) {
  test(`${what} is ${expected ? 'prose' : 'code'}`, () => {
    const flow = flowOf({ path: 'a.ts', text: `before\n${line}\n` })
    assert.equal(flow.isProse(flow.text.indexOf('^')), expected)
  })
}
test('a page is prose', () => assert.equal(flowOf({ path: 'a.md', text: 'f(1)' }).isProse(1), true))
