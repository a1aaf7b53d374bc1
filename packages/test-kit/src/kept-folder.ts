// Folders that are costly to make and always the same: made once under node_modules/.cache; tests use copies.

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
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
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { scratchFolder } from './scratch-folder.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const CACHE = join(ROOT, 'node_modules/.cache/sluis-tests')
const KEPT_MS = 7 * 86_400_000

/**
 * The folder of this name, made again when a file in `dependsOn` or the installed packages have changed. `make` fills
 * an empty folder. Of two that make it concurrently, one is thrown away.
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
  if (existsSync(kept)) {
    utimesSync(kept, new Date(), new Date())
    return kept
  }
  mkdirSync(CACHE, { recursive: true })
  forgetUnused()
  const making = mkdtempSync(join(CACHE, 'making-'))
  try {
    await make(making)
    // In one step, so that it is never found half made.
    renameSync(making, kept)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(kept)) throw error
  }
  return kept
}

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
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true })
  }
}
