// Programs of the demo: asked and answered, stopped in order, ended by force, and never left behind.
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

test('is asked and answers, a refusal too, and ends in order when told to', async () => {
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

test('one that cannot start says why, and its log is for its owner alone', async () => {
  const program = start('fails')
  await assert.rejects(program.ready, /no bread today/)
  assert.match(await program.gone, /plain ended \(code 1\): no bread today/)
  assert.match(readFileSync(join(directory, 'plain.log'), 'utf8'), /no bread today/)
  assert.equal(statSync(join(directory, 'plain.log')).mode & 0o777, 0o600)
})

test('one that dies is known to be gone, and whoever waits for its answer is told', async () => {
  const program = start()
  await program.ready
  await assert.rejects(program.call('die'), /ended \(code 7\)/)
  assert.match(await program.gone, /code 7/)
})

test('ends when the demo is killed, without a word (kill -9)', async () => {
  const parent = fork(fileURLToPath(new URL('../testing/careless-parent.ts', import.meta.url)), [], {
    env: { PATH: process.env['PATH'] ?? '', LOG: join(directory, 'orphan.log') },
  })
  const [pid] = (await once(parent, 'message')) as [number]
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  assert.ok(await isGone(pid), 'the program went on without the demo')
})

/** True as soon as there is no such process any more; false where it is still there after ten seconds. */
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
