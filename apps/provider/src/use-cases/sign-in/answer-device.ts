// Letting a device in, or not (RFC 8628 §3.3): one answer, of whoever typed its code and is signed in (decision 0036).
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomId, randomToken } from '@sluis/server-kit/random'
import { type AuditedSession, auditFor } from '#identity/audit/audit-for.ts'
import type { Person } from '#identity/people/people.store.ts'
import { acrOf } from '#identity/sessions/assurance.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'applications' | 'deviceCodes' | 'grants' | 'people' | 'sessions' | keyof NotifyStores

/** What asks to be let in. `scope`: what its application gets to know. */
export type AskingDevice = {
  id: string
  browserId: string
  application: { id: string; name: string }
  companyId: string | null
  scope: string
  browser: string
  origin: string | null
}
/** `answered`: by another request, or its time is over. */
export type AnswerRefusal = 'answered' | 'session-over'

/**
 * The device gets a session of its own, on the proofs of this one: it goes on when the browser is closed or signed out,
 * and ends with all sessions of the person, with the factor, and with every other fact that ends a right.
 */
export const allowDevice = (
  { identity, notify }: { identity: Transactional<Used>; notify: Pick<Notify, 'notice'> },
  session: Session,
  person: Person,
  { id, browserId, application, companyId, scope, browser, origin }: AskingDevice,
  now: Date,
): Promise<Decision<null, AnswerRefusal>> =>
  identity.transaction(async (stores) => {
    await stores.people.hold(person.id)
    if (!(await stores.sessions.isActive(session.id))) return refuse('session-over')
    const [sessionId, grantId] = [randomId(), randomToken()]
    if (!(await stores.deviceCodes.allow(id, browserId, { personId: person.id, sessionId, grantId }, now)))
      return refuse('answered')
    const proved = await stores.sessions.beginForDevice(session.id, { id: sessionId, browser, origin }, now)
    const grant = { grantId, sessionId, applicationId: application.id, companyId, scope }
    await stores.grants.upsert({ ...grant, acr: acrOf(proved) })
    const granted = await stores.applications.consentedScope(person.id, application.id)
    const consent = [...new Set(`${granted} ${scope}`.split(' ').filter(Boolean))].join(' ')
    if (consent !== granted) await stores.applications.grantAccess(person.id, application.id, consent, now)
    await stores.audit.append(
      auditFor(session, 'device-allowed', {
        applicationId: application.id,
        sessionId,
        origin,
        detail: { acr: acrOf(proved), scope: consent, allowedIn: session.id },
      }),
      now,
    )
    await notify.notice(stores, person, 'device-allowed', { browser, origin, application }, now)
    return accept(null)
  })

/** The device is told no, by whoever typed its code and has proved their password at least: that gives nothing away. */
export const refuseDevice = (
  { identity }: { identity: Transactional<'audit' | 'deviceCodes'> },
  session: AuditedSession,
  { id, browserId, application, origin }: Pick<AskingDevice, 'id' | 'browserId' | 'application' | 'origin'>,
  now: Date,
): Promise<Decision<null, AnswerRefusal>> =>
  identity.transaction(async (stores) => {
    if (!(await stores.deviceCodes.refuse(id, browserId, session.personId, now))) return refuse('answered')
    await stores.audit.append(
      auditFor(session, 'device-refused', { result: 'refused', applicationId: application.id, origin }),
      now,
    )
    return accept(null)
  })

/**
 * Its grant is revoked: by a code or a token that came twice, or by the device itself (RFC 7009). Nothing is left of
 * what it was let in to, so it is no place where anybody is logged in.
 */
export const endDeviceOf = (identity: Transactional<'audit' | 'sessions'>, grantId: string, now: Date): Promise<void> =>
  identity.transaction(async (stores) => {
    for (const { applicationId, ...session } of await stores.sessions.endDevices({ grantId }, now))
      await stores.audit.append(auditFor(session, 'session-ended', { actor: applicationId, applicationId }), now)
  })
