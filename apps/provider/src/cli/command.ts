// npm run provider:command -- NOUN VERB …: what an operator does from a terminal. Settings as for the provider itself.
import { parseArgs } from 'node:util'
import { readConfig, type Settings } from '../server/config.ts'
import { connectProvider } from '../server/main.ts'
import { unlockAccount } from './account.ts'
import { grantAdministrator } from './administrator.ts'
import { registerApplication } from './application.ts'
import { verifyAudit } from './audit.ts'
import { type Command, OPTIONS, type Print } from './command-line.ts'
import { resealAll } from './keys.ts'
import { mailFailures, resendMail } from './mail.ts'
import { planRollout } from './rollout.ts'
import { endAllSessions } from './sessions.ts'
import { rotateSigningKey } from './signing-key.ts'

const USAGE = `npm run provider:command -- NOUN VERB …

  audit verify                        walks the whole audit trail; exit code 1 where an entry is not what was appended
  signing-key rotate [--at-once]      makes the next signing key; it signs an hour from now, or at once and alone (after a leak)
  application register --id ID --name NAME --secret SECRET --redirect-uri URI [--redirect-uri URI …]
                       [--post-logout-redirect-uri URI …] [--home URI] [--backchannel-logout-uri URI]
                                      registers a business app, or changes it; --backchannel-logout-uri: where it receives that
                                      a session has ended
  rollout plan --app ID --company ID --announce DAY --prompt DAY --required DAY
                                      days as YYYY-MM-DD in the company's zone; a date once published can only be moved later, at /admin
  administrator grant --email ADDRESS who may move dates and unlock accounts at /admin
  account unlock --email ADDRESS --reason TEXT
                                      unlocks an account that its owner locked; its second factors are removed
  mail failures                       mails that failed for good: to whom, when and why; exit code 1 where there are any
  mail resend --id ID | --all         puts failed mails in the queue again
  sessions end-all --reason TEXT      signs everybody out, everywhere: after a restore, or a leak
  keys reseal                         seals everything with the first of SLUIS_SEALING_KEYS, so that the others can go
`

// prettier-ignore
const COMMANDS = {
  'audit verify':         verifyAudit,
  'signing-key rotate':   rotateSigningKey,
  'application register': registerApplication,
  'rollout plan':         planRollout,
  'administrator grant':  grantAdministrator,
  'account unlock':       unlockAccount,
  'mail failures':        mailFailures,
  'mail resend':          resendMail,
  'sessions end-all':     endAllSessions,
  'keys reseal':          resealAll,
} satisfies Record<string, Command>

const isCommand = (name: string): name is keyof typeof COMMANDS => Object.hasOwn(COMMANDS, name)

/** Returns the exit code. What it prints is for a person to read, and never secret. */
export async function runCommand(args: readonly string[], settings: () => Settings, print: Print): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: OPTIONS,
  })
  const name = positionals.join(' ')
  if (!isCommand(name)) {
    if (name !== '') print(`There is no command "${name}".\n`)
    print(USAGE)
    return 2
  }
  const provider = await connectProvider(settings())
  try {
    return await COMMANDS[name](provider, values, print, settings())
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
