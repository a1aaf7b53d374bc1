// The gateways in their order, each with its breaker.
import type { SmsGateway } from '#messaging/sms/gateways/gateway.ts'
import { type Breaker, createBreaker } from './circuit-breaker.ts'

export type PooledGateway = SmsGateway & { breaker: Breaker }
export type GatewayPool = ReturnType<typeof createGatewayPool>

/** `monotonicNow`: ms of a clock that nobody moves. */
export function createGatewayPool(gateways: readonly SmsGateway[], monotonicNow: () => number) {
  const pool: PooledGateway[] = gateways.map((gateway) => ({ ...gateway, breaker: createBreaker() }))
  return {
    monotonicNow,
    count: pool.length,
    find: (name: string): PooledGateway | undefined => pool.find((gateway) => gateway.name === name),
    /** Whom to ask, in this order; the one that may have taken it already comes last. */
    ordered: (doubtful: string | null): PooledGateway[] =>
      pool.toSorted((one, other) => Number(one.name === doubtful) - Number(other.name === doubtful)),
    /** True where nobody is there to be asked. */
    isUnavailable: (): boolean => pool.every(({ breaker }) => breaker.isOpen(monotonicNow())),
  }
}
