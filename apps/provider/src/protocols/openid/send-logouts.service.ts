// Telling applications that a session has ended, or all of a person: whatever ended it, until they have heard.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import { InsideAddress, type Outgoing } from '@sluis/server-kit/outgoing'
import type { JWK } from 'jose'
import type { Application } from '#identity/applications/application.ts'
import type { LogoutDelivery } from '#identity/sessions/logouts.store.ts'
import { nextTryAt, TRY_TIMEOUT_SECONDS } from '#identity/sessions/logout-retries.ts'
import type { Identity } from '#use-cases/stores.ts'
import { logoutToken } from './logout-token.ts'

/** Of one application, in one process. */
const CONCURRENCY = 20

type Deps = {
  identity: Identity
  clock: Clock
  log: Log
  issuer: string
  outgoing: Outgoing
  keyFor: (algorithm: Application['idTokenAlgorithm']) => JWK
}

/**
 * Each application at its own pace: a run begins with every application that has something due and is not being worked
 * on, so one that does not answer holds up nobody else, and itself for one try. Runs may overlap.
 */
export function createLogoutSender(deps: Deps): () => Promise<void> {
  const { logouts } = deps.identity
  const active = new Set<string>()
  let isLooking = false

  return async () => {
    if (isLooking) return
    isLooking = true
    const due = await logouts.dueApplications(deps.clock.now(), [...active]).finally(() => (isLooking = false))
    const done = await Promise.allSettled(due.map(sendTo))
    for (const each of done) if (each.status === 'rejected') throw each.reason
  }

  async function sendTo(applicationId: string): Promise<void> {
    active.add(applicationId)
    try {
      for (let isResponsive = true, claimed = CONCURRENCY; isResponsive && claimed === CONCURRENCY;) {
        const deliveries = await logouts.claim(applicationId, deps.clock.now(), CONCURRENCY)
        const settled = await Promise.all(deliveries.map((each) => sendOne(deps, each)))
        isResponsive = settled.every(Boolean)
        claimed = deliveries.length
      }
    } finally {
      active.delete(applicationId)
    }
  }
}

async function sendOne(
  { identity, clock, log, issuer, outgoing, keyFor }: Deps,
  due: LogoutDelivery,
): Promise<boolean> {
  const { sessionId, applicationId, personId, tries } = due
  // The application takes no logouts any more.
  if (due.address === null) return identity.logouts.settle(due)
  const token = await logoutToken(
    { issuer, clientId: due.clientId, sub: personId, sid: sessionId, since: due.since },
    keyFor(due.algorithm),
    clock.now(),
  )
  const answer = await postLogoutToken(outgoing, due.address, token)
  if (answer === 'accepted') {
    await identity.logouts.settle(due)
    return true
  }
  const again = nextTryAt(due, clock.now())
  if (again !== null) {
    log.warn(
      { application: due.clientId, tries, answer, again },
      'an application was not notified yet that a session has ended',
    )
    await identity.logouts.retryAt(due, again)
    return false
  }
  await identity.transaction(async (stores) => {
    if (!(await stores.logouts.settle(due))) return
    await stores.audit.append(
      {
        action: 'logout-undelivered',
        result: 'refused',
        actor: 'provider',
        personId,
        applicationId,
        sessionId: sessionId ?? undefined,
        detail: { tries, answer },
      },
      clock.now(),
    )
  })
  log.error(
    { application: due.clientId, session: sessionId, tries, answer },
    'an application could not be notified for a day that a session has ended',
  )
  return false
}

/**
 * `accepted` for 200 and 204 (Back-Channel Logout 1.0 §2.8; a redirect is none), otherwise what came instead, in a word
 * for the log.
 */
async function postLogoutToken(outgoing: Outgoing, address: string, token: string): Promise<string> {
  const signal = AbortSignal.timeout(TRY_TIMEOUT_SECONDS * 1000)
  try {
    const { status } = await outgoing(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: new URLSearchParams({ logout_token: token }).toString(),
      signal,
    })
    return status === 200 || status === 204 ? 'accepted' : `status ${status}`
  } catch (error) {
    if (error instanceof InsideAddress) return 'lies inside: name its network in SLUIS_INTERNAL_NETWORKS'
    return signal.aborted ? 'no answer in time' : 'not reached'
  }
}
