// A stand-in for Sluis that speaks OpenID Connect and docs/api.md, so that Kade is tested without it. Sits behind
// `fetch`, or any server.
import { Hono } from 'hono'
import type { Clock } from '@sluis/server-kit/clock'
import { fakeApi } from './fake-api.ts'
import { fakeOpenId, type FakeClient } from './fake-openid.ts'
import { createFakeState } from './fake-state.ts'

export type FakeSluis = ReturnType<typeof createFakeSluis>

export function createFakeSluis(issuer: string, client: FakeClient, clock: Clock) {
  const state = createFakeState(clock)
  const openId = fakeOpenId(state, issuer, client)
  const app = new Hono()
  app.route('/api', fakeApi(state, openId.isApiToken))
  app.route('/', openId.app)
  return {
    state,
    /** The authorization requests that were pushed, newest last. */
    pushed: openId.seen.pushed,
    /** As if it had been started again with other keys: every token for the APIs is unknown. */
    forgetTokens: openId.forgetTokens,
    /** Signs claims with its key, as a logout token unless said otherwise. */
    sign: openId.sign,
    endSessions: openId.endSessions,
    publicKey: openId.publicKey,
    app,
    fetch: (async (input, init) => {
      if (state.isAway) throw new TypeError('fetch failed')
      return app.fetch(new Request(input, init))
    }) as typeof globalThis.fetch,
  }
}
