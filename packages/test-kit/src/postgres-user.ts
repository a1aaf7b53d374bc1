// Whom a database server runs as: PostgreSQL refuses to run as root.

import { execFileSync } from 'node:child_process'

export type PostgresUser = { uid: number; gid: number }

/** Null when we are not root, and the server runs as ourselves. */
export function postgresUser(): PostgresUser | null {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name)
    const gid = idOf('-g', name)
    if (uid !== null && gid !== null) return { uid, gid }
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a person "postgres" nor "nobody" to run it as.',
  )
}

/** Null when the machine knows nobody of that name. macOS counts "nobody" as -2. */
function idOf(which: '-u' | '-g', name: string): number | null {
  try {
    return Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) >>> 0
  } catch {
    return null
  }
}
