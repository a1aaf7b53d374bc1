// The user that the database server runs as: PostgreSQL refuses to run as root.

import { execFileSync } from 'node:child_process'

export type PostgresUser = { uid: number; gid: number }

/** Null when we are not root; the server then runs as the current user. */
export function postgresUser(): PostgresUser | null {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name)
    const gid = idOf('-g', name)
    if (uid !== null && gid !== null) return { uid, gid }
  }
  throw new Error('PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as.')
}

/** Null when there is no such user. macOS counts "nobody" as -2. */
function idOf(which: '-u' | '-g', name: string): number | null {
  try {
    return Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) >>> 0
  } catch {
    return null
  }
}
