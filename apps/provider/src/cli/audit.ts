// Checks the audit trail.
import type { Command } from './command-shape.ts'

export const verifyAudit: Command = {
  purpose: 'walks the whole audit trail; exit code 1 where an entry is not what was appended',
  options: {},
  run: async ({ identity }, _values, print) => {
    const { entries, brokenAt, head } = await identity.audit.verify()
    print(
      brokenAt === null
        ? `${entries} entries, all as they were appended. Head: ${head}`
        : `BROKEN at entry ${brokenAt}, after ${entries} good ones. Head: ${head}`,
    )
    return brokenAt === null ? 0 : 1
  },
}
