// The architecture check as a whole: the form of files, what is allowed, and what is measured.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkProject } from './check-project.ts'
import { type Broken, testsOf, type Tree, violationsWith } from './sample-project.ts'

const provider = 'apps/provider/src'
const rule = `${provider}/identity/second-factors/rule.ts`

const broken: Broken[] = [
  ['an index that is no door', { [`${provider}/identity/index.ts`]: '' }, /no package door/u],
  [
    'a file that passes others on',
    { [`${provider}/a.ts`]: "export { main } from './main.ts'" },
    /passes ".\/main.ts" on/u,
  ],
  ['a file that passes types on', { [`${provider}/a.ts`]: "export type { main } from './main.ts'" }, /passes/u],
  ['a file that passes all on', { 'packages/otp/src/more.ts': "export * as code from './code.ts'" }, /passes/u],
  ['a file called utils', { [`${provider}/utils.ts`]: '' }, /"utils.ts" says nothing/u],
  ['a file called types', { [`${provider}/identity/types.ts`]: '' }, /"types.ts" says nothing/u],
  ['a folder called helpers', { [`${provider}/helpers/a.ts`]: '' }, /"helpers" says nothing/u],
  ['a file without an opening line', { [`${provider}/a.ts`]: '!export const a = 1\n' }, /opens without/u],
  ['a style sheet without an opening line', { [`${provider}/a.css`]: '!a { color: red }\n' }, /opens without/u],
  ['an opening line of one word', { [`${provider}/a.ts`]: '!// Totp.\nexport const a = 1\n' }, /opens without/u],
  ['a file of 401 lines', { [`${provider}/a.ts`]: 'x()\n'.repeat(399) + 'x()' }, /has 401 lines/u],
  [
    'a test that sleeps',
    { [`${provider}/a.test.ts`]: 'await new Promise((resolve) => setTimeout(resolve, 100))' },
    /sleeps; wait/u,
  ],
  ['a test alone', { [`${provider}/a.test.ts`]: "test.only('a', () => {})" }, /keeps the others/u],
  ['a test alone by option', { [`${provider}/a.test.ts`]: "test('a', { only: true }, () => {})" }, /keeps the others/u],
  [
    'a docstring of a parameter that has another name by now',
    { [`${provider}/a.ts`]: '/** `reach`: how far. */\nexport const a = (window: number) => window' },
    /documents "reach"/u,
  ],
]
test('a valid project has no violation', () => assert.deepEqual(violationsWith({}), []))

testsOf(broken)

const allowed: [string, Tree][] = [
  [
    'what only looks like code, in a comment or a text',
    { [rule]: "// new Date() process.env import './a'\nconst a = 'Date.now() process.env'\n/* import('x') */" },
  ],
  [
    'a sentence that begins like SQL',
    { [rule]: "const a = 'Select one person from the list'\nconst b = 'Update your phone, set a code'" },
  ],
  [
    'the type of the database, to hand it on',
    { [`${provider}/journeys/sign-in/a.ts`]: "import type { Kysely } from 'kysely'" },
  ],
  [
    'messages for every layer',
    { [`${provider}/platform/page.ts`]: "import '../locales/messages.ts'", [`${provider}/locales/messages.ts`]: '' },
  ],
  ["the web's query", { [`${provider}/journeys/sign-in/a.ts`]: "const a = c.req.query('next')" }],
  [
    'a journey that imports what the wiring hands down',
    { 'apps/hr/src/deps.ts': '', 'apps/hr/src/journeys/a.ts': "import '../deps.ts'" },
  ],
  ['a further file of the wiring', { [`${provider}/server/run.ts`]: "import './main.ts'" }],
  [
    'a delay that is the point, in what is no test',
    { [`${provider}/journeys/flow/response-timing.ts`]: 'new Promise((resolve) => setTimeout(resolve, 1))' },
  ],
  ['a date that is given', { [rule]: 'const a = new Date(now.getTime() + 5)' }],
  [
    'properties called like words of the language',
    { [rule]: "const a = { import: 'x', from: 'y', require: 1 }\na.import('../../z')\nlist.from('q')" },
  ],
  [
    'an export list of its own',
    { [`${provider}/server/a.ts`]: "import { code } from '@sluis/otp'\nconst a = code\nexport { a }" },
  ],
  ['a test on higher ground', { [`${provider}/schema/more.test.ts`]: "import '../server/main.ts'" }],
  ['randomness of a browser, in a browser', { 'apps/authenticator/src/vault.ts': 'crypto.subtle.sign()' }],
  ['a script with its first line', { 'tools/a.mjs': '!#!/usr/bin/env node\n// Runs this and that.\n' }],
  ['a limit on a wait', { [rule]: "const limit = setTimeout(() => reject(new Error('late')), 100)" }],
  ['a file of 400 lines', { [`${provider}/server/a.ts`]: 'x()\n'.repeat(398) + 'x()' }],
  [
    'tests of two packages that lean on each other',
    {
      'packages/otp/package.json':
        '{ "name": "@sluis/otp", "exports": "./src/index.ts", "devDependencies": { "@sluis/test-kit": "*" } }',
      'packages/otp/src/a.test.ts': "import '@sluis/test-kit'",
      'packages/test-kit/package.json':
        '{ "name": "@sluis/test-kit", "exports": "./src/index.ts", "dependencies": { "@sluis/otp": "*" } }',
      'packages/test-kit/src/a.ts': "import '@sluis/otp'",
    },
  ],
]
for (const [name, tree] of allowed) {
  test(`allows ${name}`, () => assert.deepEqual(violationsWith(tree), []))
}

test('tells the line where it stands', () => {
  assert.match(violationsWith({ [rule]: 'const a = 1\n\nDate()' })[0] ?? '', /rule\.ts:4 the clock/u)
  assert.match(
    violationsWith({ [rule]: '\n\nimport {\n  a,\n} from "node:fs"' })[0] ?? '',
    /rule\.ts:6 a rule imports/u,
  )
})

test('measures the lines of code, tests aside', () => {
  const root = mkdtempSync(join(tmpdir(), 'sluis-project-'))
  mkdirSync(join(root, 'tools'))
  for (const [name, lines] of [
    ['a.ts', 1],
    ['b.ts', 5],
    ['c.ts', 9],
    ['d.test.ts', 300],
  ] as const) {
    writeFileSync(join(root, 'tools', name), '// One two three.\n'.repeat(lines))
  }
  assert.deepEqual(checkProject(root).measure, { files: 3, medianLines: 5, longest: { path: 'tools/c.ts', lines: 9 } })
  rmSync(root, { recursive: true })
})
