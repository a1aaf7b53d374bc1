#!/usr/bin/env node
// Runs a TypeScript entry under the Node 24 that comes with the project, after installing what is missing. With
// --installed, as in production, it installs nothing: a start needs no network, and no development packages.
// Plain JavaScript that Node 20 runs: it is what npm starts first, on whatever Node the machine has.

import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')
const isWindows = process.platform === 'win32'

/** The packages of a lock file by their place, without the project's own entry. */
function packagesIn(lockFile) {
  const { packages } = JSON.parse(readFileSync(lockFile, 'utf8'))
  return Object.entries(packages).filter(([place]) => place.startsWith('node_modules/'))
}

/**
 * Whether what is installed differs from the lock file. Packages for other machines may be absent, and in production
 * those of development too. Of some builds for other machines the lock file has the version alone.
 */
function isStale({ isProduction }) {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return true
  const there = new Map(packagesIn(installed))
  return packagesIn(join(root, 'package-lock.json')).some(([place, wanted]) => {
    const found = there.get(place)
    if (!found) return !wanted.optional && !wanted.peer && !(isProduction && (wanted.dev || wanted.devOptional))
    return (
      found.version !== wanted.version ||
      found.integrity !== (wanted.integrity ?? found.integrity) ||
      found.resolved !== (wanted.resolved ?? found.resolved)
    )
  })
}

// Not "npm ci", which begins by deleting what is there. This takes what the lock file says just as exactly, and leaves
// the lock file as it is.
const INSTALL = ['install', '--no-save', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']

function install() {
  console.log('Installing packages …')
  // npm says where it is itself; without it, the one on the PATH.
  const npm = process.env.npm_execpath
  const [program, args] = npm ? [process.execPath, [npm, ...INSTALL]] : ['npm', INSTALL]
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', shell: isWindows && !npm })
  if (status !== 0)
    fail(
      `The packages could not be installed${error ? `: ${error.message}` : ''}. Run "npm install" and read what it says.`,
    )
}

/**
 * The project's own Node first, so that every machine runs the same; else the one that runs this, if it is new enough.
 */
function node24() {
  const own = [
    '.bin/node',
    `node-${process.platform}-${process.arch}/bin/node`,
    `node-bin-${process.platform}-${process.arch}/bin/node`,
  ]
    .map((path) => join(root, 'node_modules', path))
    .find((path) => existsSync(path))
  if (own) return own
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(
    `Node 24 is needed, and there is no build of it among the packages for ${process.platform} on ${process.arch}. Install Node 24 and start again.`,
  )
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

const given = process.argv.slice(2)
const isProduction = given[0] === '--installed'
const [entry, ...args] = isProduction ? given.slice(1) : given
if (!entry) fail('Say what to run: node tools/with-node24.mjs tools/test/run.ts')
if (isStale({ isProduction })) {
  if (isProduction) fail('The packages are not those of package-lock.json. Run "npm ci --omit=dev", and start again.')
  install()
}

// What is new is looked through in pieces of 4 MB, and all of it when it is half as large again as what was in use.
// Node's own limits go by the machine's memory: with them the provider takes up to 240 MB more, and 2 % less time. The
// second is an option that NODE_OPTIONS does not take.
const MEMORY = { inherited: '--max-semi-space-size=4', own: '--heap-growing-percent=50' }

const child = spawn(node24(), [MEMORY.own, entry, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: bin + delimiter + process.env.PATH,
    NODE_OPTIONS: `${MEMORY.inherited} ${process.env.NODE_OPTIONS ?? ''}`.trim(),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, '.cache', 'compile'),
  },
})
child.on('error', (error) => fail(`Node 24 could not be started: ${error.message}`))
// Who stops this stops the child. On a terminal Ctrl-C reaches the child by itself, and twice would be once too often.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
}
child.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
})
