// What the demo remembers between two starts: when it was first started, whether its world is complete, and how far its
// clock was moved.
import { join } from 'node:path'
import { rmSync } from 'node:fs'
import { readPrivate, writePrivate } from './private-file.ts'

export type DemoState = {
  /** ISO; every date of the world counts from here. */
  firstStartAt: string
  /** False until the last person of the world is in place: a world that was left half made is thrown away. */
  complete: boolean
  offsetMs: number
  /** Where Kade answered at the last start: the provider knows it by that address. */
  hrOrigin: string | null
}

const stateFile = (directory: string): string => join(directory, 'demo.json')

/** Null where the world is missing or was left half made. */
export function readState(directory: string): DemoState | null {
  const state = readPrivate(stateFile(directory)) as DemoState | null
  return state?.complete === true ? state : null
}

export const writeState = (directory: string, state: DemoState): void => writePrivate(stateFile(directory), state)

/** Removes what the demo has made, name by name; whatever else lies in the directory stays. */
export function wipe(directory: string): void {
  for (const name of [
    'demo.json',
    'secrets.json',
    'provider',
    'hr',
    'provider.log',
    'hr.log',
    'mail.sqlite',
    'mail.sqlite-journal',
  ])
    rmSync(join(directory, name), { recursive: true, force: true })
}
