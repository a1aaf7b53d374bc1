// What an address of ours demands of whoever wants to get there.
import { SUDO_MINUTES } from '#identity/sessions/lifetimes.ts'
import { ACR } from '#identity/sessions/standing.ts'
import { type Destination, localDestination } from '#identity/sessions/destination.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#identity/stores.ts'

type FindRequest = (uid: string, personId: string | null, browserId: string) => Promise<Destination | null>

/** `next` comes from the address bar: what is not one of ours leads Home. Null for a request that has expired. */
export const destinations = ({ identity, request }: { identity: Identity; request: FindRequest }) => async (next: string, browserId: string, session: Session | null, now: Date): Promise<Destination | null> => {
  const uid = /^\/continue\/([\w-]{10,60})$/.exec(next)?.[1]
  if (uid !== undefined) return request(uid, session?.personId ?? null, browserId)
  const sudo = new Date(now.getTime() - SUDO_MINUTES * 60_000)
  switch (next) {
    case '/account':
      return localDestination(next, now)
    case '/account/recovery-codes':
      return localDestination(next, now, { notBefore: sudo, acr: ACR.twoFactor })
    case '/admin':
      return localDestination(next, now, { acr: ACR.twoFactor })
    case '/account/two-step':
      return localDestination(next, now, { enrol: true, notBefore: (await isUnderWay(identity, session, now)) ? null : sudo })
    default:
      return localDestination('/', now)
  }
}

/** The password was fresh when this enrolment began, or there is one already: it is not asked again in the middle (P8). */
async function isUnderWay(identity: Identity, session: Session | null, now: Date): Promise<boolean> {
  if (!session) return false
  return (await identity.enrolments.pending(session.id, now)) !== undefined || (await identity.totp.ofPerson(session.personId)).length > 0
}
