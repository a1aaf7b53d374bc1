// Which file may import which: each rule with a project that breaks it.

import { type Broken, testsOf, valid } from './sample-project.ts'

const provider = 'apps/provider/src'
const rule = `${provider}/identity/second-factors/rule.ts`

const broken: Broken[] = [
  // Arrows run down.
  ['a rule imports a journey', { [rule]: "import '../../journeys/flow/requests.ts'" }, /climbs/u],
  [
    'an arrow up by a "#" name',
    { [`${provider}/platform/mail.ts`]: "import { judge } from '#identity/second-factors/totp.ts'" },
    /arrow up: platform imports identity\/second-factors/u,
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
    {
      [`${provider}/journeys/flow/more.ts`]: "import '#server/config.ts'",
      'apps/provider/package.json': (valid['apps/provider/package.json'] ?? '').replace(
        '"#schema',
        '"#server/*":"./src/server/*","#schema',
      ),
    },
    /arrow up/u,
  ],
  [
    'a room of identity that imports a higher room',
    {
      [`${provider}/identity/audit/a.ts`]: "import '../sessions/b.ts'",
      [`${provider}/identity/sessions/b.ts`]: '',
    },
    /arrow up: identity\/audit imports identity\/sessions/u,
  ],
  [
    'identity that imports a use case',
    { [rule]: "import '#use-cases/sign-in/sign-out.ts'" },
    /arrow up: identity\/second-factors imports use-cases\/sign-in/u,
  ],
  [
    'a message that imports the registry of stores',
    { [`${provider}/messaging/mail/a.ts`]: "import type { Stores } from '#use-cases/stores.ts'" },
    /arrow up: messaging\/mail imports use-cases/u,
  ],
  [
    'a use case that imports one of a higher room',
    {
      [`${provider}/use-cases/prove-factor/a.ts`]: "import '../sign-in/sign-out.ts'",
    },
    /arrow up: use-cases\/prove-factor imports use-cases\/sign-in/u,
  ],
  [
    'what the server starts that imports a command',
    { [`${provider}/server/more.ts`]: "import '../cli/command.ts'", [`${provider}/cli/command.ts`]: '' },
    /arrow up: server imports cli/u,
  ],
  [
    'the dependencies that HR hands down, which import a journey',
    { 'apps/hr/src/deps.ts': "import './journeys/a.ts'", 'apps/hr/src/journeys/a.ts': '' },
    /arrow up: deps\.ts imports journeys/u,
  ],
  ['a folder without a place in the plan', { [`${provider}/wherever/a.ts`]: '' }, /stands in no layer/u],
  ['an import with a computed name', { [`${provider}/journeys/flow/more.ts`]: 'await import(name)' }, /computed/u],
  [
    'an import with a name in a template',
    { [`${provider}/journeys/flow/more.ts`]: 'await import(`./a/${name}.ts`)' },
    /computed/u,
  ],
  [
    'an import with a name put together',
    { [`${provider}/journeys/flow/more.ts`]: "await import('./a' + name)" },
    /computed/u,
  ],
  [
    'a "#" name that nobody declared',
    { [`${provider}/journeys/flow/more.ts`]: "import '#nowhere/x.ts'" },
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
      [`${provider}/protocols/directory/a.ts`]: "import '#j/sign-in/enter-code.ts'",
      'apps/provider/package.json': (valid['apps/provider/package.json'] ?? '').replace(
        '"#schema',
        '"#j/*":"./src/journeys/*","#schema',
      ),
    },
    /meet by address/u,
  ],
  [
    'what guards the journeys that knows one of them',
    {
      [`${provider}/journeys/flow/more.ts`]: "import '../sign-in/steps.ts'",
      [`${provider}/journeys/sign-in/steps.ts`]: '',
    },
    /arrow up: journeys\/flow imports journeys\/sign-in/u,
  ],
  // Apps and packages.
  ['a package imports an app', { 'packages/otp/src/a.ts': "import '@sluis/hr/main'" }, /a package imports the app/u],
  [
    'an app imports an app',
    { [`${provider}/journeys/flow/more.ts`]: "import type { main } from '@sluis/hr/main'" },
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
  [
    'an app is imported by its place',
    { 'apps/hr/a.ts': "import '../provider/src/server/main.ts'" },
    /apps know each other/u,
  ],
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
    'a circle of folders',
    {
      [`${provider}/journeys/account/home/a.ts`]: "import '../details/b.ts'",
      [`${provider}/journeys/account/details/b.ts`]: '',
      [`${provider}/journeys/account/details/c.ts`]: "import '../home/d.ts'",
      [`${provider}/journeys/account/home/d.ts`]: '',
    },
    /a circle: .*details → .*home → .*details|a circle: .*home → .*details → .*home/u,
  ],
  [
    'a circle of packages',
    {
      'packages/otp/src/code.ts': "import '@sluis/server-kit/clock'",
      'packages/server-kit/src/more.ts': "import '@sluis/otp'",
    },
    /a circle: packages\/otp → packages\/server-kit → packages\/otp|a circle: packages\/server-kit/u,
  ],
]
testsOf(broken)
