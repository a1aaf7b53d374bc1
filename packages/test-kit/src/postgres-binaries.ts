// Finds PostgreSQL's server programs: Debian and Homebrew keep them off the PATH.

import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const OLDEST_VERSION = 15

/**
 * The folder with `initdb` and `postgres`; SLUIS_POSTGRES_BIN comes first, then the newest. Throws with a sentence that
 * says what to install.
 */
export function postgresBinaries(): string {
  const named = process.env['SLUIS_POSTGRES_BIN']
  const folders = named
    ? [named]
    : [
        ...versionsUnder('/usr/lib/postgresql'),
        ...onPath(),
        ...versionsUnder('/opt/homebrew/opt'),
        ...versionsUnder('/usr/local/opt'),
      ]
  const best = folders
    .filter((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
    .map((folder) => ({ folder, version: versionOf(folder) }))
    .filter(({ version }) => version >= OLDEST_VERSION)
    .toSorted((one, other) => other.version - one.version)[0]
  if (best) return best.folder
  throw new Error(
    named
      ? `SLUIS_POSTGRES_BIN names a folder without a PostgreSQL server of version ${OLDEST_VERSION} or newer.`
      : `No PostgreSQL server of version ${OLDEST_VERSION} or newer was found. Install it (Debian: apt-get install postgresql; macOS: brew install postgresql@17), or name its folder in SLUIS_POSTGRES_BIN.`,
  )
}

const onPath = (): string[] => (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')

/** `15/bin`, as Debian names it, or `postgresql@15/bin`, as Homebrew does. */
function versionsUnder(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => /^(?:\d+|postgresql(?:@\d+)?)$/u.test(name))
    .map((name) => join(folder, name, 'bin'))
}

/** The major version; 0 when the program does not say. */
function versionOf(folder: string): number {
  try {
    const answer = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })
    return Number(/(\d+)/u.exec(answer)?.[1] ?? 0)
  } catch {
    return 0
  }
}
