// npm start: runs the demo until Ctrl-C, and says where to go.
import { DataDirectoryInUse, SettingsError } from '@sluis/ground'
import { startDemo } from './demo.ts'
import { PortTaken } from './programs/ports.ts'
import { bareEnvironment, readDemoSettings } from './settings.ts'
import { welcome } from './welcome.ts'

// What the person at the terminal can mend; anything else is ours, and shown whole.
const EXPECTED = [DataDirectoryInUse, SettingsError, PortTaken]

async function run(): Promise<number> {
  const settings = readDemoSettings(process.env)
  const { promise: asked, resolve: stop } = Promise.withResolvers<string | null>()
  let times = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop(null)
      // Asked twice, it goes at once; the programs end when they notice.
      if (++times > 1) process.exit(1)
    })
  }

  const demo = await startDemo(settings, bareEnvironment(process.env))
  demo.running.then(() => console.log(welcome(settings)), () => undefined)
  const reason = await Promise.race([asked, demo.broken])
  console.log(reason === null ? '\nStopping.' : `\nThe demo stops: ${reason}`)
  await demo.stop()
  return reason === null ? 0 : 1
}

try {
  process.exit(await run())
} catch (error) {
  console.error(EXPECTED.some((kind) => error instanceof kind) ? (error as Error).message : error)
  process.exit(1)
}
