// The demo as a whole: locks its data directory, opens mail and desk, starts the programs, and stops all in order.
import { getRequestListener } from '@hono/node-server'
import { lockDirectory } from '@sluis/server-kit/data-lock'
import { preparedTemplate } from '@sluis/server-kit/database-template'
import { createLog } from '@sluis/server-kit/log'
import { listen } from '@sluis/server-kit/server'
import { createDesk } from './desk/desk.ts'
import type { DemoStatus } from './desk/deps.ts'
import { startMailServer } from './mail/smtp.ts'
import { createSupervisor } from './programs/supervisor.ts'
import { configurePrograms } from './programs/process-config.ts'
import { ensurePortsFree } from './programs/ports.ts'
import type { DemoSettings } from './settings.ts'
import { startSmsGateway } from './sms/sendsms.ts'
import { openDemoStore } from './state/demo-store.ts'
import { withDates } from './world/companies.ts'

export type Demo = {
  /** Resolves when every program is ready and the world is complete. */
  running: Promise<void>
  /** Resolves with a sentence when a program has died; the caller then stops the demo. */
  broken: Promise<string>
  stop(): Promise<void>
}
/**
 * `environment`: what programs inherit. `startsOver`: deletes the data of earlier starts. `print`: writes to the
 * terminal.
 */
export type DemoStart = {
  settings: DemoSettings
  environment: Record<string, string>
  startsOver: boolean
  print: (sentence: string) => void
}

type Closing = (() => Promise<void> | void)[]

/** Throws when the data directory is in use or a port is taken, before anything is changed. */
export async function startDemo(start: DemoStart): Promise<Demo> {
  const closing: Closing = []
  const close = async () => {
    for (const each of closing.splice(0).toReversed()) await each()
  }
  try {
    return { ...(await openParts(start, closing)), stop: close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Each part that is opened adds its close function to `closing`. */
async function openParts(
  { settings, environment, startsOver, print }: DemoStart,
  closing: Closing,
): Promise<Pick<Demo, 'running' | 'broken'>> {
  const lock = lockDirectory(settings.data)
  closing.push(() => lock.release())
  await ensurePortsFree(settings.ports)
  // Both programs want it at the first start, and load their code meanwhile.
  void preparedTemplate()
  const store = openDemoStore(settings.data, startsOver)
  closing.push(() => store.close())

  const { promise: broken, resolve: isBroken } = Promise.withResolvers<string>()
  const supervisor = createSupervisor(isBroken)
  const now = () => new Date(Date.now() + store.state().offsetMs)
  const moveClock = async (offsetMs: number) => {
    store.save({ offsetMs })
    await supervisor.moveClock(offsetMs)
  }
  const mailServer = await startMailServer(() => store.mails(), now, settings.ports.smtp)
  closing.push(() => mailServer.close())
  const smsGateway = await startSmsGateway(() => store.sms(), now)
  closing.push(() => smsGateway.close())

  let status: DemoStatus = 'starting'
  let isClosing = false
  async function begin(): Promise<void> {
    if (isClosing) return
    const state = store.state()
    await supervisor.start(
      configurePrograms({
        settings,
        secrets: store.secrets(),
        state,
        environment,
        smtpPort: mailServer.port,
        sms: smsGateway.access,
      }),
      !state.complete,
    )
    store.save({ complete: true, hrOrigin: settings.origins.hr })
    status = 'running'
  }
  async function startOver(): Promise<void> {
    await supervisor.stop()
    store.reset()
    await begin()
    print('A fresh world is ready.')
  }
  const breaks = (work: Promise<void>): void =>
    void work.catch((error: unknown) => isBroken(error instanceof Error ? error.message : String(error)))
  closing.push(async () => {
    isClosing = true
    await supervisor.stop()
  })

  const desk = createDesk({
    origins: settings.origins,
    status: () => status,
    clock: {
      now,
      phoneTime: () => new Date(),
      isMoved: () => store.state().offsetMs !== 0,
      moveTo: (moment) => moveClock(moment.getTime() - Date.now()),
      backToReal: () => moveClock(0),
    },
    world: () => store.world(),
    companies: async () => withDates(store.world().companies, await supervisor.rollOuts()),
    mails: () => store.mails(),
    sms: () => store.sms(),
    phone: () => store.phone(),
    startOver() {
      if (status !== 'running') return
      status = 'starting-over'
      breaks(startOver())
    },
    key: Buffer.from(store.secrets()['desk-key'], 'base64'),
    log: createLog('desk', 'error'),
  })
  const answer = getRequestListener((request: Request) => desk.fetch(request))
  const server = await listen((incoming, outgoing) => void answer(incoming, outgoing), '127.0.0.1', settings.ports.desk)
  closing.push(() => server.stop())

  const running = begin()
  breaks(running)
  return { running, broken }
}
