// Naming a second factor of one's own.
import type { Factor } from '#identity/second-factors/factors.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'

/** `name`: as parseFactorName gives it. Nothing happens to a factor that was removed meanwhile. */
export async function renameFactor(
  { identity }: { identity: Pick<Identity, 'transaction'> },
  session: Session,
  { id, kind }: Pick<Factor, 'id' | 'kind'>,
  name: string,
  now: Date,
): Promise<void> {
  const { personId } = session
  await identity.transaction(async (stores) => {
    if (await stores.factors.rename(personId, id, name))
      await stores.audit.append(
        {
          action: 'factor-renamed',
          result: 'done',
          actor: personId,
          personId,
          sessionId: session.id,
          detail: { factor: kind },
        },
        now,
      )
  })
}
