// Supervises the demo's programs: starts them together, fills a new world, moves their clock, stops them in order.
import type { ReportedRollOut } from '../world/companies.ts'
import { startProgram, type Program, type ProgramOptions } from './program.ts'

export type Supervisor = {
  /** Resolves when all of them are ready and the world is complete. */
  start(plans: { provider: ProgramOptions; hr: ProgramOptions }, isNew: boolean): Promise<void>
  stop(): Promise<void>
  moveClock(offsetMs: number): Promise<void>
  /** Empty while the provider is not running. */
  rollOuts(): Promise<ReportedRollOut[]>
}

/** `onUnexpectedExit`: called with a sentence when a program exits that was not stopped. */
export function createSupervisor(onUnexpectedExit: (sentence: string) => void): Supervisor {
  let running: Program[] = []

  function launch(plan: ProgramOptions): Program {
    const program = startProgram(plan)
    running.push(program)
    void program.gone.then((sentence) => running.includes(program) && onUnexpectedExit(sentence))
    return program
  }
  return {
    async start(plans, isNew) {
      const [provider, hr] = [launch(plans.provider), launch(plans.hr)]
      await Promise.all([provider.ready, hr.ready])
      if (!isNew) return
      await hr.call('seed world')
      await provider.call('seed past')
    },
    // HR first: it sends requests to the provider until it ends.
    async stop() {
      const stopping = running.toReversed()
      running = []
      for (const program of stopping) await program.stop()
    },
    async moveClock(offsetMs) {
      await Promise.all(running.map((program) => program.call('move-clock', offsetMs)))
    },
    async rollOuts() {
      return (await running.find((program) => program.name === 'provider')?.call<ReportedRollOut[]>('roll-outs')) ?? []
    },
  }
}
