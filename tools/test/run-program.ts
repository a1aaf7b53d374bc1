// Runs a program of the project to its end, showing what it says.

import { spawn } from 'node:child_process'
import { once } from 'node:events'

const LIMIT_MINUTES = 15

/** Whether it ended well. One that does not end is killed after a quarter of an hour. */
export async function runProgram(program: string, args: string[], env: Record<string, string> = {}): Promise<boolean> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } })
  const limit = setTimeout(() => {
    console.error(`  ${program} did not end within ${LIMIT_MINUTES} minutes and is killed.`)
    child.kill('SIGKILL')
  }, LIMIT_MINUTES * 60_000)
  try {
    const [code] = (await once(child, 'exit')) as [number | null]
    return code === 0
  } catch (error) {
    console.error(`  ${program} could not be started: ${error instanceof Error ? error.message : String(error)}`)
    return false
  } finally {
    clearTimeout(limit)
  }
}
