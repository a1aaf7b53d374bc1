// The settings and seed data of race tests: one issuer and one set of keys for all processes.
import type { DatabaseLocation } from '@sluis/server-kit/database'
import { loopback } from '@sluis/server-kit/outgoing'
import { DEFAULT_TIMEZONE, type Settings } from '@sluis/provider/config'
import type { Wiring } from '@sluis/provider/main'
import type { SeedPlan } from '@sluis/provider/seed'
import { BlockList } from 'node:net'

/** What differs between processes and tests. It is sent in a message, so it has plain values only. */
export type InstanceConfig = {
  port: number
  /** The public address, whatever port a process listens on. */
  issuer: string
  database: DatabaseLocation
  smtpUrl: string
  /** Phones show this moment (ms) until a test moves them, so that no code expires during a test. */
  phoneAt: number
  /** How far the server's clock is ahead of real time, in ms. */
  aheadMs: number
  /** Of the mail queue; production's when absent. */
  retryPolicy?: Wiring['retryPolicy']
  /** Newcomers wait where it is busy, as in production; in races nobody does. */
  measuresPace?: boolean
  /** Where SMS go; without it none are offered. */
  sms?: { url: string; username: string; password: string }
  /** Instead of the usual ones, in base64. */
  sealingKeys?: string[]
}

export const settingsAt = ({ port, issuer, database, smtpUrl, sms, sealingKeys }: InstanceConfig): Settings => ({
  kind: 'demo',
  timezone: DEFAULT_TIMEZONE,
  listen: { address: '127.0.0.1', port },
  processes: { count: 1, number: 1 },
  issuer,
  database,
  sealingKeys: sealingKeys?.map((key) => Buffer.from(key, 'base64')) ?? [Buffer.alloc(32, 7)],
  pepper: Buffer.alloc(32, 9),
  mail: { smtpUrl, from: 'Sluis <sluis@example.org>' },
  sms: sms
    ? {
        gateways: [{ kind: 'kannel', name: 'kannel-1', ...sms }],
        sender: 'Sluis',
        appName: 'Sluis',
        countries: ['NL'],
        price: 0.1,
        dailySpend: 1000,
        operatorMail: null,
      }
    : null,
  // Only errors: they are printed below a test that fails.
  logLevel: 'error',
  trustedProxies: new BlockList(),
  internalNetworks: loopback(),
})

export const CLIENT = {
  id: 'kade',
  secret: 'a client secret for tests only, long enough',
  redirect: 'http://localhost:9/signed-in',
}

const DAY_MS = 86_400_000

/** One application; a company without a roll-out, one that invites and one that requires. */
export function plan(now: Date): SeedPlan {
  const at = (days: number) => new Date(now.getTime() + days * DAY_MS)
  const rollout = (company: string, [announce, prompt, required]: [number, number, number]) => ({
    application: CLIENT.id,
    company,
    announceAt: at(announce),
    promptAt: at(prompt),
    requiredAt: at(required),
  })
  return {
    applications: [
      {
        clientId: CLIENT.id,
        name: 'Kade',
        secret: CLIENT.secret,
        hasDeviceGrant: true,
        redirectUris: [CLIENT.redirect],
        postLogoutRedirectUris: [],
        scope: 'openid profile email offline_access',
        apiClientScope: 'directory obligation',
        homeUri: null,
        backchannelLogoutUri: null,
      },
    ],
    companies: ['none', 'prompt', 'required'].map((id) => ({
      application: CLIENT.id,
      id,
      name: `Bedrijf ${id}`,
      timezone: 'Europe/Amsterdam',
    })),
    rollouts: [rollout('prompt', [-30, -10, 7]), rollout('required', [-60, -30, -1])],
  }
}
