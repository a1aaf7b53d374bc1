// The demo's provider: Sluis with its own database in the demo's data, the movable clock and the demo's mail.
import { trustedProxies } from '@sluis/server-kit/client-address'
import { loopback } from '@sluis/server-kit/outgoing'
import { MINUTE_MS } from '@sluis/server-kit/time'
import type { Settings } from '@sluis/provider/config'
import { TIMEZONE } from '../world/amsterdam.ts'
import { connectProvider, startProvider, type ProviderContext } from '@sluis/provider/main'
import { seedPeople, seedPlan } from '@sluis/provider/seed'
import { demoClock } from '../clock/preload.ts'
import { applicationOf, CLIENT_ID, peopleAtProvider, planOf, TERMINAL } from '../world/provider-world.ts'
import { worldAt } from '../world.ts'
import { runChild } from './child-process.ts'
import { readConfig } from './process-config.ts'

// HR checks every second for changes to send; it first hashes its people's passwords.
const POLL_INTERVAL_MS = 100

await runChild(async () => {
  const { port, issuer, data, sealingKey, pepper, smtpPort, sms, hr, firstStartAt, isNew, hasMoved } = readConfig(
    'provider',
    process.env,
  )
  const world = worldAt(new Date(firstStartAt))
  const settings: Settings = {
    kind: 'demo',
    timezone: TIMEZONE,
    listen: { address: '127.0.0.1', port },
    processes: { count: 1, number: 1 },
    issuer,
    database: { directory: data },
    sealingKeys: [Buffer.from(sealingKey, 'base64')],
    pepper: Buffer.from(pepper, 'base64'),
    mail: { smtpUrl: `smtp://127.0.0.1:${smtpPort}`, from: 'Sluis <no-reply@sluis.example>' },
    sms: {
      gateways: [{ kind: 'kannel', name: 'kannel-1', ...sms }],
      sender: 'Sluis',
      appName: 'Sluis',
      countries: ['NL', 'BE', 'DE', 'FR', 'PL', 'RO', 'BG', 'GB'],
      price: 0.08,
      dailySpend: 40,
      operatorMail: null,
    },
    logLevel: 'info',
    trustedProxies: trustedProxies([]),
    internalNetworks: loopback(),
  }
  // Before it starts, since its pages read the allowed return addresses at the start.
  if (isNew || hasMoved) {
    const opened = await connectProvider(settings, { clock: demoClock })
    await seedPlan(
      opened,
      isNew ? planOf(world, hr) : { applications: [applicationOf(hr)], companies: [], rollouts: [] },
    )
    await opened.close()
  }
  const provider = await startProvider(settings, { clock: demoClock })
  // An older demo's data may lack settings that applications have by now.
  if (!isNew && !hasMoved)
    await seedPlan(provider, { applications: [applicationOf(hr), TERMINAL], companies: [], rollouts: [] })

  /** What people have done before: once HR's directory has sent all of them. */
  async function seedPast(): Promise<void> {
    await waitForDirectory(
      provider,
      world.people.map((person) => person.id),
    )
    await seedPeople(provider, settings.pepper, peopleAtProvider(world))
  }
  return {
    stop: () => provider.stop(),
    handlers: { 'seed past': seedPast, 'roll-outs': () => provider.identity.rollouts.overview() },
  }
})

async function waitForDirectory(
  { identity }: Pick<ProviderContext, 'identity'>,
  people: readonly string[],
): Promise<void> {
  const application = (await identity.applications.findByClientId(CLIENT_ID))!
  const missing = async () => {
    for (const person of people)
      if ((await identity.companies.personOf(application.id, person)) === undefined) return person
    return null
  }
  await new Promise<void>((resolve, reject) => {
    const until = performance.now() + MINUTE_MS
    const poll = () => {
      missing().then((person) => {
        if (person === null) resolve()
        else if (performance.now() > until)
          reject(new Error(`Kade did not send ${person} within a minute; its log says why`))
        else setTimeout(poll, POLL_INTERVAL_MS)
      }, reject)
    }
    poll()
  })
}
