// The demo's provider: Sluis on a database of its own in the demo's data, with the movable clock and the demo's mail.
import { openProvider, startProvider } from '@sluis/provider/main'
import { seedPeople, seedPlan } from '@sluis/provider/seed'
import type { Settings } from '@sluis/provider/config'
import { trustedProxies } from '@sluis/ground'
import { demoClock } from '../clock/preload.ts'
import { worldAt } from '../world.ts'
import { applicationOf, peopleAtProvider, planOf } from '../world/provider-world.ts'
import { live } from './ear.ts'
import { readPlan } from './plans.ts'

await live(async () => {
  const { port, issuer, data, sealingKey, pepper, smtpPort, hr, isNew } = readPlan('provider', process.env)
  const settings: Settings = {
    kind: 'demo',
    listen: { address: '127.0.0.1', port },
    issuer,
    database: { directory: data },
    sealingKeys: [Buffer.from(sealingKey, 'base64')],
    pepper: Buffer.from(pepper, 'base64'),
    mail: { smtpUrl: `smtp://127.0.0.1:${smtpPort}`, from: 'Sluis <no-reply@sluis.example>' },
    logLevel: 'info',
    trustedProxies: trustedProxies([]),
  }
  // Before it starts: its pages know from the start which application they lead back to.
  if (isNew) {
    const opened = await openProvider(settings, { clock: demoClock })
    await seedPlan(opened, { applications: [applicationOf(hr)], companies: [], rollouts: [] })
    await opened.close()
  }
  const provider = await startProvider(settings, { clock: demoClock })
  return {
    stop: () => provider.stop(),
    abilities: {
      plan: (firstStartAt) => seedPlan(provider, planOf(worldAt(new Date(firstStartAt as string)), hr)),
      people: (firstStartAt) => seedPeople(provider, settings.pepper, peopleAtProvider(worldAt(new Date(firstStartAt as string)))),
    },
  }
})
