// Asking Sluis about somebody, where not knowing means that nobody is let in.
import type { Parts } from '#parts'
import type { Status } from '#sluis/status.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'

/**
 * `fresh`: asked now, not kept. Throws SluisUnreachable, also for a person whom Sluis was not told of yet; that is then
 * made up for.
 */
export async function knownStatus({ statuses, directorySync }: Parts, loginId: string, fresh = false): Promise<Status> {
  const status = fresh ? await statuses.freshOf(loginId) : await statuses.of(loginId)
  if (status) return status
  await directorySync.tellAgain(loginId)
  throw new SluisUnreachable('Sluis was not told of this person yet')
}
