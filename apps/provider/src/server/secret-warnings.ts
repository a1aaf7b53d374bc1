// Secrets of applications that end soon, or have ended, in the log: at the start and once a day.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import { hasSecrets } from '#identity/applications/application.ts'
import { secretWarnings } from '#identity/applications/registration-warnings.ts'
import type { Identity } from '#use-cases/stores.ts'

type Deps = { identity: Pick<Identity, 'applications' | 'applicationSecrets'>; clock: Clock; log: Pick<Log, 'warn'> }
const PAGE = 100

export async function logSecretWarnings({ identity, clock, log }: Deps): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await identity.applications.list(after, PAGE)
    const withSecrets = page.filter(hasSecrets)
    const secrets = await identity.applicationSecrets.listOf(withSecrets.map(({ id }) => id))
    for (const { id, clientId } of withSecrets)
      for (const { text } of secretWarnings(secrets.get(id) ?? [], clock.now()))
        log.warn({ application: clientId }, `an application ${text}`)
    after = page.length === PAGE ? page.at(-1)?.clientId : undefined
  }
}
