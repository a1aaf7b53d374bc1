// Citations of rules, behaviours and edge cases are found, and nothing else is mistaken for one.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { citedIn, entriesOf, familiesOf } from './entries.ts'
import { flowOf } from './flow.ts'

const FAMILIES = new Set(['E', 'P', 'M', 'A', 'C', 'I', 'U-'])
const cited = (text: string, path = 'a.ts'): string[] =>
  citedIn(flowOf({ path, text }), FAMILIES).map(({ name }) => name)

const found: [string, string, string[]][] = [
  ['a rule', '// (rule 4)', ['rule 4']],
  ['a rule with something beside it', '// (rule 4, ASVS 7.5.1)', ['rule 4']],
  ['two rules', '// (rules 2, 3)', ['rule 2', 'rule 3']],
  ['an edge case over two lines', '// a (edge\n// case 44)', ['edge case 44']],
  [
    'edge cases, and what is none',
    '// (P12, edge cases 7, 9; NIST SP 800-63B-4 §3)',
    ['edge case 7', 'edge case 9', 'P12'],
  ],
  ['one edge case takes no number behind a comma', '// edge case 4, 12 times', ['edge case 4']],
  ['edge cases from to', '// (edge cases 7–9)', ['edge case 7', 'edge case 8', 'edge case 9']],
  ['a behaviour in a test’s name', "test('is (E1)', f)", ['E1']],
  ['several, in a template', 'test(`of ${n} (P16, round ${round})`)', ['P16']],
  ['from to', "'a (M1–M3, W1)'", ['M1', 'M2', 'M3']],
  ['a rule of screens', '// asked once (U-17)', ['U-17']],
  ['a behaviour in brackets that go on', '// (E2,\n * E10, C7)', ['E2', 'E10', 'C7']],
]
for (const [what, text, expected] of found) test(`found: ${what}`, () => assert.deepEqual(cited(text), expected))

const none: [string, string, string?][] = [
  ['a size of paper', "new Pdf({ size: 'A4' })"],
  ['a size of paper in a comment', '// on one A4, and H1 of it'],
  ['a path of an icon', '\'<path d="M12 4 21.3 20H2.7zM12 10v4.5"/>\''],
  ['a colour', 'a { color: #E1C2A3; background: #c1e5 }', 'a.css'],
  ['percent signs', "'%C3%A9 %A1'"],
  ['a call', 'draw(A1, C2)'],
  ['the head of a function', 'const f = (A1: number, C2: number) => A1'],
  ['a call of a call', 'f(x)(A1)'],
  ['a constraint', 'check (C1 > 0 and (E2))', 'a.sql'],
  ['an id with more behind it', '// (E1 of the network, P2P, A11Y)'],
  ['a letter that no behaviour has', '// (X1, T2)'],
  ['a long number', '// (A100, E2026)'],
  ['a code point', '// (U+00A0)'],
  ['rules without a number', '// the rules: 4 of them'],
]
for (const [what, text, path] of none) test(`no citation: ${what}`, () => assert.deepEqual(cited(text, path), []))

test('entries are read with their anchors, and give the families of ids', () => {
  const entries = entriesOf('# x\n\n- <a id="rule-4"></a>**rule 4** a\n- <a id="p8"></a>**P8** b\n  **P9** no\n')
  assert.deepEqual(
    [...entries],
    [
      ['rule 4', 'rule-4'],
      ['P8', 'p8'],
    ],
  )
  assert.deepEqual(familiesOf(['rule 4', 'P8', 'U-9', 'edge case 9']), new Set(['P', 'U-']))
})
