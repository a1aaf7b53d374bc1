// What database-template.ts runs in a process of its own: makes the empty database that new ones begin as a copy of.
import { PGlite } from '@electric-sql/pglite'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const LONGEST_WAIT_MS = 60_000
const MAKING = 'making-'

const template = process.argv[2]!
const folder = dirname(template)
mkdirSync(folder, { recursive: true })
// Held by the kernel for this process, however it ends.
const lock = new DatabaseSync(join(folder, 'lock'), { timeout: LONGEST_WAIT_MS })
lock.exec('begin exclusive')
if (!existsSync(template)) {
  for (const name of readdirSync(folder))
    if (name.startsWith(MAKING)) rmSync(join(folder, name), { recursive: true, force: true })
  const making = mkdtempSync(join(folder, MAKING))
  const lite = new PGlite(making)
  await lite.waitReady
  await lite.close()
  renameSync(making, template)
}
lock.close()
process.exit()
