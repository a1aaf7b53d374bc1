// The settings, read from the environment once and checked whole. Nothing else reads the environment.
import { z } from 'zod'
import type { DatabaseLocation } from '@sluis/server-kit/database'
import { keysSetting, portSetting, readSettings } from '@sluis/server-kit/settings'

export type Settings = {
  port: number
  /** The origin that browsers know us by. */
  publicUrl: string
  database: DatabaseLocation
  /** The first seals, all open. */
  secretKeys: Buffer[]
  issuer: string
  clientId: string
  clientSecret: string
  logLevel: string
  /** Our own proxies, whose X-Forwarded-For counts. */
  trustedProxies: string[]
}

const isLoopback = (url: URL) => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)

// Passwords, tokens and session cookies cross these addresses, so plain http is for a machine talking to itself.
const address = z.string({ error: 'is missing' }).transform((text, context) => {
  const url = URL.parse(text)
  if (!url || url.origin === 'null')
    context.addIssue({ code: 'custom', message: 'is not an address like https://kade.example' })
  else if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url)))
    context.addIssue({ code: 'custom', message: 'must be https, other than on this machine itself' })
  return text.replace(/\/$/, '')
})

const schema = z
  .object({
    HR_PORT: portSetting.default(4401),
    HR_PUBLIC_URL: address.optional(),
    HR_DATABASE_URL: z
      .string()
      .regex(/^postgres(ql)?:/, 'is not an address like postgres://…')
      .optional(),
    HR_DATA_DIRECTORY: z.string().optional(),
    HR_SECRET_KEY: keysSetting,
    HR_ISSUER: address,
    HR_CLIENT_ID: z.string({ error: 'is missing' }),
    HR_CLIENT_SECRET: z.string({ error: 'is missing' }).min(16, 'is shorter than 16 characters'),
    HR_TRUSTED_PROXIES: z
      .string()
      .default('')
      .transform((list) =>
        list
          .split(',')
          .map((entry) => entry.trim())
          .filter(Boolean),
      ),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'is not a level like info')
      .default('info'),
  })
  .superRefine((read, context) => {
    if ((read.HR_DATABASE_URL === undefined) === (read.HR_DATA_DIRECTORY === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['HR_DATABASE_URL'],
        message: 'exactly one of HR_DATABASE_URL and HR_DATA_DIRECTORY is needed',
      })
    }
  })

/** Throws one SettingsError that names every wrong setting, and never a value. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Settings {
  const read = readSettings(schema, environment, 'apps/hr/README.md')
  return {
    port: read.HR_PORT,
    publicUrl: read.HR_PUBLIC_URL ?? `http://localhost:${read.HR_PORT}`,
    database:
      read.HR_DATABASE_URL === undefined ? { directory: read.HR_DATA_DIRECTORY! } : { url: read.HR_DATABASE_URL },
    secretKeys: read.HR_SECRET_KEY,
    issuer: read.HR_ISSUER,
    clientId: read.HR_CLIENT_ID,
    clientSecret: read.HR_CLIENT_SECRET,
    logLevel: read.LOG_LEVEL,
    trustedProxies: read.HR_TRUSTED_PROXIES,
  }
}
