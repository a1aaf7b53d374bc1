// Registering an application and changing what is registered: the command and the API do it by these. Each in a
// transaction of the caller's, with its audit entry.
import { type Decision, accept, refuse } from '@sluis/server-kit/decision'
import { type Application, type ApplicationSettings, hasSecrets } from '#identity/applications/application.ts'
import { bodyOf, type Fault } from '#identity/applications/registration-rule.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { type Beyond, findBeyond, judgeIntrospects, type Registrar } from './registrar.ts'

type Used = StoresOf<'applications' | 'applicationSecrets' | 'audit'>
export type SettingsRefusal = Beyond | { refusal: 'invalid'; faults: Fault[] }

/** `settings`: as the rule has read them (readRegistration). It has no secret yet. */
export async function registerApplication(
  stores: Used,
  { clientId, settings }: { clientId: string; settings: ApplicationSettings },
  by: Registrar,
  now: Date,
): Promise<Decision<Application, SettingsRefusal | 'id-taken'>> {
  const judged = await judge(stores, clientId, settings, by)
  if (!judged.ok) return judged
  const registered = await stores.applications.register(clientId, settings, now)
  if (!registered.ok) return registered
  const applicationId = registered.value
  if (!hasSecrets(settings)) await stores.applicationSecrets.removeAll(applicationId, publicity(settings))
  await stores.audit.append({ action: 'application-put', result: 'done', actor: by.actor, applicationId }, now)
  return accept({ ...settings, id: applicationId, clientId, logo: null })
}

/** `before`: as it is, locked (applications.lock). Secrets end with the last setting that needs them. */
export async function updateApplication(
  stores: Used,
  before: Application,
  settings: ApplicationSettings,
  by: Registrar,
  now: Date,
): Promise<Decision<Application, SettingsRefusal>> {
  const beyond = await findBeyond(stores, by, before)
  if (beyond) return refuse(beyond)
  const judged = await judge(stores, before.clientId, settings, by)
  if (!judged.ok) return judged
  await stores.applications.set(before.id, settings)
  if (!hasSecrets(before) || !hasSecrets(settings))
    await stores.applicationSecrets.removeAll(before.id, publicity(settings))
  const changed = changedNames(before, settings)
  await stores.audit.append(
    {
      action: 'application-put',
      result: 'done',
      actor: by.actor,
      applicationId: before.id,
      detail: { changed: changed.join(' ') },
    },
    now,
  )
  return accept({ ...before, ...settings })
}

const publicity = ({ authentication }: ApplicationSettings) => ({ isPublic: authentication === 'none' })

/** What only the database knows: whether the applications that it is to ask about are there. */
async function judge(
  stores: StoresOf<'applications'>,
  clientId: string,
  { apiClientScope, introspects }: ApplicationSettings,
  by: Registrar,
): Promise<Decision<null, SettingsRefusal>> {
  const { unknown } = await judgeIntrospects(stores, by, introspects)
  const faults = introspects.flatMap((other, at): Fault[] => {
    const path = `introspects.${at}`
    if (other === clientId) return [{ path, message: 'is the application itself, which may ask about its own anyway' }]
    return unknown.includes(other) ? [{ path, message: 'is not registered' }] : []
  })
  if (faults.length > 0) return { ok: false, refusal: 'invalid', faults }
  const beyond = await findBeyond(stores, by, { apiClientScope, introspects })
  return beyond ? refuse(beyond) : accept(null)
}

function changedNames(before: ApplicationSettings, after: ApplicationSettings): string[] {
  const [old, current] = [bodyOf(before), bodyOf(after)]
  return (Object.keys(current) as (keyof typeof current)[]).filter(
    (name) => JSON.stringify(old[name]) !== JSON.stringify(current[name]),
  )
}
