// The demo's programs as a crew: started together, filled where the world is new, told the time, and stopped in order.
import type { ToldRollOut } from '../world/companies.ts'
import { startProgram, type Program, type ProgramPlan } from './program.ts'

export type Crew = {
  /** Resolves when all of them answer and the world is in place. */
  start(plans: { provider: ProgramPlan; hr: ProgramPlan }, isNew: boolean): Promise<void>
  stop(): Promise<void>
  moveClock(offsetMs: number): Promise<void>
  /** Empty while nobody is there to be asked. */
  rollOuts(): Promise<ToldRollOut[]>
}

/** `died` hears of a program that ended although nobody asked it to. */
export function createCrew(died: (sentence: string) => void): Crew {
  let aboard: Program[] = []

  function begin(plan: ProgramPlan): Program {
    const program = startProgram(plan)
    aboard.push(program)
    void program.gone.then((sentence) => aboard.includes(program) && died(sentence))
    return program
  }
  return {
    async start(plans, isNew) {
      const [provider, hr] = [begin(plans.provider), begin(plans.hr)]
      await Promise.all([provider.ready, hr.ready])
      if (!isNew) return
      await hr.ask('seed world')
      await provider.ask('seed past')
    },
    // HR first: it asks things of the provider until it ends.
    async stop() {
      const leaving = aboard.toReversed()
      aboard = []
      for (const program of leaving) await program.stop()
    },
    async moveClock(offsetMs) {
      await Promise.all(aboard.map((program) => program.ask('move-clock', offsetMs)))
    },
    async rollOuts() {
      return (await aboard.find((program) => program.name === 'provider')?.ask<ToldRollOut[]>('roll-outs')) ?? []
    },
  }
}
