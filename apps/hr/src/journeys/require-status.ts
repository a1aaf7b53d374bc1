// Asking Sluis about somebody, where not knowing means that nobody is let in.
import type { Deps } from '#deps'
import type { Status } from '#sluis/status.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'

/**
 * `fresh`: asked now, not kept. Throws SluisUnreachable, also for a person whom Sluis does not know yet; that is then
 * made up for.
 */
export async function requireStatus(
  { statuses, directorySync }: Deps,
  loginId: string,
  fresh = false,
): Promise<Status> {
  const status = fresh ? await statuses.getFresh(loginId) : await statuses.get(loginId)
  if (status) return status
  await directorySync.resync(loginId)
  throw new SluisUnreachable('Sluis was not told of this person yet')
}
