// Checks the audit trail.
import type { Command } from './command-line.ts'

export const verifyAudit: Command = async ({ identity }, _values, print) => {
  const { entries, brokenAt, head } = await identity.audit.verify()
  print(
    brokenAt === null
      ? `${entries} entries, all as they were appended. Head: ${head}`
      : `BROKEN at entry ${brokenAt}, after ${entries} good ones. Head: ${head}`,
  )
  return brokenAt === null ? 0 : 1
}
