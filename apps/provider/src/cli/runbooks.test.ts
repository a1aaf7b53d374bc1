// The lines that runbooks tell an operator to type are ones that work.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readCommandLine } from './command-line.ts'
import { COMMANDS } from './command.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))
const PAGES = [
  'README.md',
  'apps/provider/README.md',
  'docs/conformance.md',
  ...globSync('docs/runbooks/*.md', { cwd: ROOT }),
]

/** What stands in code, on one line and in blocks, and begins like this. */
const linesBeginning = (begin: string): { page: string; line: string }[] =>
  PAGES.flatMap((page) =>
    [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```\w*\n([\s\S]*?)```|`([^`]+)`/gu)]
      .flatMap(([, block, span]) => block?.split('\n') ?? [span!.replaceAll(/\s+/gu, ' ')])
      .map((line) => ({ page, line: line.replace(/\s+#.*$/u, '').trim() }))
      .filter(({ line }) => line.startsWith(begin)),
  )

test('each command of an operator exists, with its options', () => {
  const found = linesBeginning('npm run provider:command -- ')
  assert.ok(found.length > 10)
  for (const { page, line } of found) {
    const words = line.split(' -- ')[1]!.match(/"[^"]*"|\S+/gu)!
    const read = readCommandLine(
      words.map((word) => word.replaceAll('"', '')),
      COMMANDS,
    )
    assert.notEqual(read.kind, 'wrong', `${page}: ${line}: ${read.kind === 'wrong' ? read.sentences.join(' ') : ''}`)
  }
})

test('each script that is started exists, and in production none installs anything', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const { page, line } of linesBeginning('npm run '))
    assert.ok(Object.hasOwn(scripts, line.split(' ')[2]!), `${page}: ${line}`)
  for (const name of ['provider', 'provider:command', 'hr'])
    assert.match(scripts[name]!, /with-node24\.mjs --installed /u, name)
})

test('"npm ci --omit=dev" takes the lock file as it is: nothing that a package asks for is missing in it', () => {
  assert.ok(linesBeginning('npm ci --omit=dev').length > 0)
  const folder = mkdtempSync(join(tmpdir(), 'sluis-ci-'))
  try {
    const files = [
      'package-lock.json',
      '.npmrc',
      ...globSync(['package.json', '{apps,packages}/*/package.json'], { cwd: ROOT }),
    ]
    for (const file of files) cpSync(join(ROOT, file), join(folder, file))
    const npm = process.env['npm_execpath']
    const args = ['ci', '--omit=dev', '--dry-run', '--offline', '--loglevel=error']
    const { status, stderr } = spawnSync(npm ? process.execPath : 'npm', npm ? [npm, ...args] : args, {
      cwd: folder,
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr.slice(0, 2_000))
  } finally {
    rmSync(folder, { recursive: true })
  }
})
