// The test runner itself: whatever goes wrong in a file is counted, shown, and never lost.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { judged, type Report } from './counts.ts'

const here = (name: string): string => new URL(name, import.meta.url).pathname

/** Runs files as `npm test` does; each is given its imports. */
function run(...texts: string[]): { counts: unknown; report: Report; exit: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-runner-'))
  try {
    const paths = texts.map((text, index) => {
      const path = join(folder, `${index}.test.ts`)
      writeFileSync(path, `import { describe, test } from 'node:test'\n${text}\n`)
      return path
    })
    const counts = join(folder, 'counts.json')
    const args = [`--test-reporter=${here('reporter.ts')}`, '--test-timeout=500', here('one-process.ts'), ...paths]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      // Not as a child of this run, whose own tests it would then report to.
      env: {
        ...process.env,
        NODE_TEST_CONTEXT: undefined,
        SLUIS_TEST_COUNTS: counts,
        SLUIS_TEST_IDLE_SECONDS: '0.2',
        SLUIS_TEST_LOAD_SECONDS: '1',
      },
      timeout: 30_000,
    })
    const report = JSON.parse(readFileSync(counts, 'utf8')) as Report
    return { counts: judged(report, true), report, exit: status, output: stdout + stderr }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const good = "test('good', () => {})"

test('what passes is counted and not shown', () => {
  const { report, exit, output } = run(good, `describe('group', () => { ${good}; ${good} })`)
  assert.deepEqual(
    report.files.map(({ counts }) => counts),
    [
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 0, skipped: 0 },
    ],
  )
  assert.deepEqual([exit, output], [0, ''])
})

test("a file's hooks are for its tests alone, and it has ended when the next is loaded", () => {
  const noting = (name: string): string =>
    `import { after, beforeEach } from 'node:test'
    const notes = (globalThis.notes ??= [])
    beforeEach(() => void notes.push('before ${name}'))
    after(() => void notes.push('after ${name}'))
    test('noted', () => void notes.push('in ${name}'))`
  const { counts, output } = run(
    noting('one'),
    noting('two'),
    "test('all', () => { if (globalThis.notes.join() !== 'before one,in one,after one,before two,in two,after two') throw new Error(globalThis.notes.join()) })",
  )
  assert.equal(output, '')
  assert.deepEqual(counts, { passed: 3, failed: 0, skipped: 0 })
})

test('what fails is shown with its place and its reason', () => {
  const { counts, exit, output } = run(
    `${good}\ntest('bad', () => { throw new Error('reason') })\ndescribe('group', () => { test('worse', async () => { throw new Error('other') }) })`,
  )
  assert.deepEqual(counts, { passed: 1, failed: 2, skipped: 0 })
  assert.equal(exit, 1)
  assert.match(output, /✖ bad \(.*0\.test\.ts:3\)\s+Error: reason/u)
  assert.match(output, /✖ worse \(.*\)\s+Error: other/u)
})

test('what is skipped or to do is neither', () => {
  assert.deepEqual(run("test('a', { skip: true }, () => {})\ntest('b', { todo: true }, () => {})").counts, {
    passed: 0,
    failed: 0,
    skipped: 2,
  })
})

const broken: [string, string[], object, RegExp][] = [
  [
    'a file that throws behind its first test',
    [`${good}\nthrow new Error('late')`, good],
    { passed: 2, failed: 1, skipped: 0 },
    /0\.test\.ts can be loaded[\s\S]*late/u,
  ],
  [
    'a file that is no TypeScript',
    ['const = 1', good],
    { passed: 1, failed: 1, skipped: 0 },
    /0\.test\.ts can be loaded/u,
  ],
  [
    'a file that waits for ever while it is loaded',
    [`${good}\nawait new Promise(() => {})`, good],
    { passed: 2, failed: 1, skipped: 0 },
    /0\.test\.ts can be loaded[\s\S]*not within 1 s/u,
  ],
  [
    'a file that imports what is not there',
    ["import './none.ts'", good],
    { passed: 1, failed: 1, skipped: 0 },
    /none\.ts/u,
  ],
  [
    'an error after the end of its test',
    ["test('d', () => { setImmediate(() => { throw new Error('after') }) })"],
    { passed: 1, failed: 0, skipped: 0 },
    /after/u,
  ],
  [
    'a promise that nobody waited for',
    ["test('d', () => { void Promise.reject(new Error('unseen')) })"],
    { passed: 1, failed: 0, skipped: 0 },
    /unseen/u,
  ],
  [
    'a hook that throws before the tests',
    [`import { before } from 'node:test'\nbefore(() => { throw new Error('no world') })\n${good}`, good],
    // The test that could not run, and the hook.
    { passed: 1, failed: 2, skipped: 0 },
    /no world/u,
  ],
  [
    'a hook that throws after the tests',
    [`import { after } from 'node:test'\nafter(() => { throw new Error('faults in the log') })\n${good}`, good],
    { passed: 2, failed: 1, skipped: 0 },
    /faults in the log/u,
  ],
  [
    'a server left open',
    ["import { createServer } from 'node:net'\ncreateServer().listen(0)\n" + good],
    { passed: 1, failed: 0, skipped: 0 },
    /does not end\. Still open: TCPServerWrap/u,
  ],
  [
    'a test that never ends',
    ["test('stuck', () => new Promise(() => { setInterval(() => {}, 1000) }))"],
    { passed: 0, failed: 1, skipped: 0 },
    /stuck[\s\S]*timed out/u,
  ],
  [
    'a process that ends in the middle',
    [`${good}\ntest('exit', () => process.exit(0))`],
    { passed: 0, failed: 0, skipped: 0 },
    /ended before its tests/u,
  ],
]
for (const [rule, texts, expected, output] of broken) {
  test(`tells of ${rule}`, () => {
    const result = run(...texts)
    assert.deepEqual(result.counts, expected)
    assert.notEqual(result.exit, 0)
    assert.match(result.output, output)
  })
}
