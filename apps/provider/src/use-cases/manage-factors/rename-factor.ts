// Naming a second factor of one's own.
import { auditFor } from '#identity/audit/audit-for.ts'
import type { Factor } from '#identity/second-factors/factors.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'audit' | 'factors'

/** `name`: as parseFactorName gives it. False where nothing changed: it is called so, or was removed meanwhile. */
export async function renameFactor(
  { identity }: { identity: Transactional<Used> },
  session: Session,
  { id, kind }: Pick<Factor, 'id' | 'kind'>,
  name: string,
  now: Date,
): Promise<boolean> {
  const { personId } = session
  return identity.transaction(async (stores) => {
    const isRenamed = await stores.factors.rename(personId, id, name)
    if (isRenamed) await stores.audit.append(auditFor(session, 'factor-renamed', { detail: { factor: kind } }), now)
    return isRenamed
  })
}
