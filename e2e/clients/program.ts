// The program of a recipe: its files in a folder of their own, started as the page says.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { within } from '../races/provider-process.ts'

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const START_MS = 30_000

/** `ended`: its exit code, when it ends. */
export type Program = { output: () => string; ended: Promise<number | null>; stop: () => Promise<void> }

/** Files in a folder that another user of the machine may read too, beside the packages of this repository. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluis-client-'))
  chmodSync(folder, 0o755)
  symlinkSync(MODULES, join(folder, 'node_modules'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

/** Until it has said `ready`; with what it said where it ends before. */
export async function startProgram(
  folder: string,
  [command, ...args]: [string, ...string[]],
  environment: Record<string, string>,
  ready: RegExp,
): Promise<Program> {
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...environment } })
  let output = ''
  const isReady = new Promise<void>((resolve, reject) => {
    const read = (part: Buffer) => {
      output += part.toString()
      if (ready.test(output)) resolve()
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${command} ended: ${output}`)))
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const stop = () => end(child, folder)
  await within(START_MS, `${command} does not start`, isReady).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { output: () => output, ended, stop }
}

async function end(child: ChildProcess, folder: string): Promise<void> {
  const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null
  if (isRunning) {
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }
  rmSync(folder, { recursive: true })
}
