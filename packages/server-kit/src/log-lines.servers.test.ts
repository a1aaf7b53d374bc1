// A log that nobody takes costs lines, never the process: no room on the disk, a reader that stops, a reader that dies.
// Each in a process of its own, whose log is what the test makes of it.
import assert from 'node:assert/strict'
import { spawn, type StdioOptions } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'

const folder = mkdtempSync(join(tmpdir(), 'sluis-log-'))
after(() => rmSync(folder, { recursive: true }))

/** Runs the statements in a process that answers on its error output. */
function logging(statements: string, stdout: 'pipe' | number, command: [string, ...string[]] = [process.execPath]) {
  const code = `import { createLog } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)}
    const log = createLog('sluis', 'info'); const say = (text) => process.stderr.write(text + '\\n'); ${statements}`
  const stdio: StdioOptions = ['pipe', stdout, 'pipe']
  const [program, ...args] = command
  const child = spawn(program, [...args, '--input-type=module', '-e', code], { stdio })
  let said = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => void (said += text))
  return {
    child,
    ended: (once(child, 'close') as Promise<[number | null]>).then(([exitCode]) => ({ exitCode, said })),
    said: async (text: string) => {
      while (!said.includes(text)) await once(child.stderr!, 'data')
    },
  }
}
const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map(
      (line) => (JSON.parse(line) as { msg: string; lost?: number }).lost ?? (JSON.parse(line) as { msg: string }).msg,
    )

describe('log lines', { concurrency: true }, () => {
  test('without room on the disk they are lost, and the process goes on', async () => {
    const full = openSync('/dev/full', 'w')
    const { ended } = logging("for (let n = 0; n < 1000; n++) log.info('x'); say('alive')", full)
    closeSync(full)
    assert.deepEqual(await ended, { exitCode: 0, said: 'alive\n' })
  })
  test('when there is room again, the first line says how many were lost, and none is glued to a part of one', async () => {
    const path = join(folder, 'log')
    const file = openSync(path, 'a')
    // A file may grow to a kilobyte here; emptied, it may again.
    const { ended } = logging(
      `const { truncateSync } = await import('node:fs')
      log.info('a'.repeat(800)); for (let n = 0; n < 3; n++) log.info('b'.repeat(200))
      const { readFileSync } = await import('node:fs'); say(String(readFileSync(${JSON.stringify(path)}).length))
      truncateSync(${JSON.stringify(path)}); log.info('c')`,
      file,
      // SIGXFSZ, which the limit of the shell sends, would end it; a disk sends none.
      ['/bin/bash', '-c', `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`, process.execPath],
    )
    closeSync(file)
    assert.deepEqual(await ended, { exitCode: 0, said: '1024\n' })
    assert.deepEqual(linesOf(readFileSync(path, 'utf8')), [3, 'c'])
  })
  test('a reader that stops reading holds nobody up, and is told what it missed when it reads on', async () => {
    const { child, said, ended } = logging(
      `const begun = performance.now()
      for (let n = 0; n < 30_000; n++) log.info('x'.repeat(100))
      say('free ' + (performance.now() - begun < 3_000))
      process.stdin.once('data', () => { log.info('after'); process.stdin.destroy() })`,
      'pipe',
    )
    await said('free true')
    let text = ''
    child.stdout!.setEncoding('utf8')
    for await (const part of child.stdout!) {
      text += part as string
      // All that was kept has come, so there is room.
      if (text.split('\n').length > 5_000 && !child.stdin!.writableEnded) child.stdin!.end('go on')
    }
    assert.equal((await ended).exitCode, 0)
    const lines = linesOf(text)
    const lost = lines.at(-2) as number
    assert.equal(lines.at(-1), 'after')
    assert.ok(lost > 1_000 && lines.length - 2 + lost === 30_000, `${lines.length} lines, ${lost} lost`)
  })
  test('a reader that dies does not take the process with it', async () => {
    const { child, said, ended } = logging(
      `process.stdin.once('data', () => {
        for (let n = 0; n < 10; n++) log.info('x')
        setImmediate(() => { log.info('y'); setImmediate(() => { say('alive'); process.stdin.destroy() }) })
      }); say('ready')`,
      'pipe',
    )
    await said('ready')
    child.stdout!.destroy()
    child.stdin!.end('go on')
    assert.deepEqual(await ended, { exitCode: 0, said: 'ready\nalive\n' })
  })
})
