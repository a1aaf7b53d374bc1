// npm run provider:command -- NOUN VERB …: what an operator does from a terminal. Settings as for the provider itself.
import { readConfig, type Settings } from '../server/config.ts'
import { connectProvider } from '../server/main.ts'
import { unlockAccount } from './account.ts'
import { grantAdministrator } from './administrator.ts'
import { endApplicationSecret, rotateApplicationSecret } from './application-secret.ts'
import { listApplications, showApplication } from './application-list.ts'
import { removeRegistration } from './application-remove.ts'
import { register, update } from './application.ts'
import { verifyAudit } from './audit.ts'
import { type Commands, readCommandLine } from './command-line.ts'
import type { Caller, Print } from './command-shape.ts'
import { removeDirectoryPerson } from './directory.ts'
import { resealAll } from './keys.ts'
import { mailFailures, resendMail } from './mail.ts'
import { findPersons, showPerson, showSessions, unlockPerson } from './person.ts'
import { planRollout } from './rollout.ts'
import { endAllSessions } from './sessions.ts'
import { rotateSigningKey } from './signing-key.ts'
import { helpLine, usageOf } from './usage.ts'

// prettier-ignore
export const COMMANDS: Commands = {
  'audit verify':         verifyAudit,
  'signing-key rotate':   rotateSigningKey,
  'application register':      register,
  'application update':        update,
  'application list':          listApplications,
  'application show':          showApplication,
  'application rotate-secret': rotateApplicationSecret,
  'application end-secret':    endApplicationSecret,
  'application remove':        removeRegistration,
  'rollout plan':         planRollout,
  'administrator grant':  grantAdministrator,
  'account unlock':       unlockAccount,
  'person find':          findPersons,
  'person show':          showPerson,
  'person sessions':      showSessions,
  'person unlock':        unlockPerson,
  'directory remove':     removeDirectoryPerson,
  'mail failures':        mailFailures,
  'mail resend':          resendMail,
  'sessions end-all':     endAllSessions,
  'keys reseal':          resealAll,
}

// An operator waits longer than a page does: all rows of a table may be read or sealed anew.
const STATEMENT_MS = 120_000

const PRODUCTION: Caller = { name: 'npm run provider:command', isDemo: false }

/**
 * Returns the exit code: 2 for a wrong command line, before settings are read; 1 for what the command itself refuses or
 * found wrong. What it prints is for a person to read, and never
 * secret, but for the secret of an application that it has just made.
 */
export async function runCommand(
  args: readonly string[],
  readSettings: () => Settings,
  print: Print,
  caller: Caller = PRODUCTION,
): Promise<0 | 1 | 2> {
  const line = readCommandLine(args, COMMANDS)
  if (line.kind === 'help') {
    print(usageOf(line.about, COMMANDS, caller))
    return 0
  }
  if (line.kind === 'wrong') {
    for (const sentence of line.sentences) print(sentence)
    print(line.sentences.length > 0 ? helpLine(line.about, COMMANDS, caller) : usageOf(line.about, COMMANDS, caller))
    return 2
  }
  const { name, values } = line
  const command = COMMANDS[name]!
  const wrong = command.wrongValues?.(values, caller) ?? []
  if (wrong.length > 0) {
    for (const sentence of wrong) print(sentence)
    return 2
  }
  const settings = readSettings()
  const provider = await connectProvider(settings, { statementMs: STATEMENT_MS })
  try {
    return await command.run(provider, values, print, settings, caller)
  } finally {
    await provider.close()
  }
}

if (import.meta.main) {
  const print = (line: string) => void process.stdout.write(`${line}\n`)
  process.exitCode = await runCommand(process.argv.slice(2), readConfig, print).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  })
}
