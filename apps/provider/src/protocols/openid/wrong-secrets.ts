// Wrong secrets of applications, counted by application and network after the engine has judged them (decision 0027).
import { rateLimitKey } from '@sluis/server-kit/client-address'
import type { Clock } from '@sluis/server-kit/clock'
import { SECOND_MS } from '@sluis/server-kit/time'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { CLIENT_SECRET } from '#identity/attempts/rate-limits.ts'
import type { StoresOf } from '#use-cases/stores.ts'

type Deps = { identity: StoresOf<'attempts'>; clock: Clock }

/**
 * To be called with the answer at hand. Past the limit a wrong secret gets 429 in place of 401. A right one is answered
 * all the same, so that nobody shuts an application out, from its own network neither.
 */
export async function limitWrongSecrets(ctx: KoaContextWithOIDC, { identity, clock }: Deps): Promise<void> {
  if ((ctx.body as { error?: unknown } | undefined)?.error !== 'invalid_client') return
  const now = clock.now()
  // Names that nobody has share one count, so that inventing them fills no table.
  const clientId = (ctx.oidc as { client?: { clientId: string } }).client?.clientId ?? ''
  const until = await identity.attempts.fill(`client-secret:${clientId}:${rateLimitKey(ctx.ip)}`, CLIENT_SECRET, now)
  if (until === null) return
  ctx.status = 429
  ctx.set('retry-after', String(Math.max(1, Math.ceil((until.getTime() - now.getTime()) / SECOND_MS))))
  ctx.body = { error: 'invalid_client', error_description: 'too many wrong secrets from this network' }
}
