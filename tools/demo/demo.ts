// The demo as a whole: takes its data directory, opens mail and desk, starts the programs, and ends everything in
// order.
import { getRequestListener } from '@hono/node-server'
import { createLog, listen, lockDirectory } from '@sluis/server-kit'
import { createDesk } from './desk/desk.ts'
import type { Stage } from './desk/needs.ts'
import { openPostOffice } from './mail/smtp.ts'
import { createCrew } from './programs/crew.ts'
import { planPrograms } from './programs/plans.ts'
import { ensurePortsFree } from './programs/ports.ts'
import type { DemoSettings } from './settings.ts'
import { openSmsOffice } from './sms/sendsms.ts'
import { openKept } from './state/kept.ts'
import { withDates } from './world/companies.ts'

export type Demo = {
  /** Resolves when every program answers and the world is in place. */
  running: Promise<void>
  /** Resolves with a sentence when a program has died; the demo is to be stopped then. */
  broken: Promise<string>
  stop(): Promise<void>
}
/**
 * `environment`: what programs inherit. `startsOver`: the data of earlier starts is thrown away. `say`: tells the
 * person at the terminal.
 */
export type DemoStart = {
  settings: DemoSettings
  environment: Record<string, string>
  startsOver: boolean
  say: (sentence: string) => void
}

type Closing = (() => Promise<void> | void)[]

/** Throws where the data directory is in use or a port is taken, before anything is touched. */
export async function startDemo(start: DemoStart): Promise<Demo> {
  const closing: Closing = []
  const close = async () => {
    for (const each of closing.splice(0).toReversed()) await each()
  }
  try {
    return { ...(await open(start, closing)), stop: close }
  } catch (error) {
    await close()
    throw error
  }
}

/** What is opened adds to `closing` how it is closed. */
async function open(
  { settings, environment, startsOver, say }: DemoStart,
  closing: Closing,
): Promise<Pick<Demo, 'running' | 'broken'>> {
  const lock = lockDirectory(settings.data)
  closing.push(() => lock.release())
  await ensurePortsFree(settings.ports)
  const kept = openKept(settings.data, startsOver)
  closing.push(() => kept.close())

  const { promise: broken, resolve: isBroken } = Promise.withResolvers<string>()
  const crew = createCrew(isBroken)
  const now = () => new Date(Date.now() + kept.state().offsetMs)
  const moveClock = async (offsetMs: number) => {
    kept.save({ offsetMs })
    await crew.moveClock(offsetMs)
  }
  const postOffice = await openPostOffice(() => kept.mails(), now, settings.ports.smtp)
  closing.push(() => postOffice.close())
  const smsOffice = await openSmsOffice(() => kept.texts(), now)
  closing.push(() => smsOffice.close())

  let stage: Stage = 'starting'
  let isClosing = false
  async function begin(): Promise<void> {
    if (isClosing) return
    const state = kept.state()
    await crew.start(
      planPrograms({
        settings,
        secrets: kept.secrets(),
        state,
        environment,
        smtpPort: postOffice.port,
        sms: smsOffice.access,
      }),
      !state.complete,
    )
    kept.save({ complete: true, hrOrigin: settings.origins.hr })
    stage = 'running'
  }
  async function startOver(): Promise<void> {
    await crew.stop()
    kept.renew()
    await begin()
    say('A fresh world is ready.')
  }
  const breaks = (work: Promise<void>): void =>
    void work.catch((error: unknown) => isBroken(error instanceof Error ? error.message : String(error)))
  closing.push(async () => {
    isClosing = true
    await crew.stop()
  })

  const desk = createDesk({
    origins: settings.origins,
    stage: () => stage,
    clock: {
      now,
      phoneTime: () => new Date(),
      isMoved: () => kept.state().offsetMs !== 0,
      moveTo: (moment) => moveClock(moment.getTime() - Date.now()),
      backToReal: () => moveClock(0),
    },
    world: () => kept.world(),
    companies: async () => withDates(kept.world().companies, await crew.rollOuts()),
    mails: () => kept.mails(),
    texts: () => kept.texts(),
    startOver() {
      if (stage !== 'running') return
      stage = 'starting-over'
      breaks(startOver())
    },
    key: Buffer.from(kept.secrets()['desk-key'], 'base64'),
    log: createLog('desk', 'error'),
  })
  const answer = getRequestListener((request: Request) => desk.fetch(request))
  const server = await listen((incoming, outgoing) => void answer(incoming, outgoing), '127.0.0.1', settings.ports.desk)
  closing.push(() => server.stop())

  const running = begin()
  breaks(running)
  return { running, broken }
}
