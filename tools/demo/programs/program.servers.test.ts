// Programs of the demo: called, stopped in order, killed when stuck, and never left behind.
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { startProgram, type Program } from './program.ts'

const directory = mkdtempSync(join(tmpdir(), 'sluis-program-'))
after(() => rmSync(directory, { recursive: true }))

const start = (how = ''): Program =>
  startProgram({
    name: 'plain',
    entry: new URL('../testing/plain-program.ts', import.meta.url),
    environment: { PATH: process.env['PATH'] ?? '', PLAIN: how },
    logFile: join(directory, 'plain.log'),
  })

test('answers calls, a refusal too, and ends in order when stopped', async () => {
  const program = start()
  await program.ready
  assert.equal(await program.call('double', 21), 42)
  await assert.rejects(program.call('refuse'), /plain: not with me/)
  await assert.rejects(program.call('something else'), /does not know/)
  await program.call('move-clock', 86_400_000)
  assert.ok(Math.abs((await program.call<number>('time-ahead')) - 86_400_000) < 1_000)
  await program.stop()
  assert.match(await program.gone, /code 0/)
  await program.stop()
})

test('one that cannot start says why, and only its owner can read its log', async () => {
  const program = start('fails')
  await assert.rejects(program.ready, /no bread today/)
  assert.match(await program.gone, /plain ended \(code 1\): no bread today/)
  assert.match(readFileSync(join(directory, 'plain.log'), 'utf8'), /no bread today/)
  assert.equal(statSync(join(directory, 'plain.log')).mode & 0o777, 0o600)
})

test('one that dies is reported as gone, and a call that waits for its answer is rejected', async () => {
  const program = start()
  await program.ready
  await assert.rejects(program.call('die'), /ended \(code 7\)/)
  assert.match(await program.gone, /code 7/)
})

test('ends when the demo is killed without warning (kill -9)', async () => {
  const parent = fork(fileURLToPath(new URL('../testing/careless-parent.ts', import.meta.url)), [], {
    env: { PATH: process.env['PATH'] ?? '', LOG: join(directory, 'orphan.log') },
  })
  const [pid] = (await once(parent, 'message')) as [number]
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  assert.ok(await isGone(pid), 'the program went on without the demo')
})

/** True once the process is gone; false when it is still there after ten seconds. */
function isGone(pid: number): Promise<boolean> {
  const until = Date.now() + 10_000
  return new Promise((resolve) => {
    const poll = () => {
      try {
        process.kill(pid, 0)
        if (Date.now() > until) return resolve(false)
        setImmediate(poll)
      } catch {
        resolve(true)
      }
    }
    poll()
  })
}
