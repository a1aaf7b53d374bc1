// The first thing npm starts: it installs when it must, only then, and hands over to Node 24.

import assert from 'node:assert/strict'
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

const SCRIPT = new URL('with-node24.mjs', import.meta.url).pathname
/** In place of npm: does what `npm install` does to the places that matter here, and says so. */
const NPM = `
import { copyFileSync, mkdirSync, symlinkSync, rmSync } from 'node:fs'
console.log('npm ' + process.argv.slice(2).join(' '))
rmSync('node_modules', { recursive: true, force: true })
mkdirSync('node_modules/.bin', { recursive: true })
copyFileSync(process.env.INSTALLS ?? 'package-lock.json', 'node_modules/.package-lock.json')
symlinkSync(process.execPath, 'node_modules/.bin/node')
process.exit(Number(process.env.NPM_ENDS_WITH ?? 0))
`
const ENTRY =
  "// An entry.\nconst said: string[] = process.argv.slice(2)\nconsole.log('entry ' + said.join(' '), process.env['PATH']?.split(':')[0], process.env['NODE_COMPILE_CACHE'])\nprocess.exitCode = Number(said[0] ?? 0)\n"

/** A project of its own, with these packages in its lock file. */
function project(t: TestContext, packages: object) {
  const root = mkdtempSync(join(tmpdir(), 'sluis-start-'))
  t.after(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'tools'))
  copyFileSync(SCRIPT, join(root, 'tools/with-node24.mjs'))
  writeFileSync(join(root, 'npm.mjs'), NPM)
  writeFileSync(join(root, 'entry.ts'), ENTRY)
  const lock = (name: string, content: object): void =>
    writeFileSync(join(root, name), JSON.stringify({ packages: { '': {}, ...content } }))
  lock('package-lock.json', packages)
  const env = {
    ...process.env,
    npm_execpath: join(root, 'npm.mjs'),
    NODE_COMPILE_CACHE: undefined,
    NODE_TEST_CONTEXT: undefined,
  }
  const start = (args: string[] = ['entry.ts'], more: Record<string, string> = {}): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [join(root, 'tools/with-node24.mjs'), ...args], {
      encoding: 'utf8',
      env: { ...env, ...more },
      cwd: tmpdir(),
    })
  return { root, lock, start, env }
}

const zod = { 'node_modules/zod': { version: '1.0.0', integrity: 'a' } }

test('a fresh clone is installed first, and only once', (t) => {
  const { start } = project(t, zod)
  assert.match(start().stdout, /npm install .*\nentry /u)
  assert.doesNotMatch(start().stdout, /npm install/u)
})

const stale: [string, object][] = [
  ['a newer version', { 'node_modules/zod': { version: '1.0.1', integrity: 'a' } }],
  ['other content under one version', { 'node_modules/zod': { version: '1.0.0', integrity: 'b' } }],
  ['one package more', { ...zod, 'node_modules/hono': { version: '4.0.0' } }],
  ['one workspace more', { ...zod, 'node_modules/@sluis/otp': { resolved: 'packages/otp', link: true } }],
]
for (const [what, packages] of stale) {
  test(`is installed again when the lock file asks for ${what}`, (t) => {
    const { start, lock } = project(t, zod)
    start()
    lock('package-lock.json', packages)
    assert.match(start().stdout, /npm install .*\nentry /u)
  })
}

test('packages for other machines may be absent, and packages too many are no harm', (t) => {
  const { start, lock } = project(t, { ...zod, 'node_modules/node-sunos': { version: '24.0.0', optional: true } })
  const build = { version: '2.0.0', optional: true }
  lock('package-lock.json', {
    ...zod,
    'node_modules/node-sunos': { version: '24.0.0', optional: true },
    'node_modules/build': build,
  })
  // A build for this machine, of which the lock file has the version alone.
  lock('installed.json', {
    ...zod,
    'node_modules/left-over': { version: '1.0.0' },
    'node_modules/build': { ...build, integrity: 'c', resolved: 'somewhere' },
  })
  start(['entry.ts'], { INSTALLS: 'installed.json' })
  assert.doesNotMatch(start().stdout, /npm install/u)
})

test('hands over words, exit code, a PATH with its own Node first, and a place for compiled code', (t) => {
  const { root, start } = project(t, zod)
  start()
  const { stdout, status } = start(['entry.ts', '7', 'two words'])
  assert.equal(status, 7)
  assert.equal(stdout.trim(), `entry 7 two words ${join(root, 'node_modules/.bin')} ${join(root, '.cache/compile')}`)
})

test('what it starts keeps its heap small, and so does what that starts; options of the shell come after ours', (t) => {
  const { root, start } = project(t, zod)
  start()
  writeFileSync(
    join(root, 'entry.ts'),
    "// An entry.\nconsole.log(process.execArgv.join(' '), process.env['NODE_OPTIONS'])\n",
  )
  const { stdout } = start(['entry.ts'], { NODE_OPTIONS: '--max-semi-space-size=16' })
  assert.equal(stdout.trim(), '--heap-growing-percent=50 --max-semi-space-size=4 --max-semi-space-size=16')
})

test('in production nothing is installed at a start: development packages may be absent, and others are asked for', (t) => {
  const { start, lock } = project(t, zod)
  start()
  const dev = { 'node_modules/oxlint': { version: '1.0.0', dev: true } }
  lock('package-lock.json', { ...zod, ...dev, 'node_modules/x': { version: '1.0.0', devOptional: true } })
  const { stdout, status } = start(['--installed', 'entry.ts', '0', 'as it is'])
  assert.deepEqual([stdout.includes('npm'), status], [false, 0])
  assert.match(stdout, /^entry 0 as it is /u)

  lock('package-lock.json', { ...zod, 'node_modules/hono': { version: '4.0.0' } })
  const refused = start(['--installed', 'entry.ts'])
  assert.deepEqual([refused.stdout, refused.status], ['', 1])
  assert.match(refused.stderr, /Run "npm ci --omit=dev"/u)
})

test('says what to do when the packages cannot be installed', (t) => {
  const { start } = project(t, zod)
  const { status, stderr } = start(['entry.ts'], { NPM_ENDS_WITH: '3' })
  assert.equal(status, 1)
  assert.match(stderr, /could not be installed.*"npm install"/u)
})

test('who stops it stops the program', async (t) => {
  const { root, start, env } = project(t, zod)
  start()
  writeFileSync(
    join(root, 'entry.ts'),
    "// An entry.\nprocess.once('SIGTERM', () => { console.log('stopped'); process.exit(5) })\nsetInterval(() => {}, 1000)\nconsole.log('ready')\n",
  )
  const child = spawn(process.execPath, [join(root, 'tools/with-node24.mjs'), 'entry.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    if (output === '') child.kill('SIGTERM')
    output += part
  })
  const [code] = (await once(child, 'close')) as [number]
  assert.equal(output, 'ready\nstopped\n')
  assert.equal(code, 5)
})
