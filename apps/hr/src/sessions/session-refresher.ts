// Refreshing sessions from Sluis: one at a time per session, so that a token is never used twice; what Sluis ends, ends
// here.
import type { Log } from '@sluis/server-kit/log'
import type { OpenId } from '#sluis/openid.ts'
import { SluisUnreachable } from '#sluis/unreachable.ts'
import { isInGrace, isRefreshDue, type Session } from './session.ts'
import type { SessionStore } from './session.store.ts'

export type SessionRefresher = ReturnType<typeof createSessionRefresher>

export function createSessionRefresher(sessions: SessionStore, openId: Pick<OpenId, 'refresh'>, log: Log) {
  return {
    /**
     * `ended` where Sluis gives no more tokens. Throws SluisUnreachable once it could not be asked for half an hour.
     */
    async refreshIfDue(session: Session, now: Date): Promise<'active' | 'ended'> {
      if (!isRefreshDue(session, now)) return 'active'
      const claimed = await sessions.claimRefreshToken(session, now)
      if (claimed === 'busy') {
        // Another request is at it. If none succeeds for long, this one does not go on for ever.
        if (isInGrace(session, now)) return 'active'
        throw new SluisUnreachable('a session could not be refreshed for too long')
      }
      try {
        const refreshed = claimed === 'none' ? null : await openId.refresh(claimed.token)
        if (claimed === 'none' || !refreshed?.ok) {
          await sessions.end(session.id, now)
          return 'ended'
        }
        // A provider that does not rotate sends no new token: the old one stays good.
        await sessions.saveRefreshed(
          session.id,
          { refreshToken: refreshed.value.refreshToken ?? claimed.token, idToken: refreshed.value.idToken },
          now,
        )
        return 'active'
      } catch (error) {
        if (!(error instanceof SluisUnreachable) || !isInGrace(session, now)) throw error
        log.warn({ reason: error.reason }, 'a session could not be refreshed yet')
        return 'active'
      }
    },
  }
}
