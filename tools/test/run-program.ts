// Runs a program of the project to its end, showing what it says.

import { spawn } from 'node:child_process'
import { once } from 'node:events'

const LIMIT_MINUTES = 15

/**
 * Whether it ended well. One that does not end is killed after a quarter of an hour. `isBuffered`: what it prints is
 * shown at its end, in one piece.
 */
export async function runProgram(
  program: string,
  args: string[],
  env: Record<string, string> = {},
  isBuffered = false,
): Promise<boolean> {
  const out = isBuffered ? 'pipe' : 'inherit'
  const child = spawn(program, args, { stdio: ['ignore', out, out], env: { ...process.env, ...env } })
  const output: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk))
  const limit = setTimeout(() => {
    console.error(`  ${program} did not end within ${LIMIT_MINUTES} minutes and is killed.`)
    child.kill('SIGKILL')
  }, LIMIT_MINUTES * 60_000)
  try {
    // Not its "close": a program that it leaves behind would keep the pipes open for ever.
    const [code] = (await once(child, 'exit')) as [number | null]
    return code === 0
  } catch (error) {
    console.error(`  ${program} could not be started: ${error instanceof Error ? error.message : String(error)}`)
    return false
  } finally {
    clearTimeout(limit)
    await new Promise(setImmediate)
    process.stdout.write(Buffer.concat(output))
  }
}
