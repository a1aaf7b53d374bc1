// The demo's settings: defaults, ports, and what the programs do not inherit.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { SettingsError } from '@sluis/server-kit/settings'
import { bareEnvironment, readDemoSettings } from './settings.ts'

test('without a setting: the ports of the README and data/demo', () => {
  const { ports, origins, data, root } = readDemoSettings({})
  assert.deepEqual(ports, { provider: 4400, hr: 4401, desk: 4403, smtp: 0 })
  assert.equal(origins.hr, 'http://localhost:4401')
  assert.equal(data, join(root, 'data', 'demo'))
})

test('ports and data can be set, an absolute directory as it is', () => {
  const { ports, origins, data } = readDemoSettings({
    SLUIS_PORT: '5400',
    DESK_PORT: '5403',
    SLUIS_DEMO_DATA: '/var/tmp/demo',
  })
  assert.deepEqual(
    [ports.provider, ports.hr, origins.desk, data],
    [5400, 4401, 'http://localhost:5403', '/var/tmp/demo'],
  )
})

test('one error names every wrong setting', () => {
  assert.throws(
    () => readDemoSettings({ SLUIS_PORT: 'x', HR_PORT: '70000' }),
    (error) => error instanceof SettingsError && /SLUIS_PORT.*\n.*HR_PORT/.test(error.message),
  )
})

test("what is wrong is explained in the demo's README, which the error names", () => {
  const readme = readFileSync(new URL('./README.md', import.meta.url), 'utf8')
  const ports = ['SLUIS_PORT', 'HR_PORT', 'DESK_PORT', 'SLUIS_DEMO_SMTP_PORT']
  assert.throws(
    () => readDemoSettings(Object.fromEntries(ports.map((name) => [name, 'x']))),
    /\nEach is explained in tools\/demo\/README\.md\.$/,
  )
  for (const name of [...ports, 'SLUIS_DEMO_DATA']) assert.ok(readme.includes(`\`${name}\``), name)
})

test('several processes are refused with the reason: its database serves one', () => {
  assert.throws(() => readDemoSettings({ SLUIS_PROCESSES: '2' }), /SLUIS_PROCESSES: .*embedded database/)
  assert.ok(readDemoSettings({ SLUIS_PROCESSES: '1' }))
})

test('two programs on one port are refused', () => {
  assert.throws(() => readDemoSettings({ SLUIS_PORT: '4401' }), /HR_PORT: is the port of another program/)
})

test('programs inherit what they use to run, limits of memory too, and no setting', () => {
  assert.deepEqual(
    bareEnvironment({
      PATH: '/bin',
      HOME: '/home/x',
      DATABASE_URL: 'postgres://production',
      NODE_OPTIONS: '--inspect',
      SLUIS_ISSUER: 'x',
    }),
    { PATH: '/bin', HOME: '/home/x' },
  )
  assert.deepEqual(bareEnvironment({ NODE_OPTIONS: '--inspect --max-semi-space-size=8 --no-warnings' }), {
    NODE_OPTIONS: '--max-semi-space-size=8',
  })
})
