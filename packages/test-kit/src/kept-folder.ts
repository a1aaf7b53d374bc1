// Folders that are costly to make and always the same: made once under node_modules/.cache; tests use copies.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from './scratch-folder.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const CACHE = join(ROOT, 'node_modules/.cache/sluis-tests')
const KEPT_MS = 7 * 86_400_000
/** Whoever was making a folder may have been killed. */
const LOOK_AGAIN_MS = 500

/**
 * The folder of this name, made again when a file in `dependsOn` or the installed packages have changed. `make` fills
 * an empty folder. Of those who want it at the same time one makes it, and the others wait.
 */
export async function keptFolder(
  name: string,
  dependsOn: readonly string[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256')
  for (const path of [join(ROOT, 'package-lock.json'), ...dependsOn])
    hash.update(createHash('sha256').update(readFileSync(path)).digest())
  const kept = join(CACHE, `${name}-${hash.digest('hex').slice(0, 16)}`)
  if (isUsed(kept)) return kept
  mkdirSync(CACHE, { recursive: true })
  forgetUnused()
  const lock = `${kept}.lock`
  if (!isTaken(lock)) {
    await untilGone(lock)
    return keptFolder(name, dependsOn, make)
  }
  const making = mkdtempSync(join(CACHE, 'making-'))
  try {
    await make(making)
    // In one step, so that it is never found half made.
    renameSync(making, kept)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(kept)) throw error
  } finally {
    rmSync(lock, { force: true })
  }
  return kept
}

/** Notes the use of what is there; false where it is not. */
function isUsed(kept: string): boolean {
  return unlessGone(() => utimesSync(kept, new Date(), new Date())) !== null
}

/** Null where the file is gone: between a look whether it is there and this, another process may have taken it away. */
function unlessGone<Value>(act: () => Value): Value | null {
  try {
    return act()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return null
  }
}

/** Holds the id of its process; false where another has it. */
function isTaken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}

async function untilGone(lock: string): Promise<void> {
  const watcher = watch(CACHE)
  try {
    for (let owner = ownerOf(lock); owner !== null; owner = ownerOf(lock)) {
      // Of a process that was killed; one that has not written its id yet lives.
      if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true })
      else await once(watcher, 'change', { signal: AbortSignal.timeout(LOOK_AGAIN_MS) }).catch(() => undefined)
    }
  } finally {
    watcher.close()
  }
}

/** The process that holds the lock, 0 before it has written its id; null where nobody does. */
const ownerOf = (lock: string): number | null => unlessGone(() => Number(readFileSync(lock, 'utf8')))

/** Copies it with owners and permissions to a path that does not exist yet. */
export function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to])
}

const COPY = 'sluis-copy-'
const copies: string[] = []

/** A private copy, deleted when the process exits. */
export function ownCopy(folder: string): string {
  const copy = mkdtempSync(join(scratchFolder(), `${COPY}${process.pid}-`))
  if (copies.push(copy) === 1) {
    removeOrphans()
    process.once('exit', () => copies.forEach((path) => rmSync(path, { recursive: true, force: true })))
  }
  copyFolder(`${folder}/.`, copy)
  return copy
}

/** What a process that was killed could not take away. */
function removeOrphans(): void {
  for (const name of readdirSync(scratchFolder())) {
    const owner = name.startsWith(COPY) ? Number.parseInt(name.slice(COPY.length), 10) : Number.NaN
    if (owner > 0 && !isAlive(owner)) rmSync(join(scratchFolder(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Somebody else's process lives all the same.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function forgetUnused(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name)
    // Others make folders meanwhile, and take away what they made them with.
    const found = statSync(path, { throwIfNoEntry: false })
    if (found && Date.now() - found.mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true })
  }
}
