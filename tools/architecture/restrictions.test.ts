// One door each, and pure rules: each rule with a project that breaks it.

import { type Broken, testsOf } from './sample-project.ts'

const provider = 'apps/provider/src'
const rule = `${provider}/identity/second-factors/rule.ts`

const broken: Broken[] = [
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
    'our own of it outside a store',
    { [`${provider}/journeys/sign-in/a.ts`]: "import { sql } from '@sluis/server-kit/sql'" },
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
    { [`${provider}/protocols/directory/a.ts`]: "import type { Client } from 'oidc-provider'" },
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
  [
    'a rule that seals',
    {
      [rule]: "import '@sluis/server-kit/sealing'",
      'packages/server-kit/package.json':
        '{ "name": "@sluis/server-kit", "exports": { "./clock": "./src/clock.ts", "./sealing": "./src/sealing.ts" } }',
      'packages/server-kit/src/sealing.ts': '',
    },
    /a rule imports @sluis\/server-kit\/sealing/u,
  ],
  [
    'a rule that sends mail',
    { [rule]: "import '#platform/mail.ts'", [`${provider}/platform/mail.ts`]: '' },
    /a rule imports #platform/u,
  ],
  [
    'node: in a door of server-kit that browsers load',
    { 'packages/server-kit/src/decision.ts': "import 'node:buffer'" },
    /not there in a browser/u,
  ],
  [
    'node: in what browsers load',
    { 'packages/otp/src/code.ts': "import 'node:buffer'\nexport const code = 1" },
    /not there in a browser/u,
  ],
]
testsOf(broken)
