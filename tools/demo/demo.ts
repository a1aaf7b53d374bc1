// The demo as a whole: takes its data directory, opens mail and desk, starts the programs, fills the world, and ends everything in order.
import { getRequestListener } from '@hono/node-server'
import { createLog, listen, lockDirectory } from '@sluis/ground'
import { join } from 'node:path'
import { createDemoTime } from './clock/demo-time.ts'
import { createDesk } from './desk/desk.ts'
import type { Stage } from './desk/needs.ts'
import { openMailStore, type MailStore } from './mail/mail.store.ts'
import { openPostOffice } from './mail/smtp.ts'
import { planPrograms } from './programs/plans.ts'
import { ensurePortsFree } from './programs/ports.ts'
import { startProgram, type Program, type ProgramPlan } from './programs/program.ts'
import type { DemoSettings } from './settings.ts'
import { readState, wipe, writeState, type DemoState } from './state/demo-state.ts'
import { secretsIn } from './state/secrets.ts'
import { worldAt, type World } from './world.ts'

export type Demo = {
  /** Resolves when every program answers and the world is in place. */
  running: Promise<void>
  /** Resolves with a sentence when a program has died; the demo is to be stopped then. */
  broken: Promise<string>
  stop(): Promise<void>
}

/** Throws where the data directory is in use or a port is taken, before anything is touched. `environment`: what programs inherit. */
export async function startDemo(settings: DemoSettings, environment: Record<string, string>): Promise<Demo> {
  const closing: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const each of closing.splice(0).toReversed()) await each()
  }
  try {
    return await open(settings, environment, closing, close)
  } catch (error) {
    await close()
    throw error
  }
}

/** `closing`: what was opened adds how it is closed; `close` does it, last opened first. */
async function open(settings: DemoSettings, environment: Record<string, string>, closing: (() => Promise<void> | void)[], close: () => Promise<void>): Promise<Demo> {
  const { data } = settings
  const lock = lockDirectory(data)
  closing.push(() => lock.release())
  await ensurePortsFree(settings.ports)

  const kept = readState(data)
  if (kept === null) wipe(data)
  let state: DemoState = kept ?? freshState()
  let world: World = worldAt(new Date(state.firstStartAt))
  let mails: MailStore = openMailStore(join(data, 'mail.sqlite'))
  closing.push(() => mails.close())
  let programs: Program[] = []
  let stage: Stage = 'starting'
  let isStopping = false
  const { promise: broken, resolve: isBroken } = Promise.withResolvers<string>()

  const time = createDemoTime(state.offsetMs, async (offsetMs) => {
    state = { ...state, offsetMs }
    writeState(data, state)
    await Promise.all(programs.map((program) => program.ask('move-clock', offsetMs)))
  })
  const postOffice = await openPostOffice(() => mails, () => time.now(), settings.ports.smtp)
  closing.push(() => postOffice.close())

  function start(plan: ProgramPlan): Program {
    const program = startProgram(plan)
    programs.push(program)
    // One that ends while it still counts has died.
    void program.gone.then((sentence) => programs.includes(program) && isBroken(sentence))
    return program
  }
  async function begin(): Promise<void> {
    if (isStopping) return
    writeState(data, state)
    const plans = planPrograms({ settings, secrets: secretsIn(data), state, environment, smtpPort: postOffice.port })
    const [provider, hr] = [start(plans.provider), start(plans.hr)]
    await Promise.all([provider.ready, hr.ready])
    if (!state.complete) {
      await hr.ask('seed world')
      await provider.ask('seed past')
    }
    state = { ...state, complete: true, hrOrigin: settings.origins.hr }
    writeState(data, state)
    stage = 'running'
  }
  // HR first: it asks things of the provider until it ends.
  async function end(): Promise<void> {
    const leaving = programs.toReversed()
    programs = []
    for (const program of leaving) await program.stop()
  }
  async function startOver(): Promise<void> {
    await end()
    mails.close()
    wipe(data)
    mails = openMailStore(join(data, 'mail.sqlite'))
    state = freshState()
    world = worldAt(new Date(state.firstStartAt))
    await time.moveBy(0)
    await begin()
  }

  const desk = createDesk({
    origins: settings.origins,
    stage: () => stage,
    clock: {
      now: () => time.now(),
      phoneTime: () => new Date(),
      isMoved: () => time.offsetMs() !== 0,
      moveTo: (moment) => time.moveBy(moment.getTime() - Date.now()),
      backToReal: () => time.moveBy(0),
    },
    world: () => world,
    mails: () => mails,
    startOver() {
      if (stage !== 'running') return
      stage = 'starting-over'
      startOver().catch((error: unknown) => isBroken(String(error)))
    },
    key: Buffer.from(secretsIn(data)['desk-key'], 'base64'),
    log: createLog('desk', 'error'),
  })
  closing.push(end)
  const answer = getRequestListener((request: Request) => desk.fetch(request))
  const server = await listen((incoming, outgoing) => void answer(incoming, outgoing), '127.0.0.1', settings.ports.desk)
  closing.push(() => server.stop())
  const running = begin()
  running.catch((error: unknown) => isBroken(error instanceof Error ? error.message : String(error)))

  return {
    running,
    broken,
    stop() {
      isStopping = true
      return close()
    },
  }
}

const freshState = (): DemoState => ({ firstStartAt: new Date().toISOString(), complete: false, offsetMs: 0, hrOrigin: null })
