// What the demo remembers between starts: its first start, whether its world is complete, and its clock's offset.
import { join } from 'node:path'
import { rmSync } from 'node:fs'
import { readPrivate, writePrivate } from './private-file.ts'

export type DemoState = {
  /** ISO; every date of the world counts from here. */
  firstStartAt: string
  /** False until the last person of the world is stored: a half-made world is deleted at the next start. */
  complete: boolean
  offsetMs: number
  /** Kade's address at the last start: the provider registered it with that address. */
  hrOrigin: string | null
}

const stateFile = (directory: string): string => join(directory, 'demo.json')

/** Null when the world is missing or half made. */
export function readState(directory: string): DemoState | null {
  const state = readPrivate(stateFile(directory)) as DemoState | null
  return state?.complete === true ? state : null
}

export const writeState = (directory: string, state: DemoState): void => writePrivate(stateFile(directory), state)

/** Removes what the demo has made, name by name; other files in the directory stay. */
export function wipe(directory: string): void {
  for (const name of [
    'demo.json',
    'secrets.json',
    'provider',
    'hr',
    'provider.log',
    'hr.log',
    ...['mail', 'sms', 'phone'].flatMap((store) => [`${store}.sqlite`, `${store}.sqlite-journal`]),
  ])
    rmSync(join(directory, name), { recursive: true, force: true })
}
