// The parts that the pages work with, put together once: stores on one database, and Sluis behind its two doors.
import { availableParallelism } from 'node:os'
import type { Kysely } from 'kysely'
import { trustedProxies } from '@sluis/server-kit/client-address'
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import { createSealer } from '@sluis/server-kit/sealing'
import { createBankAccountStore } from '#bank/bank-account.store.ts'
import { createLeaveStore } from '#leave/leave.store.ts'
import { createFrames } from '#page/frames.ts'
import { createPayslipStore } from '#payroll/payslip.store.ts'
import { createAttemptStore } from '#people/attempt.store.ts'
import { createEmployeeLoginStore } from '#people/employee-login.store.ts'
import { createLoginStore } from '#people/login.store.ts'
import { createPasswords } from '#people/passwords.ts'
import type { Tables } from '#schema/tables.ts'
import { createSessionRefresher } from '#sessions/session-refresher.ts'
import { createLogoutStore } from '#sessions/logout.store.ts'
import { createSessionStore } from '#sessions/session.store.ts'
import { createAuthorizationRequestStore } from '#sessions/authorization-request.store.ts'
import { createSluisApi } from '#sluis/api.ts'
import { createDirectoryStore } from '#sluis/directory.store.ts'
import { createDirectorySync } from '#sluis/directory-sync.ts'
import { createOpenId } from '#sluis/openid.ts'
import { createStatuses } from '#sluis/statuses.ts'

export type DepsSettings = {
  publicUrl: string
  issuer: string
  clientId: string
  clientSecret: string
  secretKeys: Buffer[]
  trustedProxies: string[]
}
export type Deps = ReturnType<typeof createDeps>

/** `fetch`: how Sluis is reached. */
export type Infrastructure = { db: Kysely<Tables>; clock: Clock; log: Log; fetch?: typeof globalThis.fetch }

export function createDeps(settings: DepsSettings, { db, clock, log, fetch = globalThis.fetch }: Infrastructure) {
  const { publicUrl, issuer, clientId, clientSecret } = settings
  const sealer = createSealer(settings.secretKeys)
  const openId = createOpenId({
    issuer,
    clientId,
    clientSecret,
    redirectUri: `${publicUrl}/signed-in`,
    postLogoutRedirectUri: `${publicUrl}/?said=logged-out`,
    fetch,
  })
  const api = createSluisApi(issuer, openId, fetch)
  const sessions = createSessionStore(db, sealer)
  return {
    publicUrl,
    issuer,
    clock,
    log,
    sealer,
    proxies: trustedProxies(settings.trustedProxies),
    frames: createFrames({ publicUrl, issuer, clientId }),
    logins: createLoginStore(db),
    employeeLogins: createEmployeeLoginStore(db),
    passwords: createPasswords(availableParallelism()),
    attempts: createAttemptStore(db, sealer.keyFor('attempts')),
    payslips: createPayslipStore(db),
    leave: createLeaveStore(db),
    bankAccounts: createBankAccountStore(db, sealer),
    sessions,
    sessionRefresher: createSessionRefresher(sessions, openId, log),
    logouts: createLogoutStore(db),
    authorizationRequests: createAuthorizationRequestStore(db, sealer),
    openId,
    api,
    statuses: createStatuses(api, clock),
    directorySync: createDirectorySync({
      records: createDirectoryStore(db),
      api,
      clock,
      log,
      key: sealer.keyFor('directory push'),
    }),
  }
}
