// Each kind of citation that does not resolve is reported at its line; those that resolve are counted.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCitations } from './check-citations.ts'
import type { TextFile } from './tree.ts'

const RULES =
  '- <a id="rule-4"></a>**rule 4** a\n- <a id="p8"></a>**P8** b\n- <a id="edge-case-9"></a>**edge case 9** c\n'

function checked(...files: TextFile[]): ReturnType<typeof checkCitations> {
  const all = [{ path: 'docs/rules.md', text: RULES }, ...files]
  return checkCitations({
    files: all,
    paths: new Set(['docs', 'docs/decisions', 'docs/decisions/0012-a.md', ...all.map(({ path }) => path)]),
  })
}

test('what resolves is counted, and uncited entries are reported', () => {
  const { violations, count, uncited } = checked({
    path: 'a.ts',
    text: '// (rule 4, P8, decision 0012; decisions 0012, 0012)',
  })
  assert.deepEqual(violations, [])
  assert.deepEqual(count, { entries: 2, decisions: 3, places: 0, files: 2 })
  assert.deepEqual(uncited, ['edge case 9'])
})

const lost: [string, string, string][] = [
  ['a rule', '// (rule 10)', 'docs/rules.md has no entry "rule 10"'],
  ['a behaviour', '// (P9)', 'docs/rules.md has no entry "P9"'],
  ['a behaviour in the middle of a row', '// (P8–P9)', 'docs/rules.md has no entry "P9"'],
  ['an edge case', '// edge\n// case 66', 'docs/rules.md has no entry "edge case 66"'],
  ['a decision', '// (decision 0015)', 'docs/decisions has no page 0015'],
  ['a decision by a short number', '// (decision 12)', 'docs/decisions has no page 12'],
  ['the second of two decisions', '// (decisions 0012, 0015)', 'docs/decisions has no page 0015'],
  ['a page', '// see docs/none.md', 'docs/none.md is not in the repository'],
]
for (const [what, comment, message] of lost) {
  test(`${what} that does not exist is reported`, () =>
    assert.deepEqual(checked({ path: 'a.ts', text: `x\n${comment}\n` }).violations, [
      { path: 'a.ts', line: 2, message },
    ]))
}

test('a decision that the index leaves out is reported, the template is none', () => {
  const path = 'docs/decisions/README.md'
  const indexOf = (text: string): string[] =>
    checkCitations({
      files: [{ path, text }],
      paths: new Set(['docs/decisions/0000-template.md', 'docs/decisions/0012-a.md', path]),
    }).violations.map(({ message }) => message)
  assert.deepEqual(indexOf('[0012](0012-a.md)'), [])
  assert.deepEqual(indexOf('0012'), ['0012 has no line here'])
})

test('without docs/rules.md no rule resolves', () => {
  const { violations } = checkCitations({ files: [{ path: 'a.ts', text: '// (rule 4)' }], paths: new Set(['a.ts']) })
  assert.equal(violations.length, 1)
})
