// A kept folder is made once, again when its sources change, and never found half made; copies are independent.
import assert from 'node:assert/strict'
import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { promisify } from 'node:util'
import { keptFolder, ownCopy } from './kept-folder.ts'

/** A unique name, and a file to depend on. */
function place(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-kept-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const source = join(folder, 'source')
  writeFileSync(source, 'first')
  let made = 0
  const kept = async (): Promise<string> => {
    const path = await keptFolder(basename(folder), [source], async (into) => {
      made += 1
      writeFileSync(join(into, 'text'), readFileSync(source))
    })
    t.after(() => rmSync(path, { recursive: true, force: true }))
    return path
  }
  return { source, kept, made: () => made, name: basename(folder) }
}

test('is made once', async (t) => {
  const { kept, made } = place(t)
  assert.equal(await kept(), await kept())
  assert.equal(made(), 1)
})

test('is made again when what it depends on has changed', async (t) => {
  const { kept, source } = place(t)
  const first = await kept()
  writeFileSync(source, 'second')
  const second = await kept()
  assert.notEqual(first, second)
  assert.equal(readFileSync(join(second, 'text'), 'utf8'), 'second')
})

test('several that want it at the same time all find a complete one, made once', async (t) => {
  const { kept, made } = place(t)
  const paths = await Promise.all([kept(), kept(), kept()])
  assert.equal(new Set(paths).size, 1)
  assert.equal(readFileSync(join(paths[0], 'text'), 'utf8'), 'first')
  assert.equal(made(), 1)
})

test('processes that want many at the same time get each of them', async (t) => {
  const { name } = place(t)
  const program = `const { keptFolder } = await import(${JSON.stringify(import.meta.resolve('./kept-folder.ts'))})
    const paths = []
    for (let at = 0; at < 80; at++) paths.push(await keptFolder(${JSON.stringify(name)} + at, [], () => Promise.resolve()))
    console.log(JSON.stringify(paths))`
  const run = promisify(execFile)
  const all = await Promise.all(
    Array.from({ length: 4 }, () => run(process.execPath, ['--input-type=module', '-e', program])),
  )
  const paths = JSON.parse(all[0]!.stdout) as string[]
  t.after(() => paths.forEach((path) => rmSync(path, { recursive: true, force: true })))
  assert.equal(new Set(paths).size, 80)
  assert.equal(new Set(all.map(({ stdout }) => stdout)).size, 1)
})

test('whoever was killed while making it keeps nobody waiting', async (t) => {
  const { name, source, kept } = place(t)
  const program = `const { keptFolder } = await import(${JSON.stringify(import.meta.resolve('./kept-folder.ts'))})
    await keptFolder(${JSON.stringify(name)}, [${JSON.stringify(source)}], () => process.kill(process.pid, 'SIGKILL'))`
  const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', program])
  assert.equal(signal, 'SIGKILL')
  assert.equal(readFileSync(join(await kept(), 'text'), 'utf8'), 'first')
})

test('a failed attempt leaves nothing', async (t) => {
  const { name, source, kept } = place(t)
  const fails = keptFolder(name, [source], () => Promise.reject(new Error('no bread')))
  await assert.rejects(fails, /no bread/u)
  assert.ok(existsSync(join(await kept(), 'text')))
})

test('a change to a copy changes neither the kept folder nor another copy', async (t) => {
  const folder = await place(t).kept()
  const [one, other] = [ownCopy(folder), ownCopy(folder)]
  writeFileSync(join(one, 'text'), 'scribbled')
  assert.equal(readFileSync(join(other, 'text'), 'utf8'), 'first')
  assert.equal(readFileSync(join(folder, 'text'), 'utf8'), 'first')
  assert.notEqual(dirname(one), folder)
})

test('a copy goes with its process, and that of a process that was killed when the next one comes', async (t) => {
  const folder = await place(t).kept()
  const copyIn = (ending: string): string => {
    const program = `const { ownCopy } = await import(${JSON.stringify(import.meta.resolve('./kept-folder.ts'))})
      console.log(ownCopy(${JSON.stringify(folder)})); ${ending}`
    const args = ['--input-type=module', '-e', program]
    return execFileSync('sh', ['-c', '"$@" || true', 'sh', process.execPath, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  }
  assert.ok(!existsSync(copyIn('')))
  const orphan = copyIn("process.kill(process.pid, 'SIGKILL')")
  assert.ok(existsSync(join(orphan, 'text')))
  copyIn('')
  assert.ok(!existsSync(orphan))
})
