// The demo's settings: ports and data directory. The only file of the demo that reads the environment.
import { portSetting, readSettings } from '@sluis/server-kit/settings'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const root = fileURLToPath(new URL('../../', import.meta.url))

const Settings = z
  .object({
    SLUIS_PORT: portSetting.default(4400),
    HR_PORT: portSetting.default(4401),
    DESK_PORT: portSetting.default(4403),
    /** The port that the provider sends its mail to; 0 is any free one. */
    SLUIS_DEMO_SMTP_PORT: portSetting.default(0),
    SLUIS_DEMO_DATA: z.string().default('data/demo'),
    SLUIS_PROCESSES: z
      .literal('1', 'is for production with PostgreSQL: the demo has an embedded database, which serves one process')
      .optional(),
  })
  .superRefine((read, context) => {
    const taken = new Set<number>()
    for (const name of ['SLUIS_PORT', 'HR_PORT', 'DESK_PORT', 'SLUIS_DEMO_SMTP_PORT'] as const) {
      if (read[name] !== 0 && taken.has(read[name]))
        context.addIssue({ code: 'custom', path: [name], message: 'is the port of another program' })
      taken.add(read[name])
    }
  })

export type DemoSettings = {
  ports: { provider: number; hr: number; desk: number; smtp: number }
  origins: { provider: string; hr: string; desk: string }
  /** Absolute. */
  data: string
  root: string
}

/**
 * Throws one SettingsError that names every wrong setting. A relative data directory counts from the project's root.
 */
export function readDemoSettings(environment: NodeJS.ProcessEnv): DemoSettings {
  const read = readSettings(Settings, environment, 'tools/demo/README.md')
  const ports = { provider: read.SLUIS_PORT, hr: read.HR_PORT, desk: read.DESK_PORT, smtp: read.SLUIS_DEMO_SMTP_PORT }
  return {
    ports,
    origins: {
      provider: `http://localhost:${ports.provider}`,
      hr: `http://localhost:${ports.hr}`,
      desk: `http://localhost:${ports.desk}`,
    },
    data: resolve(root, read.SLUIS_DEMO_DATA),
    root,
  }
}

/**
 * What a program of the demo inherits from the shell: enough to run within limits of memory, and no setting, so that a
 * stray DATABASE_URL never gets the demo's people.
 */
export function bareEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const inherited = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'LANG', 'NODE_COMPILE_CACHE']
  const limits = environment['NODE_OPTIONS']?.match(/--max-[a-z-]+-size=\d+/g)?.join(' ')
  return Object.fromEntries(
    [...inherited.map((name) => [name, environment[name]]), ['NODE_OPTIONS', limits]].filter(
      ([, value]) => value !== undefined,
    ),
  ) as Record<string, string>
}
