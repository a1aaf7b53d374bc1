// npm run provider: production, with settings from the environment.
import { readConfig } from './config.ts'
import { startProvider } from './main.ts'

try {
  const running = await startProvider(readConfig())
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => {
      if (stopping) return
      stopping = true
      void running.stop().then(() => process.exit(0))
    })
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
