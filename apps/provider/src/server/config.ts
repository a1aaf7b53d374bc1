// The settings: read once, checked whole, explained in .env.example. The only file that reads the environment.
import { trustedProxies } from '@sluis/server-kit/client-address'
import type { DatabaseLocation } from '@sluis/server-kit/database'
import { keysSetting, portSetting, readSettings } from '@sluis/server-kit/settings'
import type { BlockList } from 'node:net'
import { z } from 'zod'
import { smsEnvironment, smsSettingsOf, type SmsSettings } from '#messaging/sms/gateways/settings.ts'

export type Settings = {
  /** Of dates and times in pages and mails that belong to no company: an IANA name. */
  timezone: string
  kind: 'production' | 'demo'
  listen: { address: string; port: number }
  /** How many share this address on this machine, and which of them this one is, from 1. */
  processes: { count: number; number: number }
  /** The public address, without a slash at its end. */
  issuer: string
  database: DatabaseLocation
  /** 32 bytes each; the first seals, all open. */
  sealingKeys: Buffer[]
  /** Kept apart from the database: without it a stolen hash cannot even be tried. */
  pepper: Buffer
  mail: { smtpUrl: string; from: string }
  /** Null where no gateway is set: SMS is offered nowhere. */
  sms: SmsSettings | null
  logLevel: string
  trustedProxies: BlockList
  /** Networks of one's own in which applications may lie that are told of log-outs, or asked for their keys. */
  internalNetworks: BlockList
}

export const DEFAULT_TIMEZONE = 'Europe/Amsterdam'

const needed = { error: 'is missing' }

function networksSetting() {
  return z
    .string()
    .default('')
    .transform((text, context) => {
      try {
        return trustedProxies(
          text
            .split(',')
            .map((part) => part.trim())
            .filter(Boolean),
        )
      } catch {
        context.addIssue({ code: 'custom', message: 'must be addresses or networks, by comma' })
        return trustedProxies([])
      }
    })
}

const Environment = z.object({
  SLUIS_ISSUER: z
    .url({
      protocol: /^https$/,
      error: (issue) => (issue.input === undefined ? 'is missing' : 'must be the public https address'),
    })
    .refine(
      (text) => isPublic(text),
      'must be the public https address, in small letters, without a user or a path; not localhost',
    ),
  DATABASE_URL: z
    .string(needed)
    .regex(
      /^postgres(ql)?:\/\//,
      'must be postgres://…: production needs a PostgreSQL server (PGlite never syncs to disk and serves one process)',
    ),
  SLUIS_DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(200).default(10),
  SLUIS_SEALING_KEYS: keysSetting,
  SLUIS_PASSWORD_PEPPER: keysSetting.refine((keys) => keys.length === 1, 'is one key'),
  SLUIS_SMTP_URL: z.string(needed).regex(/^smtps?:\/\//, 'must be smtp://… or smtps://…'),
  SLUIS_MAIL_FROM: z
    .string(needed)
    .regex(/^[^<>@\r\n]*<?[^\s@<>]+@[^\s@<>]+>?$/, 'must be an address, or Name <address>'),
  ...smsEnvironment,
  SLUIS_ADDRESS: z.string().default('127.0.0.1'),
  SLUIS_PORT: portSetting.default(4400),
  SLUIS_PROCESSES: z.coerce
    .number('is a number from 1 to 64')
    .int('is a number from 1 to 64')
    .min(1, 'is a number from 1 to 64')
    .max(64, 'is a number from 1 to 64')
    .default(1),
  SLUIS_TRUSTED_PROXIES: networksSetting(),
  SLUIS_INTERNAL_NETWORKS: networksSetting(),
  SLUIS_TIME_ZONE: z
    .string()
    .default(DEFAULT_TIMEZONE)
    .refine(isTimezone, 'must be the IANA name of a time zone, such as Europe/Amsterdam'),
  SLUIS_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { error: 'must be debug, info, warn or error' })
    .default('info'),
  // What belongs to the demo is refused here by name, so that nobody finds out later.
  SLUIS_DEMO_DATA: z.undefined({ error: 'belongs to the demo, and this is production' }).optional(),
})

function isTimezone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

function isPublic(text: string): boolean {
  const url = URL.parse(text)
  return (
    url !== null &&
    // Compared whole by applications and browsers: neither a user, nor a path, nor capitals.
    url.origin === text &&
    !/^(localhost|127\.|\[::1\]|0\.0\.0\.0)/.test(url.hostname) &&
    !url.hostname.endsWith('.localhost')
  )
}

/** Production's settings. Throws one SettingsError that names every wrong one, and no value. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Settings {
  const env = readSettings(Environment, environment, '.env.example')
  return {
    kind: 'production',
    listen: { address: env.SLUIS_ADDRESS, port: env.SLUIS_PORT },
    processes: { count: env.SLUIS_PROCESSES, number: 1 },
    issuer: env.SLUIS_ISSUER,
    database: { url: env.DATABASE_URL, connections: env.SLUIS_DATABASE_CONNECTIONS },
    sealingKeys: env.SLUIS_SEALING_KEYS,
    pepper: env.SLUIS_PASSWORD_PEPPER[0]!,
    mail: { smtpUrl: env.SLUIS_SMTP_URL, from: env.SLUIS_MAIL_FROM },
    sms: smsSettingsOf(env),
    timezone: env.SLUIS_TIME_ZONE,
    logLevel: env.SLUIS_LOG_LEVEL,
    trustedProxies: env.SLUIS_TRUSTED_PROXIES,
    internalNetworks: env.SLUIS_INTERNAL_NETWORKS,
  }
}
