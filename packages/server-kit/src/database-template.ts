// A new directory of PGlite begins as a copy of an empty one that was made once for these packages: making one takes
// two seconds of a processor, a copy a tenth of one.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROGRAM = fileURLToPath(new URL('database-template-program.ts', import.meta.url))

/** Beside the packages that it is made with, so that other packages have one of their own. */
function besidePackages(): string {
  const pglite = findPackageJSON('@electric-sql/pglite', import.meta.url)!
  return join(dirname(pglite), '../../.cache/sluis-database')
}

/**
 * The empty database, made where it is not there yet: of several processes that want it one makes it, and the others
 * wait. Null where it cannot be made.
 */
export async function preparedTemplate(cache = besidePackages()): Promise<string | null> {
  const template = join(cache, 'pglite')
  if (existsSync(template)) return template
  // A process of its own, since it takes half a gigabyte of memory, and gives it back by ending.
  const maker = fork(PROGRAM, [template], { execArgv: ['--liftoff-only'], stdio: 'ignore' })
  return await once(maker, 'exit').then(
    ([code]) => (code === 0 ? template : null),
    () => null,
  )
}

/** Where this fails, the directory is as it was, and PGlite fills it by itself when it opens it. */
export async function beginDirectory(path: string, cache?: string): Promise<void> {
  if (existsSync(path) && readdirSync(path).length > 0) return
  const making = `${path}.making`
  try {
    const template = await preparedTemplate(cache)
    if (template === null) return
    rmSync(making, { recursive: true, force: true })
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    cpSync(template, making, { recursive: true })
    chmodSync(making, 0o700)
    // There as a whole, or not at all.
    renameSync(making, path)
  } catch {
    // No room for a copy, say. What is the matter PGlite says, if it is in its way too.
    rmSync(making, { recursive: true, force: true })
  }
}
