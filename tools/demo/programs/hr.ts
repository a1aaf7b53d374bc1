// The demo's HR app: Kade with its own database in the demo's data, and the movable clock.
import type { Settings } from '@sluis/hr/config'
import { startHr } from '@sluis/hr/main'
import { demoClock } from '../clock/preload.ts'
import { hrWorldOf } from '../world/hr-world.ts'
import { CLIENT_ID } from '../world/provider-world.ts'
import { worldAt } from '../world.ts'
import { runChild } from './child-process.ts'
import { readConfig } from './process-config.ts'

await runChild(async () => {
  const { port, origin, data, key, issuer, secret, firstStartAt } = readConfig('hr', process.env)
  const settings: Settings = {
    port,
    publicUrl: origin,
    database: { directory: data },
    secretKeys: [Buffer.from(key, 'base64')],
    issuer,
    clientId: CLIENT_ID,
    clientSecret: secret,
    logLevel: 'info',
    trustedProxies: [],
  }
  const hr = await startHr(settings, { clock: demoClock })
  return {
    stop: () => hr.stop(),
    handlers: { 'seed world': () => hr.seedWorld(hrWorldOf(worldAt(new Date(firstStartAt)))) },
  }
})
