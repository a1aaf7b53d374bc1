// Finds the browser that journeys run in.

import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

// Chromium without its window, which needs two thirds of the time for the same pages.
const SHELL = 'chromium-headless-shell'
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MAC_APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** The path of Chromium or Chrome; SLUIS_CHROMIUM comes first. Throws with a sentence that says what to install. */
export function chromium(): string {
  const named = process.env['SLUIS_CHROMIUM']
  if (named) {
    if (existsSync(named)) return named
    throw new Error('SLUIS_CHROMIUM names a file that is not there.')
  }
  // Who debugs wants to see it.
  const names = process.env['PWDEBUG'] ? NAMES : [SHELL, ...NAMES]
  const found = onPath(names) ?? MAC_APPLICATIONS.find((path) => existsSync(path))
  if (found) return found
  throw new Error(
    'No Chromium was found. Install it (Debian: apt-get install chromium; macOS: brew install --cask chromium), or name it in SLUIS_CHROMIUM.',
  )
}

/** True also where SLUIS_CHROMIUM says what to take. */
export const hasHeadlessShell = (): boolean => Boolean(process.env['SLUIS_CHROMIUM']) || onPath([SHELL]) !== undefined

const onPath = (names: string[]): string | undefined =>
  names
    .flatMap((name) =>
      ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)].map((folder) => join(folder, name)),
    )
    .find((path) => existsSync(path))
