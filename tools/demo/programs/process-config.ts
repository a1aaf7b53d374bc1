// What each program of the demo is told at its start, and how: one JSON text in its environment.
import { join } from 'node:path'
import type { DemoSettings } from '../settings.ts'
import type { DemoState } from '../state/demo-state.ts'
import type { Secrets } from '../state/secrets.ts'
import type { SmsAccess } from '../sms/sendsms.ts'
import type { ProgramOptions } from './program.ts'

export type ProviderConfig = {
  port: number
  issuer: string
  /** Its database's directory. */
  data: string
  sealingKey: string
  pepper: string
  smtpPort: number
  sms: SmsAccess
  hr: { origin: string; secret: string }
  firstStartAt: string
  /** Nothing is in its database yet: it is filled before it starts. */
  isNew: boolean
  /** Kade has another address than at the last start, or none was known yet. */
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

/** A plan for each program. `environment`: what they inherit besides. */
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

/** What this program was told. Throws where it was started by hand. */
export function readConfig<Name extends keyof Configs>(_name: Name, environment: NodeJS.ProcessEnv): Configs[Name] {
  const text = environment[VARIABLE]
  if (!text) throw new Error('this is a part of the demo: npm start runs it')
  return JSON.parse(text) as Configs[Name]
}
