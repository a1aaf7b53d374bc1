// npm run provider: production, with settings from the environment.
import { createLog } from '@sluis/server-kit/log'
import { fileURLToPath } from 'node:url'
import { readConfig, type Settings } from './config.ts'
import { NotStarted, superviseProcesses, reportStarted } from './processes.ts'

type Stoppable = { stop(): Promise<void> }

// Of one that another has started (processes.ts).
const number = process.argv[2] === undefined ? null : Number(process.argv[2])

try {
  const settings = readConfig()
  const starting =
    number === null && settings.processes.count > 1
      ? supervise(settings)
      : serve({ ...settings, processes: { ...settings.processes, number: number ?? 1 } })
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    void starting.then((running) => running.stop()).then(() => process.exit(0))
  }
  // Before it is up, so that nobody who has seen it come up finds it without.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop)
  await starting
  if (number !== null) reportStarted(stop)
} catch (error) {
  if (!(error instanceof NotStarted))
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

/** What it takes to serve is loaded by those alone that do. */
async function serve(settings: Settings): Promise<Stoppable> {
  const { startProvider } = await import('./main.ts')
  return startProvider(settings)
}

async function supervise({ processes: { count }, listen: { address, port }, logLevel }: Settings): Promise<Stoppable> {
  // Processes that share a port would share it with those of a version that somebody forgot to stop.
  const { listen } = await import('@sluis/server-kit/server')
  await (await listen(() => undefined, address, port)).stop()
  const log = createLog('provider', logLevel, { process: 0 })
  const supervised = superviseProcesses(fileURLToPath(import.meta.url), count, log)
  await supervised.ready
  log.info({ processes: count }, 'all processes are up')
  return supervised
}
