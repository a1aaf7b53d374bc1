// The settings of the provider that the bench measures: production's, with what this machine asks for instead.

import type { DatabaseLocation } from '@sluis/server-kit/database'
import { readConfig, type Settings } from '@sluis/provider/config'

/** What differs between runs: plain values, since it is sent in a message. `issuer`: of whichever process it is. */
export type Instance = { port: number; issuer: string; database: DatabaseLocation; smtpUrl: string }

export const PEPPER = Buffer.alloc(32, 9)

export const issuerOf = (port: number): string => `http://localhost:${port}`

export function settingsOf({ port, issuer, database, smtpUrl }: Instance): Settings {
  // Whatever is not named here is as it is where nobody set it.
  const production = readConfig({
    SLUIS_ISSUER: 'https://sluis.example.org',
    DATABASE_URL: 'url' in database ? database.url : 'postgres://of.nobody/',
    SLUIS_SEALING_KEYS: Buffer.alloc(32, 7).toString('base64'),
    SLUIS_PASSWORD_PEPPER: PEPPER.toString('base64'),
    SLUIS_SMTP_URL: smtpUrl,
    SLUIS_MAIL_FROM: 'Sluis <sluis@example.org>',
    SLUIS_PORT: String(port),
    // Each visitor has an address of its own, which the bench tells as a proxy would.
    SLUIS_TRUSTED_PROXIES: '127.0.0.1',
  })
  return {
    ...production,
    // Without TLS, and with applications on this machine.
    kind: 'demo',
    issuer,
    database: 'url' in database ? production.database : database,
  }
}
