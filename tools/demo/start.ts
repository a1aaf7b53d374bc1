// npm start: runs the demo until Ctrl-C, and prints its addresses. With `-- --start-over` it begins with fresh data.
import { DataDirectoryInUse, DataDirectoryUnusable } from '@sluis/server-kit/data-lock'
import { SettingsError } from '@sluis/server-kit/settings'
import { parseArgs } from 'node:util'
import { startDemo } from './demo.ts'
import { PortTaken } from './programs/ports.ts'
import { bareEnvironment, readDemoSettings } from './settings.ts'
import { welcome } from './welcome.ts'

// What the person at the terminal can fix; anything else is a bug, shown in full.
const EXPECTED = [DataDirectoryInUse, DataDirectoryUnusable, SettingsError, PortTaken]

async function run(): Promise<number> {
  const { values } = parseArgs({ options: { 'start-over': { type: 'boolean', default: false } } })
  const settings = readDemoSettings(process.env)
  const { promise: asked, resolve: stop } = Promise.withResolvers<null>()
  let times = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stop(null)
      // A second Ctrl-C exits immediately; the programs end when they notice.
      if (++times > 1) process.exit(1)
    })
  }

  console.log('Sluis is starting …')
  const demo = await startDemo({
    settings,
    environment: bareEnvironment(process.env),
    startsOver: values['start-over'],
    print: console.log,
  })
  let wasRunning = false
  demo.running.then(
    () => {
      wasRunning = true
      console.log(welcome(settings))
    },
    () => undefined,
  )
  const reason = await Promise.race([asked, demo.broken])
  if (reason !== null)
    console.error(
      `\nThe demo stops, since ${reason}${wasRunning ? '' : '\nWhere its data is the reason, begin with fresh data: npm start -- --start-over'}`,
    )
  else console.log('\nStopping.')
  await demo.stop()
  return reason === null ? 0 : 1
}

try {
  process.exit(await run())
} catch (error) {
  console.error(EXPECTED.some((kind) => error instanceof kind) ? (error as Error).message : error)
  process.exit(1)
}
