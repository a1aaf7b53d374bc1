// Starts the production program as a service manager does: settings from the environment, a log, signals.
import { freePort } from '@sluis/test-kit'
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Ending, within } from './provider-process.ts'

const RUN = fileURLToPath(new URL('run.ts', import.meta.resolve('@sluis/provider/main')))
export const HOST = 'sluis.example'

const key = randomBytes(32).toString('base64')
const pepper = randomBytes(32).toString('base64')

export type ProductionProcess = {
  child: ChildProcess
  port: number
  ended: Promise<Ending>
  output: () => string
  /** When its log says so for the so manieth time. */
  logged: (text: string, times?: number) => Promise<void>
}
type Options = { database: string; smtpUrl: string; more?: Record<string, string> }

/** Production's settings for it. `more`: in their place, or besides. */
export const productionEnvironment = (port: number, { database, smtpUrl, more }: Options): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
  SLUIS_ISSUER: `https://${HOST}`,
  DATABASE_URL: database,
  SLUIS_SEALING_KEYS: key,
  SLUIS_PASSWORD_PEPPER: pepper,
  SLUIS_SMTP_URL: smtpUrl,
  SLUIS_MAIL_FROM: 'sluis@example.org',
  SLUIS_PORT: String(port),
  ...more,
})

/** Resolves when it is up, with the last of its processes. */
export async function productionProcess(options: Options): Promise<ProductionProcess> {
  const started = await startProduction(options)
  const isOne = options.more?.['SLUIS_PROCESSES'] === undefined
  await started.logged(isOne ? 'provider is up' : 'all processes are up')
  return started
}

export async function startProduction(options: Options): Promise<ProductionProcess> {
  const port = await freePort()
  const env = productionEnvironment(port, options)
  const child = spawn(process.execPath, [RUN], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = (once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>).then(
    ([code, signal]): Ending => ({ code, signal }),
  )
  let text = ''
  const waits = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
      for (const look of waits) look()
    })
  async function logged(what: string, times = 1): Promise<void> {
    const found = Promise.withResolvers<void>()
    const look = (): void => void (text.split(what).length > times && found.resolve())
    waits.add(look)
    look()
    const failed = ended.then(() => assert.fail(`it ended before it said "${what}": ${text}`))
    await within(30_000, `it did not say "${what}"`, Promise.race([found.promise, failed]))
    waits.delete(look)
  }
  return { child, port, ended, output: () => text, logged }
}
