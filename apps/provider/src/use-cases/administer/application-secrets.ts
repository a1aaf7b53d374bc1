// Giving an application another secret, and ending one. Each in a transaction of the caller's, with its audit entry.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { randomToken } from '@sluis/server-kit/random'
import { DAY_MS } from '@sluis/server-kit/time'
import { type Application, type ApplicationSecret, hasSecrets } from '#identity/applications/application.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { type Beyond, findBeyond, type Reach, type Registrar } from './registrar.ts'

type Used = StoresOf<'applications' | 'applicationSecrets' | 'audit'>
type Locked = Pick<Application, 'id' | 'authentication'> & Reach

/** How long the one before goes on, where nobody says otherwise: time to bring the new one everywhere. */
export const OVERLAP_DAYS = 7
export const MAX_OVERLAP_DAYS = 90
export const MAX_SECRET_DAYS = 3_650

/** `secret`: of the operator's own; made by us where there is none. Days from now. */
export type SecretWish = { secret?: string; expiresInDays?: number | null; overlapDays?: number }
/** `othersUntil`: null where no other was alive. */
export type MadeSecret = ApplicationSecret & { secret: string; othersUntil: Date | null }
export type SecretRefusal = Beyond | 'no-secrets' | 'two-alive'

/** `application`: locked. The others end after the overlap, or before where they do anyway. */
export async function makeSecret(
  stores: Used,
  application: Locked,
  { secret = randomToken(), expiresInDays = null, overlapDays = OVERLAP_DAYS }: SecretWish,
  by: Registrar,
  now: Date,
): Promise<Decision<MadeSecret, SecretRefusal>> {
  const beyond = await findBeyond(stores, by, application)
  if (beyond) return refuse(beyond)
  if (!hasSecrets(application)) return refuse('no-secrets')
  const inDays = (days: number): Date => new Date(now.getTime() + days * DAY_MS)
  const expiresAt = expiresInDays === null ? null : inDays(expiresInDays)
  const secrets = await stores.applicationSecrets.list(application.id)
  const hasOthers = secrets.some(({ expiresAt: end }) => end === null || end > now)
  const othersUntil = hasOthers ? inDays(overlapDays) : null
  const added = await stores.applicationSecrets.add(application.id, { secret, expiresAt, othersUntil }, now)
  if (!added.ok) return added
  await stores.audit.append(
    {
      action: 'application-secret-made',
      result: 'done',
      actor: by.actor,
      applicationId: application.id,
      detail: {
        secret: added.value.id,
        expires: expiresAt?.toISOString() ?? null,
        others: othersUntil?.toISOString() ?? null,
      },
    },
    now,
  )
  return accept({ ...added.value, secret, othersUntil })
}

/** `application`: locked. At once, in every process. */
export async function endSecret(
  stores: Used,
  application: Locked,
  secretId: string,
  by: Registrar,
  now: Date,
): Promise<Decision<null, Beyond | 'unknown'>> {
  const beyond = await findBeyond(stores, by, application)
  if (beyond) return refuse(beyond)
  if (!(await stores.applicationSecrets.remove(application.id, secretId))) return refuse('unknown')
  await stores.audit.append(
    {
      action: 'application-secret-ended',
      result: 'done',
      actor: by.actor,
      applicationId: application.id,
      detail: { secret: secretId },
    },
    now,
  )
  return accept(null)
}
