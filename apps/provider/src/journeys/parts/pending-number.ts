// The number that waits for the code that was sent to it.
import type { SentCode } from '#identity/second-factors/sms-codes.store.ts'
import type { AuthenticatedFlow, Deps } from '../flow/sign-in-flow.ts'

/** The number whose code was sent and has not expired; null where there is none. */
export async function pendingNumber(
  { identity, clock }: Deps,
  { session }: AuthenticatedFlow,
): Promise<SentCode | null> {
  const sent = await identity.smsCodes.find(session.id, 'confirm-number')
  return sent?.e164 && sent.expiresAt > clock.now() ? sent : null
}
