// The arrow check: each rule with a tree that breaks it, and a tree that breaks none.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkProject } from './check-project.ts'

type Tree = Record<string, string>

/** A house in which all is well. */
const valid: Tree = {
  'packages/otp/package.json': '{ "name": "@sluis/otp", "exports": "./src/index.ts" }',
  'packages/otp/src/index.ts': "export { code } from './code.ts'",
  'packages/otp/src/code.ts': 'export const code = 1',
  'packages/server-kit/package.json': '{ "name": "@sluis/server-kit", "exports": "./src/index.ts" }',
  'packages/server-kit/src/index.ts': "export * from './clock.ts'",
  'packages/server-kit/src/clock.ts': "import { randomBytes } from 'node:crypto'\nexport const now = () => new Date()",
  'packages/test-kit/package.json': '{ "name": "@sluis/test-kit", "exports": "./src/index.ts" }',
  'packages/test-kit/src/index.ts': 'export const clock = () => new Date()',
  'apps/hr/package.json': '{ "name": "@sluis/hr", "exports": { "./main": "./src/main.ts" } }',
  'apps/hr/src/main.ts': 'export const main = 1',
  'apps/provider/package.json': JSON.stringify({
    name: '@sluis/provider',
    exports: { './main': './src/main.ts' },
    imports: { '#identity/*': './src/identity/*', '#platform/*': './src/platform/*', '#schema/*': './src/schema/*' },
  }),
  'apps/provider/src/main.ts':
    "import { code } from '@sluis/otp'\nimport './routes.ts'\nimport { readConfig } from './config.ts'",
  'apps/provider/src/config.ts': 'export const readConfig = () => process.env',
  'apps/provider/src/routes.ts':
    "import { enterCode } from './journeys/sign-in/enter-code.ts'\nimport { engine } from './protocols/openid/engine.ts'",
  'apps/provider/src/journeys/visit.ts': 'export const visit = 1',
  'apps/provider/src/journeys/sign-in/enter-code.ts':
    "import { judge } from '#identity/second-factors/totp.ts'\nimport { visit } from '../visit.ts'",
  'apps/provider/src/protocols/openid/engine.ts': "import Provider from 'oidc-provider'\nexport const engine = 1",
  'apps/provider/src/identity/second-factors/totp.ts':
    "import { code } from '@sluis/otp'\nexport const judge = (now: Date) => new Date(now)",
  'apps/provider/src/identity/second-factors/totp.store.ts':
    "import { sql } from 'kysely'\nimport type { Tables } from '#schema/tables.ts'\nimport { judge } from './totp.ts'\npool.query('select a from b')",
  'apps/provider/src/identity/second-factors/totp.test.ts':
    "import { clock } from '@sluis/test-kit'\nDate.now()\npool.query('select a from b')\nprocess.env",
  'apps/provider/src/identity/second-factors/totp.service.ts': "import './totp.store.ts'",
  'apps/provider/src/identity/passwords/hash.ts': "import { timingSafeEqual } from 'node:crypto'",
  'apps/provider/src/platform/random.ts': "import { randomBytes } from 'node:crypto'",
  'apps/provider/src/platform/clock.ts': 'export const now = () => new Date()',
  'apps/provider/src/schema/tables.ts': "import type { Generated } from 'kysely'\nexport type Tables = Generated<1>",
  'e2e/sign-in.test.ts': "import { clock } from '@sluis/test-kit'",
  'tools/demo/start.ts': "import { main } from '@sluis/provider/main'\nprocess.env",
}

/** The sound house with some files added or put in place of others; each code file gets its opening line. */
function violationsWith(changes: Tree): string[] {
  const root = mkdtempSync(join(tmpdir(), 'sluis-house-'))
  try {
    for (const [path, text] of Object.entries({ ...valid, ...changes })) {
      mkdirSync(join(root, dirname(path)), { recursive: true })
      writeFileSync(
        join(root, path),
        path.endsWith('.json') || text.startsWith('!') ? text.replace(/^!/u, '') : `// What this is for.\n${text}\n`,
      )
    }
    return checkProject(root).violations.map(({ path, line, message }) => `${path}:${line} ${message}`)
  } finally {
    rmSync(root, { recursive: true })
  }
}

test('a sound house has no fault', () => assert.deepEqual(violationsWith({}), []))

const provider = 'apps/provider/src'
const rule = `${provider}/identity/second-factors/rule.ts`

const broken: [string, Tree, RegExp][] = [
  // Arrows run down.
  ['a noun imports a journey', { [rule]: "import { visit } from '../../journeys/visit.ts'" }, /climbs/u],
  [
    'an arrow up by a "#" name',
    { [`${provider}/platform/mail.ts`]: "import { judge } from '#identity/second-factors/totp.ts'" },
    /arrow up: platform imports identity/u,
  ],
  [
    'an arrow up by type only',
    { [`${provider}/schema/more.ts`]: "import type { judge } from '#identity/second-factors/totp.ts'" },
    /arrow up/u,
  ],
  [
    'an arrow up in a type query',
    { [`${provider}/schema/more.ts`]: "type A = import('#identity/second-factors/totp.ts').A" },
    /arrow up/u,
  ],
  [
    'an arrow up by a dynamic import',
    { [`${provider}/schema/more.ts`]: "await import('../identity/second-factors/totp.ts')" },
    /arrow up/u,
  ],
  [
    'an arrow up by a template',
    { [`${provider}/schema/more.ts`]: 'await import(`../identity/second-factors/totp.ts`)' },
    /arrow up/u,
  ],
  [
    'an arrow up for a side effect',
    { [`${provider}/schema/more.ts`]: "import '../identity/second-factors/totp.ts'" },
    /arrow up/u,
  ],
  [
    'an arrow up by require',
    { [`${provider}/schema/more.ts`]: "require('../identity/second-factors/totp.ts')" },
    /arrow up/u,
  ],
  [
    'a journey imports the wiring',
    { [`${provider}/journeys/more.ts`]: "import { readConfig } from '../config.ts'" },
    /arrow up/u,
  ],
  [
    'a noun imports the parts that the wiring hands down',
    {
      [`${provider}/identity/people/a.ts`]: "import '#parts'",
      [`${provider}/parts.ts`]: '',
      'apps/provider/package.json': (valid['apps/provider/package.json'] ?? '').replace(
        '"#schema',
        '"#parts":"./src/parts.ts","#schema',
      ),
    },
    /arrow up: identity imports apps\/provider\/src\/parts/u,
  ],
  ['parts that import a journey', { [`${provider}/parts.ts`]: "import './journeys/visit.ts'" }, /arrow up/u],
  ['an import with a computed name', { [`${provider}/journeys/more.ts`]: 'await import(name)' }, /computed/u],
  [
    'an import with a name in a template',
    { [`${provider}/journeys/more.ts`]: 'await import(`./a/${name}.ts`)' },
    /computed/u,
  ],
  [
    'an import with a name put together',
    { [`${provider}/journeys/more.ts`]: "await import('./a' + name)" },
    /computed/u,
  ],
  [
    'a "#" name that nobody declared',
    { [`${provider}/journeys/more.ts`]: "import '#journeys/x.ts'" },
    /stands in no "imports"/u,
  ],
  // Journeys and protocols meet by address.
  [
    'a journey imports another',
    { [`${provider}/journeys/enrol/a.ts`]: "import '../sign-in/enter-code.ts'" },
    /journeys\/enrol imports journeys\/sign-in/u,
  ],
  [
    'a protocol imports a journey',
    {
      [`${provider}/protocols/device/a.ts`]: "import '#j/sign-in/enter-code.ts'",
      'apps/provider/package.json': (valid['apps/provider/package.json'] ?? '').replace(
        '"#schema',
        '"#j/*":"./src/journeys/*","#schema',
      ),
    },
    /meet by address/u,
  ],
  [
    'a file outside the journeys knows one of them',
    {
      [`${provider}/journeys/visit.ts`]: "import './sign-in/steps.ts'\nexport const visit = 1",
      [`${provider}/journeys/sign-in/steps.ts`]: '',
    },
    /meet by address/u,
  ],
  // Apps and packages.
  ['a package imports an app', { 'packages/otp/src/a.ts': "import '@sluis/hr/main'" }, /a package imports the app/u],
  [
    'an app imports an app',
    { [`${provider}/journeys/more.ts`]: "import type { main } from '@sluis/hr/main'" },
    /know each other by address/u,
  ],
  [
    'a test of an app imports an app',
    { [`${provider}/more.test.ts`]: "import '@sluis/hr/main'" },
    /know each other by address/u,
  ],
  [
    'an app imports a tool',
    {
      [`${provider}/a.ts`]: "import '#tools/demo/start.ts'",
      'apps/provider/package.json': (valid['apps/provider/package.json'] ?? '').replace(
        '"#schema',
        '"#tools/*":"../../tools/*","#schema',
      ),
    },
    /do not import tools/u,
  ],
  ['a package is imported past its door', { [`${provider}/a.ts`]: "import '@sluis/otp/src/code.ts'" }, /has no door/u],
  ['an app is imported by its place', { 'apps/hr/a.ts': "import '../provider/src/main.ts'" }, /apps know each other/u],
  [
    'a package is imported by its place',
    { 'packages/otp/a.ts': "import '../server-kit/src/clock.ts'" },
    /goes round the door/u,
  ],
  [
    'test-kit in what is no test',
    { [`${provider}/a.ts`]: "import { clock } from '@sluis/test-kit'" },
    /test-kit is for tests/u,
  ],
  [
    'a test file imported by what is none',
    { [`${provider}/a.ts`]: "import './more.test.ts'", [`${provider}/more.test.ts`]: '' },
    /is for tests/u,
  ],
  // Circles.
  [
    'a circle by values',
    { [`${provider}/a.ts`]: "import './b.ts'", [`${provider}/b.ts`]: "import './a.ts'" },
    /a circle: .*a\.ts → .*b\.ts → .*a\.ts/u,
  ],
  [
    'a circle by types',
    {
      [`${provider}/a.ts`]: "import type { B } from './b.ts'",
      [`${provider}/b.ts`]: "import { type A } from './a.ts'",
    },
    /a circle/u,
  ],
  [
    'a circle of three',
    {
      [`${provider}/a.ts`]: "import './b.ts'",
      [`${provider}/b.ts`]: "await import('./c.ts')",
      [`${provider}/c.ts`]: "type A = import('./a.ts').A",
    },
    /a circle/u,
  ],
  ['a file that imports itself', { [`${provider}/a.ts`]: "import './a.ts'" }, /a circle/u],
  [
    'a circle of packages',
    {
      'packages/otp/src/code.ts': "import '@sluis/server-kit'",
      'packages/server-kit/src/more.ts': "import '@sluis/otp'",
    },
    /a circle: packages\/otp → packages\/server-kit → packages\/otp|a circle: packages\/server-kit/u,
  ],
  // Form.
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
  // One door each.
  ['the environment outside config.ts', { [rule]: 'export const a = process.env.A' }, /config\.ts only/u],
  ['the environment by brackets', { [rule]: "export const a = process['env']" }, /config\.ts only/u],
  ['the environment by import', { [`${provider}/a.ts`]: "import { env } from 'node:process'" }, /config\.ts only/u],
  ['the environment in a package', { 'packages/server-kit/src/a.ts': 'process.env' }, /config\.ts only/u],
  [
    'a query outside a store',
    { [`${provider}/journeys/sign-in/a.ts`]: "await pool.query('x')" },
    /give the store a function/u,
  ],
  [
    'the query builder outside a store',
    { [`${provider}/journeys/sign-in/a.ts`]: "import { sql } from 'kysely'" },
    /give the store a function/u,
  ],
  [
    'the driver outside a store',
    { [`${provider}/journeys/sign-in/a.ts`]: "import pg from 'pg'" },
    /give the store a function/u,
  ],
  [
    'a built query outside a store',
    { [`${provider}/journeys/sign-in/a.ts`]: "await db.updateTable('x')" },
    /give the store a function/u,
  ],
  [
    'SQL in small letters',
    { [`${provider}/journeys/sign-in/a.ts`]: "const a = 'select x from y'" },
    /give the store a function/u,
  ],
  [
    'SQL in capitals, over lines',
    { [`${provider}/journeys/sign-in/a.ts`]: 'const a = `\n  UPDATE totp SET step = ${x}`' },
    /give the store a function/u,
  ],
  [
    'the protocol engine elsewhere',
    { [`${provider}/protocols/device/a.ts`]: "import type { Client } from 'oidc-provider'" },
    /protocols\/openid only/u,
  ],
  [
    'node:crypto elsewhere',
    { [`${provider}/platform/mail.ts`]: "import { randomUUID } from 'node:crypto'" },
    /node:crypto is used/u,
  ],
  [
    'crypto without "node:"',
    { [`${provider}/platform/mail.ts`]: "import { randomUUID } from 'crypto'" },
    /node:crypto is used/u,
  ],
  [
    'randomness from the air',
    { [`${provider}/platform/mail.ts`]: 'const id = crypto.randomUUID()' },
    /randomness comes/u,
  ],
  ['Math.random', { [`${provider}/platform/mail.ts`]: 'const id = Math.random()' }, /randomness comes/u],
  ['new Date() elsewhere', { [rule]: 'const now = new Date()' }, /the clock is read/u],
  ['new Date without brackets', { [rule]: 'const now = new Date;' }, /the clock is read/u],
  ['Date.now() elsewhere', { 'packages/otp/src/code.ts': 'export const code = Date.now()' }, /the clock is read/u],
  ['the clock inside a template', { [rule]: 'const now = `at ${new Date()}`' }, /the clock is read/u],
  // Purity.
  ['a rule that imports node:', { [rule]: "import { join } from 'node:path'" }, /a rule imports node:path/u],
  ['a rule that imports the web', { [rule]: "import type { Context } from 'hono'" }, /a rule imports hono/u],
  [
    'a rule that imports a store',
    { [rule]: "import type { x } from './totp.store.ts'" },
    /a rule imports \.\/totp\.store\.ts/u,
  ],
  ['a rule that imports a service', { [rule]: "import './totp.service.ts'" }, /a rule imports/u],
  [
    'a rule that sends mail',
    { [rule]: "import '#platform/mail.ts'", [`${provider}/platform/mail.ts`]: '' },
    /a rule imports #platform/u,
  ],
  [
    'node: in what browsers load',
    { 'packages/otp/src/code.ts': "import 'node:buffer'\nexport const code = 1" },
    /not there in a browser/u,
  ],
]
for (const [name, tree, message] of broken) {
  test(`catches ${name}`, () => {
    const violations = violationsWith(tree)
    assert.ok(
      violations.some((violation) => message.test(violation)),
      violations.join('\n') || 'no fault was found',
    )
    const changed = [...Object.keys(tree), 'packages/server-kit/src/more.ts']
    for (const violation of violations)
      assert.ok(
        changed.some((path) => violation.startsWith(path)),
        `a fault in a file that is sound: ${violation}`,
      )
  })
}

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
    'texts for every floor',
    { [`${provider}/platform/page.ts`]: "import '../texts/texts.ts'", [`${provider}/texts/texts.ts`]: '' },
  ],
  ["the web's query", { [`${provider}/journeys/sign-in/a.ts`]: "const a = c.req.query('next')" }],
  [
    'a journey that imports what the wiring hands down',
    {
      [`${provider}/parts.ts`]: "import './identity/second-factors/totp.ts'",
      [`${provider}/journeys/visit.ts`]: "import '../parts.ts'\nexport const visit = 1",
    },
  ],
  ['a further file of the wiring', { [`${provider}/run.ts`]: "import './main.ts'" }],
  [
    'a delay that is the point, in what is no test',
    { [`${provider}/journeys/even-time.ts`]: 'new Promise((resolve) => setTimeout(resolve, 1))' },
  ],
  ['a date that is given', { [rule]: 'const a = new Date(now.getTime() + 5)' }],
  [
    'properties called like words of the language',
    { [rule]: "const a = { import: 'x', from: 'y', require: 1 }\na.import('../../z')\nlist.from('q')" },
  ],
  [
    'an export list of its own',
    { [`${provider}/a.ts`]: "import { code } from '@sluis/otp'\nconst a = code\nexport { a }" },
  ],
  ['a test on higher ground', { [`${provider}/schema/more.test.ts`]: "import '../main.ts'" }],
  ['randomness of a browser, in a browser', { 'apps/authenticator/src/vault.ts': 'crypto.subtle.sign()' }],
  ['a script with its first line', { 'tools/a.mjs': '!#!/usr/bin/env node\n// Runs this and that.\n' }],
  ['a limit on a wait', { [rule]: "const limit = setTimeout(() => reject(new Error('late')), 100)" }],
  ['a file of 400 lines', { [`${provider}/a.ts`]: 'x()\n'.repeat(398) + 'x()' }],
  [
    'tests of two packages that lean on each other',
    { 'packages/otp/src/a.test.ts': "import '@sluis/test-kit'", 'packages/test-kit/src/a.ts': "import '@sluis/otp'" },
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
  const root = mkdtempSync(join(tmpdir(), 'sluis-house-'))
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
