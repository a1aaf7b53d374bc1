// What is done now and then: keys turned, what has expired removed, the head of the audit trail written to the log.
import { DAY_MS } from '@sluis/server-kit/time'
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import type { Sealer } from '@sluis/server-kit/sealing'
import { ACTIVITY_DAYS } from '#use-cases/manage-account/activity.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { mailCheckUps } from '#use-cases/recover-account/mail-check-ups.ts'
import { type ApplicationMemory, LOOK_SECONDS } from '#identity/applications/application-memory.ts'
import type { Identity } from '#use-cases/stores.ts'
import type { Db } from '#schema/tables.ts'
import type { Openid } from '../protocols/openid/openid.ts'
import { pruneRecords } from '../protocols/openid/records.store.ts'
import type { Schedule } from './schedules.ts'
import { warnOfSecrets } from './secret-warnings.ts'

type Deps = {
  identity: Identity
  memory: Pick<ApplicationMemory, 'lookAgain'>
  notify: Notify
  db: Db
  sealer: Sealer
  clock: Clock
  log: Log
  openid: Openid
  checkClock: () => Promise<void>
}

export const scheduledJobs = ({ identity, memory, notify, db, clock, log, openid, checkClock }: Deps): Schedule[] => [
  { name: 'check the clock', everySeconds: 15, run: checkClock },
  { name: 'rotate signing keys', everySeconds: 60, isOfOne: true, run: () => openid.rotateKeys() },
  // Often, since a rotation at once has to be so in every process.
  { name: 'take over signing keys', everySeconds: 2, run: () => openid.takeOverKeys() },
  // Told at once otherwise: this is for what was not heard.
  { name: 'look whether applications have changed', everySeconds: LOOK_SECONDS, run: () => memory.lookAgain() },
  {
    name: 'notify applications of sessions that have ended',
    everySeconds: 1,
    run: () => openid.sendLogouts(),
    overlaps: true,
  },
  {
    name: 'warn of secrets that end',
    isOfOne: true,
    everySeconds: 86_400,
    run: () => warnOfSecrets({ identity, notify, clock, log }),
  },
  {
    name: 'mail the check-ups',
    isOfOne: true,
    everySeconds: 60,
    run: async () => void (await mailCheckUps({ identity, notify }, clock.now())),
  },
  {
    name: 'remove what has expired',
    isOfOne: true,
    everySeconds: 300,
    run: async () => {
      const now = clock.now()
      await pruneRecords(db, now)
      await identity.enrolments.prune(now)
      await identity.notMe.prune(now)
      await identity.resetLinks.prune(now)
      await identity.emailChanges.prune(now)
      await identity.previousAddresses.prune(now)
      await identity.smsMessages.prune(new Date(now.getTime() - 30 * DAY_MS))
      await identity.smsBudgets.prune(now)
      await identity.smsCodes.prune(new Date(now.getTime() - DAY_MS))
      await identity.remembered.prune(now)
      await identity.devices.prune(now)
      await identity.deviceCodes.prune(now)
      await identity.passkeyChallenges.prune(now)
      await identity.passkeyOffers.prune(now)
      await identity.attempts.prune(now)
      await identity.idempotencyKeys.prune(now)
      await identity.totp.pruneDiagnosedSteps(new Date(now.getTime() - DAY_MS))
      // As long as activity is shown, which names the device of a session; a refresh token lives shorter, and rests on
      // its session.
      await identity.sessions.prune(new Date(now.getTime() - (ACTIVITY_DAYS + 2) * DAY_MS))
    },
  },
  {
    name: 'give addresses that nobody has to who claims them',
    isOfOne: true,
    everySeconds: 300,
    run: async () => void (await identity.addresses.settle(clock.now())),
  },
  {
    name: 'write down the head of the audit trail',
    isOfOne: true,
    everySeconds: 3_600,
    // Outside the database, so that rewriting the whole chain there does not go unseen.
    run: async () => {
      const head = await identity.audit.head()
      log.info({ seq: head.seq, head: head.hash.toString('hex') }, 'audit head')
    },
  },
]
