// What gateways tell of a message afterwards: believed only where the address that they tell it at is one that we gave
// them.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import { isId } from '@sluis/server-kit/random'
import { hmacSha256, sameBytes, type Sealer, type SecretKey } from '@sluis/server-kit/sealing'
import { HOUR_MS } from '@sluis/server-kit/time'
import type { Report, RawReport } from '#messaging/sms/gateways/gateway.ts'
import type { GatewayPool } from './gateway-pool.ts'
import type { SmsMessagesStore } from './sms-messages.store.ts'

type Deps = { messages: SmsMessagesStore; pool: GatewayPool; clock: Clock; log: Log; sealer: Sealer; issuer: string }

/** `taken`: heard, whether or not it changed something. */
export type ReportAnswer = 'taken' | 'unknown' | 'forged' | 'unreadable'

const PATH = '/api/sms/reports'
/** So many in an hour that did not arrive, and not fewer than those that did. */
const FAILING = 5

export function createReports({ messages, pool, clock, log, sealer, issuer }: Deps) {
  const warnedAt = new Map<string, number>()
  // By every sealing key, the one in front first: reports of messages from before it came are still believed.
  const macs = (id: string, gateway: string): [string, ...string[]] => {
    const by = (key: SecretKey) => hmacSha256(key, `${id} ${gateway}`).subarray(0, 16).toString('base64url')
    const [first, ...others] = sealer.keysFor('text reports')
    return [by(first), ...others.map(by)]
  }
  const urlOf = (token: string): string => `${issuer}${PATH}/${token}`

  /**
   * Numbers of one range that do not get their messages: a route that is broken, or somebody who earns by them. Told
   * once an hour.
   */
  async function warnIfFailing(prefix: string): Promise<void> {
    if (pool.monotonicNow() - (warnedAt.get(prefix) ?? -Infinity) < HOUR_MS) return
    const { delivered, failed } = await messages.countDeliveries(prefix, new Date(clock.now().getTime() - HOUR_MS))
    if (failed < FAILING || failed < delivered) return
    warnedAt.set(prefix, pool.monotonicNow())
    log.warn({ prefix, delivered, failed }, 'SMS to these numbers do not arrive')
  }

  const settle = (id: string, gateway: string, report: Report, now: Date): Promise<string | null> =>
    report === 'delivered'
      ? messages.reportDelivered(id, now)
      : report === 'accepted'
        ? messages.reportAccepted(id, now)
        : messages.reportFailed(id, gateway, now)

  return {
    /**
     * The address for reports of this message by this gateway. One word of it, long enough to be taken out of every
     * log.
     */
    url: (id: string, gateway: string): string => urlOf(`${id}_${gateway}_${macs(id, gateway)[0]}`),
    async receive(token: string, raw: Omit<RawReport, 'url'>): Promise<ReportAnswer> {
      const [id = '', name = '', proof = ''] = /^([0-9a-f-]{36})_([a-z0-9-]+)_([\w-]{22})$/.exec(token)?.slice(1) ?? []
      const gateway = pool.find(name)
      if (!gateway || !isId(id)) return 'unknown'
      if (!macs(id, name).some((mac) => sameBytes(Buffer.from(proof), Buffer.from(mac)))) return 'unknown'
      const report = gateway.parseReport({ ...raw, url: urlOf(token) })
      if (report === 'forged' || report === 'unreadable') return report
      const prefix = await settle(id, name, report, clock.now())
      if (prefix !== null && report === 'failed') await warnIfFailing(prefix)
      return 'taken'
    },
  }
}
