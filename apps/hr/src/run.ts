// The program: node src/run.ts. Reads the settings, starts Kade, and ends it in order.
import { inspect } from 'node:util'
import { systemClock } from '@sluis/server-kit/clock'
import { DataDirectoryInUse, DataDirectoryUnusable } from '@sluis/server-kit/data-lock'
import { WrongKey } from '@sluis/server-kit/key-check'
import { SettingsError } from '@sluis/server-kit/settings'
import { readConfig } from './config.ts'
import { startHr } from './main.ts'

// These say in a sentence what to do; anything else is a fault with its stack.
const PLAIN = [SettingsError, DataDirectoryInUse, DataDirectoryUnusable, WrongKey]

try {
  const starting = startHr(readConfig(), { clock: systemClock })
  // From the first moment: a signal that comes while it starts ends it in order as well.
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      starting
        .then((hr) => hr.stop())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        )
    })
  await starting
} catch (error) {
  const isPlain = PLAIN.some((kind) => error instanceof kind)
  process.stderr.write(`${isPlain ? (error as Error).message : inspect(error)}\n`)
  process.exitCode = 1
}
