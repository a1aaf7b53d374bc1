// Secrets of applications that end soon, or have ended: in the log, and by mail to administrators; at the start and
// once a day.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import { hasSecrets } from '#identity/applications/application.ts'
import { secretWarnings } from '#identity/applications/registration-warnings.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { mailSecretEnds } from '#use-cases/administer/mail-secret-ends.ts'
import type { Identity } from '#use-cases/stores.ts'

type Deps = { identity: Identity; notify: Notify; clock: Clock; log: Pick<Log, 'warn'> }
const PAGE = 100

export async function warnOfSecrets({ identity, notify, clock, log }: Deps): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined;) {
    const page = await identity.applications.list(after, PAGE)
    const withSecrets = page.filter(hasSecrets)
    const secrets = await identity.applicationSecrets.listOf(withSecrets.map(({ id }) => id))
    for (const application of withSecrets) {
      const its = secrets.get(application.id) ?? []
      for (const { text } of secretWarnings(its, clock.now()))
        log.warn({ application: application.clientId }, `an application ${text}`)
      await mailSecretEnds({ identity, notify }, application, its, clock.now())
    }
    after = page.length === PAGE ? page.at(-1)?.clientId : undefined
  }
}
