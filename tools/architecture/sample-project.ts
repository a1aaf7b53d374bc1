// A small project that keeps every rule of the architecture, and what the check says of it after a change.

import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { checkProject } from './check-project.ts'

export type Tree = Record<string, string>

/** A project without a violation. */
export const valid: Tree = {
  'packages/otp/package.json': '{ "name": "@sluis/otp", "exports": "./src/index.ts" }',
  'packages/otp/src/index.ts': "export { code } from './code.ts'",
  'packages/otp/src/code.ts': 'export const code = 1',
  'packages/server-kit/package.json': '{ "name": "@sluis/server-kit", "exports": { "./clock": "./src/clock.ts" } }',
  'packages/server-kit/src/clock.ts': 'export const now = () => new Date()',
  'packages/server-kit/src/random.ts': "import { randomBytes } from 'node:crypto'",
  'packages/test-kit/package.json': '{ "name": "@sluis/test-kit", "exports": "./src/index.ts" }',
  'packages/test-kit/src/index.ts': 'export const clock = () => new Date()',
  'apps/hr/package.json': '{ "name": "@sluis/hr", "exports": { "./main": "./src/main.ts" } }',
  'apps/hr/src/main.ts': 'export const main = 1',
  'apps/provider/package.json': JSON.stringify({
    name: '@sluis/provider',
    dependencies: { '@sluis/otp': '*', kysely: '1', 'oidc-provider': '1' },
    devDependencies: { '@sluis/test-kit': '*' },
    exports: { './main': './src/server/main.ts' },
    imports: {
      '#journeys/*': './src/journeys/*',
      '#use-cases/*': './src/use-cases/*',
      '#identity/*': './src/identity/*',
      '#platform/*': './src/platform/*',
      '#schema/*': './src/schema/*',
    },
  }),
  'apps/provider/src/server/main.ts':
    "import { code } from '@sluis/otp'\nimport './routes.ts'\nimport { readConfig } from './config.ts'",
  'apps/provider/src/server/config.ts': 'export const readConfig = () => process.env',
  'apps/provider/src/server/routes.ts':
    "import { enterCode } from '#journeys/sign-in/enter-code.ts'\nimport { engine } from '../protocols/openid/engine.ts'",
  'apps/provider/src/journeys/flow/requests.ts': 'export const request = 1',
  'apps/provider/src/journeys/sign-in/enter-code.ts':
    "import { judge } from '#identity/second-factors/totp.ts'\nimport { request } from '../flow/requests.ts'\nimport '#use-cases/sign-in/sign-out.ts'",
  'apps/provider/src/protocols/openid/engine.ts': "import Provider from 'oidc-provider'\nexport const engine = 1",
  'apps/provider/src/identity/second-factors/totp.ts':
    "import { code } from '@sluis/otp'\nexport const judge = (now: Date) => new Date(now)",
  'apps/provider/src/identity/second-factors/totp.store.ts':
    "import { sql } from 'kysely'\nimport type { Tables } from '#schema/tables.ts'\nimport { judge } from './totp.ts'\npool.query('select a from b')",
  'apps/provider/src/identity/second-factors/totp.test.ts':
    "import { clock } from '@sluis/test-kit'\nDate.now()\npool.query('select a from b')\nprocess.env",
  'apps/provider/src/use-cases/stores.ts': "import '#identity/second-factors/totp.store.ts'",
  'apps/provider/src/use-cases/sign-in/sign-out.ts': "import '../stores.ts'",
  'apps/provider/src/identity/passwords/hash.ts': "import { timingSafeEqual } from 'node:crypto'",
  'apps/provider/src/platform/random.ts': "import { randomBytes } from 'node:crypto'",
  'apps/provider/src/platform/clock.ts': 'export const now = () => new Date()',
  'apps/provider/src/schema/tables.ts': "import type { Generated } from 'kysely'\nexport type Tables = Generated<1>",
  'e2e/sign-in.test.ts': "import { clock } from '@sluis/test-kit'",
  'tools/demo/start.ts': "import { main } from '@sluis/provider/main'\nprocess.env",
}

/** The valid project with some files added or replaced; each code file gets its opening line. */
export function violationsWith(changes: Tree): string[] {
  const root = mkdtempSync(join(tmpdir(), 'sluis-project-'))
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

/** `message`: a violation that is found, in a file of `tree`; none is found elsewhere. */
export type Broken = [name: string, tree: Tree, message: RegExp]

/** A test for each: the violation is found, and what is valid stays valid. */
export function testsOf(broken: readonly Broken[]): void {
  for (const [name, tree, message] of broken) {
    test(`catches ${name}`, () => {
      const violations = violationsWith(tree)
      assert.ok(
        violations.some((violation) => message.test(violation)),
        violations.join('\n') || 'no violation was found',
      )
      const changed = Object.keys(tree)
      // An arrow up may close a circle, which is reported where it closes.
      for (const violation of violations.filter((each) => !each.includes(' a circle: ')))
        assert.ok(
          changed.some((path) => violation.startsWith(path)),
          `a violation in a valid file: ${violation}`,
        )
    })
  }
}
