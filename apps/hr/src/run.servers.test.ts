// The program as it is started: it answers, ends in order, and says in a sentence why it cannot start.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from '@sluis/test-kit'

const PROGRAM = fileURLToPath(new URL('./run.ts', import.meta.url))

function start(t: TestContext, environment: Record<string, string>) {
  const child = spawn(process.execPath, [PROGRAM], {
    env: { PATH: process.env['PATH'] ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString()))
  child.stderr.on('data', (data: Buffer) => (output += data.toString()))
  return {
    output: () => output,
    ended: once(child, 'exit').then(([code]) => code as number | null),
    stop: () => child.kill('SIGTERM'),
    answers: () => once(child.stdout, 'data'),
  }
}

test('it answers, a second one on its data or with another key is refused with the reason, and SIGTERM ends it in order', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'kade-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const port = await freePort()
  const sealing = { HR_SECRET_KEY: Buffer.alloc(32, 5).toString('base64'), HR_DATA_DIRECTORY: directory }
  const sluis = {
    HR_ISSUER: `http://localhost:${await freePort()}`,
    HR_CLIENT_ID: 'kade',
    HR_CLIENT_SECRET: 'a-secret-long-enough',
  }
  const kade = start(t, { HR_PORT: String(port), ...sealing, ...sluis })
  await kade.answers()
  const at = (path: string) => fetch(`http://localhost:${port}${path}`)
  assert.equal((await at('/livez')).status, 200)
  assert.equal((await at('/readyz')).status, 200)
  assert.match(await (await at('/')).text(), /<h1>Log in<\/h1>/)

  const second = start(t, { HR_PORT: String(await freePort()), ...sealing, ...sluis })
  assert.equal(await second.ended, 1)
  assert.match(second.output(), /in use by process \d+/)
  assert.doesNotMatch(second.output(), /\n\s+at /)

  kade.stop()
  assert.equal(await kade.ended, 0)
  assert.match(kade.output(), /Kade has stopped/)

  const otherKey = { HR_SECRET_KEY: Buffer.alloc(32, 6).toString('base64') }
  const third = start(t, { HR_PORT: String(port), ...sealing, ...sluis, ...otherKey })
  assert.equal(await third.ended, 1, 'with another key its bank accounts could not be read')
  assert.match(third.output(), /^This database was sealed with a key that is not in the settings: key [0-9a-f]{8}\./)
  assert.doesNotMatch(third.output(), /\n\s+at /)
})

test('wrong settings are named, and nothing is started', async (t) => {
  const kade = start(t, { HR_PORT: 'x' })
  assert.equal(await kade.ended, 1)
  for (const name of ['HR_PORT', 'HR_ISSUER', 'HR_SECRET_KEY', 'HR_CLIENT_ID'])
    assert.match(kade.output(), new RegExp(name))
})
