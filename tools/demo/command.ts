// npm run demo:command -- audit verify: runs an operator's command on the demo's database while the demo is stopped.
import { trustedProxies } from '@sluis/server-kit/client-address'
import { loopback } from '@sluis/server-kit/outgoing'
import { runCommand } from '@sluis/provider/command'
import type { Settings } from '@sluis/provider/config'
import { TIMEZONE } from './world/amsterdam.ts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readDemoSettings } from './settings.ts'
import { secretsIn } from './state/secrets.ts'

const print = (line: string) => void process.stdout.write(`${line}\n`)

function demoSettings(): Settings {
  const { data, ports, origins } = readDemoSettings(process.env)
  if (!existsSync(join(data, 'provider')))
    throw new Error(`There is no demo in ${data} yet. Start it once with npm start.`)
  const secrets = secretsIn(data, true)
  return {
    kind: 'demo',
    timezone: TIMEZONE,
    listen: { address: '127.0.0.1', port: ports.provider },
    processes: { count: 1, number: 1 },
    issuer: origins.provider,
    database: { directory: join(data, 'provider') },
    sealingKeys: [Buffer.from(secrets['sealing-key'], 'base64')],
    pepper: Buffer.from(secrets['password-pepper'], 'base64'),
    // Mail from a command waits in the queue until the demo runs again.
    mail: { smtpUrl: 'smtp://127.0.0.1:1', from: 'Sluis <no-reply@sluis.example>' },
    sms: null,
    logLevel: 'error',
    trustedProxies: trustedProxies([]),
    internalNetworks: loopback(),
  }
}

const caller = { name: 'npm run demo:command', isDemo: true }
process.exitCode = await runCommand(process.argv.slice(2), demoSettings, print, caller).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  return 1
})
