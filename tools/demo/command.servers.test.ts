// npm run demo:command as a person types it: it calls itself by its own name, and needs no demo to say what is wrong.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('./command.ts', import.meta.url)), ...args],
    { env: { ...process.env, SLUIS_DEMO_DATA: '/nowhere/demo' }, encoding: 'utf8' },
  )
  return { status, stdout, stderr }
}

test('help has the name of this command, and exit code 0', () => {
  const { status, stdout } = run('--help')
  assert.equal(status, 0)
  assert.match(stdout, /^npm run demo:command -- NOUN VERB …\n/u)
  assert.ok(!stdout.includes('provider:command'))
})

test('a wrong option is named before a demo is looked for', () => {
  const { status, stdout, stderr } = run('audit', 'verify', '--twice')
  assert.deepEqual([status, stderr], [2, ''])
  assert.match(stdout, /^"audit verify" has no option --twice\.\nSee npm run demo:command -- audit verify --help\n$/u)
})

test('without a demo it says so, and exit code 1', () => {
  const { status, stderr } = run('audit', 'verify')
  assert.deepEqual([status, stderr], [1, 'There is no demo in /nowhere/demo yet. Start it once with npm start.\n'])
})
