// The lock on a data directory: a second process is refused immediately, and a killed one leaves nothing behind.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DataDirectoryInUse, DataDirectoryUnusable, lockDirectory } from './data-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluis-lock-'))
const children: ChildProcess[] = []
after(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})
/** Another process that takes the lock and says how that went; it lives until it is killed. */
async function another(directory: string): Promise<{ output: string; child: ChildProcess }> {
  const code = `import { lockDirectory } from ${JSON.stringify(new URL('data-lock.ts', import.meta.url).href)}
    try { lockDirectory(${JSON.stringify(directory)}); console.log('taken'); setInterval(() => {}, 1e6) } catch (error) { console.log(error.name + ': ' + error.message) }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'ignore'] })
  children.push(child)
  const [part] = (await once(child.stdout, 'data')) as [Buffer]
  return { output: part.toString().trim(), child }
}

test('a second process is refused immediately, with who has it and what to do', async () => {
  const directory = join(folder, 'second')
  const first = await another(directory)
  assert.equal(first.output, 'taken')
  const begun = performance.now()
  const { output } = await another(directory)
  assert.ok(performance.now() - begun < 5_000)
  assert.match(
    output,
    new RegExp(
      `^DataDirectoryInUse: The data directory ${directory} is in use by process ${first.child.pid}\\..*stop that one first`,
      'u',
    ),
  )
  assert.throws(() => lockDirectory(directory), DataDirectoryInUse)
  assert.equal(
    (await another(directory)).output.startsWith('DataDirectoryInUse'),
    true,
    'it is never stolen from a live process',
  )
})
test('after kill -9 the next one has it', async () => {
  const directory = join(folder, 'killed')
  const first = await another(directory)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  assert.equal((await another(directory)).output, 'taken')
})
test('a lock that is released can be taken again, in the same process too', () => {
  const directory = join(folder, 'released')
  const lock = lockDirectory(directory)
  assert.throws(() => lockDirectory(directory), DataDirectoryInUse)
  lock.release()
  lockDirectory(directory).release()
})
test('another directory is another lock, and nobody else reads it', () => {
  const [one, other] = [lockDirectory(join(folder, 'one')), lockDirectory(join(folder, 'other'))]
  assert.equal(statSync(join(folder, 'one')).mode & 0o077, 0)
  one.release()
  other.release()
})
test('a directory that is a file, or lies in one, is refused with what to do', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  for (const directory of [file, join(file, 'in-it')])
    assert.throws(
      () => lockDirectory(directory),
      (error) => error instanceof DataDirectoryUnusable && error.message.includes(`${directory} cannot be used`),
    )
})
