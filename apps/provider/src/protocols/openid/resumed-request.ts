// The end of a sign-in at the engine: the request that waited comes by one statement with all that is stored of the
// sign-in (decision 0053).
import type { Clock } from '@sluis/server-kit/clock'
import type { Sealer } from '@sluis/server-kit/sealing'
import { type Adapter, Provider } from 'oidc-provider'
import { SESSION_COOKIE } from '#platform/cookies.ts'
import type { StoresOf } from '#use-cases/stores.ts'
import { readCookie } from './cookies.ts'
import { payloadOf } from './records.store.ts'
import { memory } from './request-memory.ts'

type Deps = { identity: StoresOf<'signIns'>; sealer: Sealer; clock: Clock }

/** The engine's storage for its model Interaction. `records`: where it is otherwise. */
export const resumingAdapter = ({ identity, sealer, clock }: Deps, records: Adapter): Adapter => ({
  ...records,
  async find(id) {
    const { ctx } = Provider
    if (ctx?.oidc.route !== 'resume') return records.find(id)
    const record = await identity.signIns.read(
      { token: readCookie(ctx, SESSION_COOKIE) ?? null, request: id },
      clock.now(),
    )
    memory(ctx)!.signIn = record
    return record.request ? payloadOf(sealer, 'Interaction', record.request) : undefined
  },
})
