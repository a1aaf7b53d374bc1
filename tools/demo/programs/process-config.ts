// The configuration of each program of the demo, passed as one JSON text in its environment.
import { join } from 'node:path'
import type { DemoSettings } from '../settings.ts'
import type { DemoState } from '../state/demo-state.ts'
import type { Secrets } from '../state/secrets.ts'
import type { SmsAccess } from '../sms/sendsms.ts'
import type { ProgramOptions } from './program.ts'

export type ProviderConfig = {
  port: number
  issuer: string
  /** The directory of its database. */
  data: string
  sealingKey: string
  pepper: string
  smtpPort: number
  sms: SmsAccess
  hr: { origin: string; secret: string }
  firstStartAt: string
  /** The database is still empty: it is filled before the program starts. */
  isNew: boolean
  /** Kade's address differs from the last start, or is new. */
  hasMoved: boolean
}
export type HrConfig = {
  port: number
  origin: string
  data: string
  key: string
  issuer: string
  secret: string
  firstStartAt: string
}

type Configs = { provider: ProviderConfig; hr: HrConfig }
const VARIABLE = 'SLUIS_DEMO_PROGRAM'

type ConfigInput = {
  settings: DemoSettings
  secrets: Secrets
  state: DemoState
  environment: Record<string, string>
  smtpPort: number
  sms: SmsAccess
}

/** The options of each program. `environment`: what they inherit as well. */
export function configurePrograms({
  settings,
  secrets,
  state,
  environment,
  smtpPort,
  sms,
}: ConfigInput): Record<keyof Configs, ProgramOptions> {
  const { data, origins, ports } = settings
  const { firstStartAt } = state
  const optionsFor = <Name extends keyof Configs>(name: Name, entry: URL, config: Configs[Name]): ProgramOptions => ({
    name,
    entry,
    logFile: join(data, `${name}.log`),
    environment: {
      ...environment,
      [VARIABLE]: JSON.stringify(config),
      SLUIS_DEMO_CLOCK_OFFSET_MS: String(state.offsetMs),
    },
  })
  return {
    provider: optionsFor('provider', new URL('./provider.ts', import.meta.url), {
      port: ports.provider,
      issuer: origins.provider,
      data: join(data, 'provider'),
      sealingKey: secrets['sealing-key'],
      pepper: secrets['password-pepper'],
      smtpPort,
      sms,
      hr: { origin: origins.hr, secret: secrets['hr-client-secret'] },
      firstStartAt,
      isNew: !state.complete,
      hasMoved: state.hrOrigin !== origins.hr,
    }),
    hr: optionsFor('hr', new URL('./hr.ts', import.meta.url), {
      port: ports.hr,
      origin: origins.hr,
      data: join(data, 'hr'),
      key: secrets['hr-key'],
      issuer: origins.provider,
      secret: secrets['hr-client-secret'],
      firstStartAt,
    }),
  }
}

/** The configuration of this program. Throws when it was started by hand. */
export function readConfig<Name extends keyof Configs>(_name: Name, environment: NodeJS.ProcessEnv): Configs[Name] {
  const text = environment[VARIABLE]
  if (!text) throw new Error('this is a part of the demo, which npm start runs')
  return JSON.parse(text) as Configs[Name]
}
