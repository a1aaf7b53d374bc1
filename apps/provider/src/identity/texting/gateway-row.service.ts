// The gateways in their order, each with its breaker.
import type { SmsGateway } from '#platform/sms/gateway.ts'
import { type Breaker, createBreaker } from './breaker.ts'

export type GatewayInRow = SmsGateway & { breaker: Breaker }
export type GatewayRow = ReturnType<typeof createGatewayRow>

/** `steady`: ms of a clock that nobody moves. */
export function createGatewayRow(gateways: readonly SmsGateway[], steady: () => number) {
  const row: GatewayInRow[] = gateways.map((gateway) => ({ ...gateway, breaker: createBreaker() }))
  return {
    steady,
    count: row.length,
    named: (name: string): GatewayInRow | undefined => row.find((gateway) => gateway.name === name),
    /** Whom to ask, in this order; the one that may have taken it already comes last. */
    inOrder: (doubtful: string | null): GatewayInRow[] =>
      row.toSorted((one, other) => Number(one.name === doubtful) - Number(other.name === doubtful)),
    /** True where nobody is there to be asked. */
    isOut: (): boolean => row.every(({ breaker }) => breaker.isOpen(steady())),
  }
}
