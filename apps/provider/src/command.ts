// npm run provider:command -- NAME …: what an operator does from a terminal. Settings as for the provider itself.
import { isId } from '@sluis/server-kit'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { isLogoutAddress } from '#identity/applications/logout-address.ts'
import { createMailQueue, MAIL_QUEUE } from '#identity/notices/mail-queue.service.ts'
import { createNotify } from '#identity/notices/notify.service.ts'
import { emailKey } from '#identity/people/email.ts'
import { unlockAccount } from '#identity/people/lock-account.service.ts'
import type { Person } from '#identity/people/people.store.ts'
import { startOfDay } from '#identity/rollouts/local-day.ts'
import { createJobs } from '#platform/jobs.ts'
import type { Tables } from '#schema/tables.ts'
import { readConfig, type Settings } from './config.ts'
import { type Opened, openProvider } from './main.ts'
import { signingKeysStore } from './protocols/openid/signing-keys.store.ts'
import { endAllSessions, mailFailures, resealAll, resendMail } from './upkeep-commands.ts'

const USAGE = `npm run provider:command -- NAME …

  verify-audit                        walks the whole audit trail; exit code 1 where an entry is not what was appended
  rotate-signing-key [--at-once]      makes the next signing key; it signs an hour from now, or at once and alone (after a leak)
  put-application --id ID --name NAME --secret SECRET --return URI [--return URI …] [--after-sign-out URI …] [--home URI]
                  [--logout-told-at URI]
                                      registers a business app, or changes it; --logout-told-at: where it hears that
                                      a visit has ended
  plan-rollout --app ID --company ID --announce DAY --prompt DAY --required DAY
                                      days as YYYY-MM-DD in the company's zone; a date once published can only be moved later, at /admin
  name-administrator --email ADDRESS  who may move dates and open frozen accounts at /admin
  open-account --email ADDRESS --reason TEXT
                                      opens an account that its owner froze; its second factors are taken off
  mail-failures                       mails that failed for good: to whom, when and why; exit code 1 where there are any
  resend-mail --id ID | --all         puts failed mails in the queue again
  end-all-sessions --reason TEXT      signs everybody out, everywhere: after a restore, or a leak
  reseal                              seals everything with the first of SLUIS_SEALING_KEYS, so that the others can go
`

/** Answers with the exit code. Prints for a person; nothing secret. */
export async function runCommand(
  args: readonly string[],
  settings: () => Settings,
  print: (line: string) => void,
): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      id: { type: 'string' },
      name: { type: 'string' },
      secret: { type: 'string' },
      return: { type: 'string', multiple: true },
      'after-sign-out': { type: 'string', multiple: true },
      home: { type: 'string' },
      'logout-told-at': { type: 'string' },
      app: { type: 'string' },
      company: { type: 'string' },
      announce: { type: 'string' },
      prompt: { type: 'string' },
      required: { type: 'string' },
      email: { type: 'string' },
      reason: { type: 'string' },
      'at-once': { type: 'boolean' },
      all: { type: 'boolean' },
    },
  })
  const command = positionals[0] === undefined ? undefined : COMMANDS[positionals[0]]
  if (!command || positionals.length > 1) {
    print(USAGE)
    return 2
  }
  const provider = await openProvider(settings())
  try {
    return await command(provider, values, print, settings())
  } finally {
    await provider.close()
  }
}

type Values = Partial<Record<string, string | string[] | boolean>>
type Command = (provider: Opened, values: Values, print: (line: string) => void, settings: Settings) => Promise<number>

const COMMANDS: Record<string, Command> = {
  'verify-audit': async ({ identity }, _values, print) => {
    const { entries, brokenAt, head } = await identity.audit.verify()
    print(
      brokenAt === null
        ? `${entries} entries, all as they were appended. Head: ${head}`
        : `BROKEN at entry ${brokenAt}, after ${entries} good ones. Head: ${head}`,
    )
    return brokenAt === null ? 0 : 1
  },
  'rotate-signing-key': async ({ identity, sealer, clock }, values, print) => {
    await identity.transaction(async (stores) => {
      const kid = await signingKeysStore(stores.db, sealer).rotate(clock.now(), values['at-once'] ? 'at-once' : 'now')
      await stores.audit.append(
        { action: 'signing-key-made', result: 'done', actor: 'operator', detail: { kid } },
        clock.now(),
      )
      print(
        values['at-once']
          ? `New key ${kid}. It signs within a minute, and tokens of the old ones are void.`
          : `New key ${kid}. Published within a minute, signs in an hour.`,
      )
    })
    return 0
  },
  'put-application': async ({ identity, clock }, values, print, { kind }) => {
    const uri = z.url({ protocol: /^https?$/ })
    const read = z
      .object({
        id: z.string().regex(/^[\w.-]{1,64}$/),
        name: z.string().min(1).max(100),
        secret: z.string().min(32),
        return: z.array(uri).min(1),
        'after-sign-out': z.array(uri).default([]),
        home: uri.optional(),
        'logout-told-at': z
          .string()
          .refine(
            (text) => isLogoutAddress(text, { isDemo: kind === 'demo' }),
            'must be an https address without a fragment',
          )
          .optional(),
      })
      .safeParse(values)
    if (!read.success)
      return wrong(
        print,
        read.error.issues.map((issue) => `--${issue.path.join('.')}: ${issue.message}`),
      )
    const { id, name, secret, home, 'logout-told-at': told, ...uris } = read.data
    await identity.transaction(async (stores) => {
      const application = await stores.applications.upsert(
        {
          clientId: id,
          name,
          secret,
          redirectUris: uris.return,
          postLogoutRedirectUris: uris['after-sign-out'],
          scope: 'openid profile email offline_access',
          apiClientScope: 'directory obligation',
          homeUri: home ?? null,
          backchannelLogoutUri: told ?? null,
        },
        clock.now(),
      )
      await stores.audit.append(
        { action: 'application-put', result: 'done', actor: 'operator', applicationId: application },
        clock.now(),
      )
    })
    print(`${id} is registered.`)
    return 0
  },
  'plan-rollout': async ({ identity, clock }, values, print) => {
    const application = await identity.applications.findByClientId(text(values['app']))
    const companyId =
      application &&
      (await identity.companies.idsOf(application.id, [text(values['company'])])).get(text(values['company']))
    if (!application || !companyId)
      return wrong(print, ['--app and --company: that application has sent no such company'])
    const zone = await identity.companies.timezoneOf(companyId)
    const [announceAt, promptAt, requiredAt] = ['announce', 'prompt', 'required'].map((name) =>
      startOfDay(text(values[name]), zone),
    )
    if (!announceAt || !promptAt || !requiredAt)
      return wrong(print, ['--announce, --prompt and --required are days as YYYY-MM-DD'])
    if (announceAt > promptAt || promptAt > requiredAt)
      return wrong(print, ['announce comes before prompt, and prompt before required'])
    if (requiredAt <= clock.now()) return wrong(print, ['--required lies in the past: nobody would have been told'])
    await identity.transaction(async (stores) => {
      await stores.rollouts.create({ companyId, applicationId: application.id, announceAt, promptAt, requiredAt })
      await stores.audit.append(
        {
          action: 'rollout-planned',
          result: 'done',
          actor: 'operator',
          companyId,
          applicationId: application.id,
          detail: { required: requiredAt.toISOString() },
        },
        clock.now(),
      )
    })
    print(`Planned. Mandatory from ${requiredAt.toISOString()} (${zone}).`)
    return 0
  },
  'name-administrator': async ({ identity, clock }, values, print) => {
    const person = await personOf(identity, values)
    if (!person) return wrong(print, ['--email: nobody has that address'])
    await identity.transaction(async (stores) => {
      await stores.people.makeAdministrator(person.id, clock.now())
      await stores.audit.append(
        { action: 'administrator-named', result: 'done', actor: 'operator', personId: person.id },
        clock.now(),
      )
    })
    print(`${person.name} may use /admin.`)
    return 0
  },
  'open-account': async ({ identity, clock, database, log, sealer }, values, print, settings) => {
    const person = await personOf(identity, values)
    if (!person) return wrong(print, ['--email: nobody has that address'])
    if (text(values['reason']).trim() === '')
      return wrong(print, ['--reason: how did you make sure who asks? It stands in the audit trail'])
    const jobs = await createJobs<Tables>(database.pool, [MAIL_QUEUE], log)
    const opened = await unlockAccount(
      { identity, notify: createNotify(createMailQueue(jobs, sealer, clock), settings.issuer) },
      person.id,
      'operator',
      text(values['reason']),
      clock.now(),
    )
    await jobs.stop()
    print(
      opened.ok ? `${person.name} can sign in again, and sets up a new second factor.` : 'That account is not frozen.',
    )
    return opened.ok ? 0 : 1
  },
  'mail-failures': (provider, _values, print) => mailFailures(provider, print),
  'resend-mail': async (provider, values, print) => {
    const id = text(values['id'])
    if (values['all'] !== true && !isId(id)) return wrong(print, ['--id: an id as mail-failures prints it, or --all'])
    return resendMail(provider, values['all'] === true ? null : [id], print)
  },
  reseal: (provider, _values, print) => resealAll(provider, print),
  'end-all-sessions': async (provider, values, print) => {
    const reason = text(values['reason']).trim()
    return reason === ''
      ? wrong(print, ['--reason: why? It stands in the audit trail'])
      : endAllSessions(provider, reason, print)
  },
}

const text = (value: string | string[] | boolean | undefined): string => (typeof value === 'string' ? value : '')

async function personOf(identity: Opened['identity'], values: Values): Promise<Person | undefined> {
  const key = emailKey(text(values['email']))
  return key.ok ? identity.people.findByEmail(key.value) : undefined
}

function wrong(print: (line: string) => void, lines: string[]): number {
  for (const line of lines) print(line)
  return 2
}

if (import.meta.main) {
  const print = (line: string) => void process.stdout.write(`${line}\n`)
  process.exitCode = await runCommand(process.argv.slice(2), readConfig, print).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  })
}
