// npm run provider: production, with settings from the environment.
import { readConfig } from './config.ts'
import { startProvider } from './main.ts'

try {
  const starting = startProvider(readConfig())
  let stopping = false
  // Before it is up, so that nobody who has seen it come up finds it without.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      void starting.then((running) => running.stop()).then(() => process.exit(0))
    })
  await starting
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
