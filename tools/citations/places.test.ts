// Links and paths in pages exist, or are reported.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flowOf } from './flow.ts'
import { anchorsOf, finderIn, placesOfCode, placesOfPage } from './places.ts'
import type { Tree } from './tree.ts'

const PATHS = [
  'docs',
  'docs/words.md',
  'docs/api.md',
  'apps',
  'apps/provider',
  'apps/provider/src',
  'apps/provider/src/a',
]
const FILES = [
  'apps/provider/src/a/x.test.ts',
  'apps/provider/src/texts/nl/mail.json',
  'apps/provider/src/texts/en/mail.json',
]
const TREE: Tree = {
  files: [{ path: 'docs/words.md', text: '# Words\n\n## To change …\n\n<a id="p8"></a>' }],
  paths: new Set([...PATHS, ...FILES]),
}
const finder = finderIn(TREE)
const lost = (text: string, path = 'docs/api.md'): string[] =>
  placesOfPage({ path, text }, finder).flatMap(({ target, isThere }) => (isThere ? [] : [target]))

const there = [
  '`docs/words.md`, `apps/provider/`, `docs/words.md#p8`.',
  '`node apps/provider/src/a/x.test.ts --all`',
  '`x.test.ts`, `a/x.test.ts`, `*.test.ts`',
  '`apps/provider/src/texts/{nl,en}/<area>.json`, `apps/provider/src/texts/*/mail.json`',
  '`provider/` is `apps/provider/src/`. `provider/a/x.test.ts`',
  '[words](words.md), [change](words.md#to-change-), [here](../docs/words.md#p8), [out](https://example.org/x.md)',
  '```\ndocs/none.md `docs/none.md` [x](none.md)\n```',
  'in docs/words.md; `GET /docs/none.md`; `app.css`; `x/y`',
]
for (const text of there) test(`there: ${text}`, () => assert.deepEqual(lost(text), []))

const gone: [string, string[]][] = [
  ['`docs/none.md`', ['docs/none.md']],
  ['`apps/none`', ['apps/none']],
  ['`apps/provider/src/texts/{nl,de}/mail.json`', ['apps/provider/src/texts/{nl,de}/mail.json']],
  ['`provider/` is `apps/provider/src/`. `provider/a/y.test.ts`', ['provider/a/y.test.ts']],
  ['`y.test.ts`, `b/x.test.ts`', ['y.test.ts', 'b/x.test.ts']],
  ['`docs/words.md#none`', ['docs/words.md#none']],
  ['[words](wörds.md) [none](words.md#none) [up](../words.md)', ['wörds.md', 'words.md#none', '../words.md']],
  ['departs from design.md §2', ['design.md']],
]
for (const [text, targets] of gone) test(`gone: ${text}`, () => assert.deepEqual(lost(text), targets))

const code: [string, string, string[]][] = [
  ['a page in a comment', '// see docs/none.md', ['docs/none.md']],
  ['a page in a test’s name', "test('a (ux.md, Tone)', f)", ['ux.md']],
  ['a page in a string alone is data', "open('none.md')", []],
  ['a page that is there', '// docs/words.md says', []],
]
for (const [what, text, targets] of code) {
  test(`code: ${what}`, () => {
    const places = placesOfCode(flowOf({ path: 'apps/provider/src/a/x.test.ts', text }), finder)
    assert.deepEqual(
      places.flatMap(({ target, isThere }) => (isThere ? [] : [target])),
      targets,
    )
  })
}

test('a page has the anchors of its headings, and those that it sets', () =>
  assert.deepEqual(anchorsOf('# The `way` in\n<a id="p8"></a>\n'), new Set(['the-way-in', 'p8'])))
