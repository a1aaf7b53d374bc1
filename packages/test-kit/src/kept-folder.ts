// What is costly to make and always the same, made once and kept under node_modules/.cache: tests take copies of it.

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
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const CACHE = join(ROOT, 'node_modules/.cache/sluis-tests')
const KEPT_MS = 7 * 86_400_000

/**
 * The folder of this name, made anew where anything that it depends on has changed: files by their paths, and the
 * installed packages in any case. `make` fills an empty folder. Of two who make it at once, one throws its own away.
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
    // In one step, so that nobody ever finds it by half.
    renameSync(making, kept)
  } catch (error) {
    rmSync(making, { recursive: true, force: true })
    if (!existsSync(kept)) throw error
  }
  return kept
}

/** Copies it with owners and rights: to a place that is not there yet. */
export function copyFolder(from: string, to: string): void {
  execFileSync('cp', ['-a', from, to])
}

const copies: string[] = []

/** A copy of one's own, gone when the process is. */
export function ownCopy(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'sluis-copy-'))
  if (copies.push(copy) === 1)
    process.once('exit', () => copies.forEach((path) => rmSync(path, { recursive: true, force: true })))
  copyFolder(`${folder}/.`, copy)
  return copy
}

function forgetUnused(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name)
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true })
  }
}
