// The settings of the provider that the bench measures: production's, on this machine.

import { trustedProxies } from '@sluis/server-kit/client-address'
import type { DatabaseLocation } from '@sluis/server-kit/database'
import { loopback } from '@sluis/server-kit/outgoing'
import { DEFAULT_TIMEZONE, type Settings } from '@sluis/provider/config'

/** What differs between runs: plain values, since it is sent in a message. */
export type Instance = { port: number; database: DatabaseLocation; smtpUrl: string }

export const issuerOf = (port: number): string => `http://localhost:${port}`

export const PEPPER = Buffer.alloc(32, 9)

export const settingsOf = ({ port, database, smtpUrl }: Instance): Settings => ({
  kind: 'demo',
  timezone: DEFAULT_TIMEZONE,
  listen: { address: '127.0.0.1', port },
  issuer: issuerOf(port),
  database,
  sealingKeys: [Buffer.alloc(32, 7)],
  pepper: PEPPER,
  mail: { smtpUrl, from: 'Sluis <sluis@example.org>' },
  sms: null,
  // Production's; the bench throws its lines away.
  logLevel: 'info',
  // Each visitor has an address of its own, which the bench tells as a proxy would.
  trustedProxies: trustedProxies(['127.0.0.1']),
  internalNetworks: loopback(),
})
