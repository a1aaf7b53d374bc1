// Giving an application a logo, and taking it away. Each in a transaction of the caller's, with its audit entry.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { sha256 } from '@sluis/server-kit/sealing'
import type { Application } from '#identity/applications/application.ts'
import { type LogoRefusal, readLogo } from '#identity/applications/logo-rule.ts'
import { pictureTools } from '#platform/picture-tools.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { type Beyond, findBeyond, type Reach, type Registrar } from './registrar.ts'

type Used = StoresOf<'applicationLogos' | 'applications' | 'audit'>
type Locked = Pick<Application, 'id'> & Reach

/** `application`: locked. `bytes`: null for none. Returns how the logo is called, which changes with it. */
export async function setLogo(
  stores: Used,
  application: Locked,
  bytes: Uint8Array | null,
  by: Registrar,
  now: Date,
): Promise<Decision<{ etag: string } | null, LogoRefusal | Beyond>> {
  const beyond = await findBeyond(stores, by, application)
  if (beyond) return refuse(beyond)
  const logo = bytes && readLogo(bytes, pictureTools)
  if (logo && !logo.ok) return logo
  const etag = logo && sha256(logo.value.bytes).toString('base64url').slice(0, 22)
  if (logo && etag)
    await stores.applicationLogos.set(application.id, { ...logo.value, bytes: Buffer.from(logo.value.bytes), etag })
  else await stores.applicationLogos.remove(application.id)
  await stores.audit.append(
    {
      action: 'application-put',
      result: 'done',
      actor: by.actor,
      applicationId: application.id,
      detail: { changed: 'logo', logo: etag },
    },
    now,
  )
  return accept(etag === null ? null : { etag })
}
