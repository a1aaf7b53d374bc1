// Using a recovery code in place of the second factor: counted, consumed once, and its owner is told. It stays open
// where codes that can be guessed are not (decision 0023).
import { type Decision, refuse } from '@sluis/server-kit/decision'
import { auditFor } from '#identity/audit/audit-for.ts'
import type { CodeHashes } from '#identity/passwords/recovery-code-hashes.ts'
import type { CodeSet } from '#identity/recovery/recovery.store.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'
import { type CodeRefusal, refundTry, recordProof, consumeTry } from './prove-code.ts'
import { recordRefusedTry, type RefusalStores } from './refuse-proof.ts'

type Used = 'recovery' | keyof RefusalStores

export type RecoveryRefusal = CodeRefusal | { refusal: 'wrong-recovery-code'; left: number }

/** `code`: as parseRecoveryCode gives it. Returns the session's new token. */
export async function useRecoveryCode(
  { identity, codeHashes, notify }: { identity: Transactional<Used>; codeHashes: CodeHashes; notify: Notify },
  session: Session,
  code: string,
  now: Date,
): Promise<Decision<string, RecoveryRefusal>> {
  const tried = await consumeTry(identity, session, 'recovery-code', now)
  if (!tried.ok) return tried
  const counted = tried.value

  const set = await identity.recovery.findByPerson(session.personId)
  const hash = set && (await hashOrRefund(set))
  const person = await identity.people.findById(session.personId)
  if (!person) throw new Error(`session ${session.id} belongs to nobody`)
  return identity.transaction(async (stores) => {
    if (!set || !hash || !(await stores.recovery.consume(set.id, hash, now))) {
      const isGuess = !set || !hash || !(await stores.recovery.wasConsumed(set.id, hash))
      if (!isGuess) await refundTry(stores, session, counted)
      const refused = { action: 'recovery-code-refused', detail: undefined, counted, isGuess } as const
      await recordRefusedTry(stores, notify, session, refused, now)
      return refuse({ refusal: 'wrong-recovery-code', left: set?.left ?? 0 })
    }
    const left = (await stores.recovery.findByPerson(person.id))?.left ?? 0
    await stores.audit.append(auditFor(session, 'recovery-code-used', { detail: { left } }), now)
    const proved = await recordProof(stores, session, { factor: 'recovery' }, counted, now)
    await notify.notice(
      stores,
      person,
      'recovery-code-used',
      { browser: session.browser, origin: session.origin, left },
      now,
    )
    return proved
  })

  async function hashOrRefund(known: CodeSet): Promise<Buffer> {
    try {
      return await codeHashes.find(code, known)
    } catch (error) {
      // Mostly that too many wait for a slow one: this was not looked at.
      await identity.transaction((stores) => refundTry(stores, session, counted))
      throw error
    }
  }
}
