// npm run provider:command -- NOUN VERB …: what an operator does from a terminal. Settings as for the provider itself.
import { isId } from '@sluis/server-kit/random'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { isLogoutAddress } from '#identity/applications/logout-address.ts'
import { createMailQueue, MAIL_QUEUE } from '#messaging/mail/mail-queue.ts'
import { createNotify } from '#messaging/mail/notify.ts'
import { emailKey } from '#identity/people/email.ts'
import { unlockAccount } from '#use-cases/recover-account/lock-account.ts'
import type { Person } from '#identity/people/people.store.ts'
import { startOfDay } from '#identity/rollouts/local-day.ts'
import { createJobs } from '#platform/jobs.ts'
import type { Tables } from '#schema/tables.ts'
import { readConfig, type Settings } from '../server/config.ts'
import { type ProviderContext, connectProvider } from '../server/main.ts'
import { signingKeysStore } from '../protocols/openid/signing-keys.store.ts'
import { endAllSessions, mailFailures, resealAll, resendMail } from './maintenance-commands.ts'

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
      'redirect-uri': { type: 'string', multiple: true },
      'post-logout-redirect-uri': { type: 'string', multiple: true },
      home: { type: 'string' },
      'backchannel-logout-uri': { type: 'string' },
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
  const command = COMMANDS[positionals.join(' ')]
  if (!command) {
    print(USAGE)
    return 2
  }
  const provider = await connectProvider(settings())
  try {
    return await command(provider, values, print, settings())
  } finally {
    await provider.close()
  }
}

type Values = Partial<Record<string, string | string[] | boolean>>
type Command = (
  provider: ProviderContext,
  values: Values,
  print: (line: string) => void,
  settings: Settings,
) => Promise<number>

const COMMANDS: Record<string, Command> = {
  'audit verify': async ({ identity }, _values, print) => {
    const { entries, brokenAt, head } = await identity.audit.verify()
    print(
      brokenAt === null
        ? `${entries} entries, all as they were appended. Head: ${head}`
        : `BROKEN at entry ${brokenAt}, after ${entries} good ones. Head: ${head}`,
    )
    return brokenAt === null ? 0 : 1
  },
  'signing-key rotate': async ({ identity, sealer, clock }, values, print) => {
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
  'application register': async ({ identity, clock }, values, print, { kind }) => {
    const uri = z.url({ protocol: /^https?$/ })
    const read = z
      .object({
        id: z.string().regex(/^[\w.-]{1,64}$/),
        name: z.string().min(1).max(100),
        secret: z.string().min(32),
        'redirect-uri': z.array(uri).min(1),
        'post-logout-redirect-uri': z.array(uri).default([]),
        home: uri.optional(),
        'backchannel-logout-uri': z
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
    const { id, name, secret, home, 'backchannel-logout-uri': backchannelLogoutUri, ...uris } = read.data
    await identity.transaction(async (stores) => {
      const application = await stores.applications.upsert(
        {
          clientId: id,
          name,
          secret,
          redirectUris: uris['redirect-uri'],
          postLogoutRedirectUris: uris['post-logout-redirect-uri'],
          scope: 'openid profile email offline_access',
          apiClientScope: 'directory obligation',
          homeUri: home ?? null,
          backchannelLogoutUri: backchannelLogoutUri ?? null,
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
  'rollout plan': async ({ identity, clock }, values, print) => {
    const application = await identity.applications.findByClientId(text(values['app']))
    const companyId =
      application &&
      (await identity.companies.idsOf(application.id, [text(values['company'])])).get(text(values['company']))
    if (!application || !companyId)
      return wrong(print, ['--app and --company: that application has sent no such company'])
    const timezone = await identity.companies.timezoneOf(companyId)
    const [announceAt, promptAt, requiredAt] = ['announce', 'prompt', 'required'].map((name) =>
      startOfDay(text(values[name]), timezone),
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
    print(`Planned. Mandatory from ${requiredAt.toISOString()} (${timezone}).`)
    return 0
  },
  'administrator grant': async ({ identity, clock }, values, print) => {
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
  'account unlock': async ({ identity, clock, database, log, sealer, translatorFor }, values, print, settings) => {
    const person = await personOf(identity, values)
    if (!person) return wrong(print, ['--email: nobody has that address'])
    if (text(values['reason']).trim() === '')
      return wrong(print, ['--reason: how did you make sure who asks? It stands in the audit trail'])
    const jobs = await createJobs<Tables>(database.pool, [MAIL_QUEUE], log)
    const result = await unlockAccount(
      { identity, notify: createNotify(createMailQueue(jobs, sealer, clock), settings.issuer, translatorFor) },
      person.id,
      'operator',
      text(values['reason']),
      clock.now(),
    )
    await jobs.stop()
    print(
      result.ok ? `${person.name} can sign in again, and sets up a new second factor.` : 'That account is not locked.',
    )
    return result.ok ? 0 : 1
  },
  'mail failures': (provider, _values, print) => mailFailures(provider, print),
  'mail resend': async (provider, values, print) => {
    const id = text(values['id'])
    if (values['all'] !== true && !isId(id)) return wrong(print, ['--id: an id as "mail failures" prints it, or --all'])
    return resendMail(provider, values['all'] === true ? null : [id], print)
  },
  'keys reseal': (provider, _values, print) => resealAll(provider, print),
  'sessions end-all': async (provider, values, print) => {
    const reason = text(values['reason']).trim()
    return reason === ''
      ? wrong(print, ['--reason: why? It stands in the audit trail'])
      : endAllSessions(provider, reason, print)
  },
}

const text = (value: string | string[] | boolean | undefined): string => (typeof value === 'string' ? value : '')

async function personOf(identity: ProviderContext['identity'], values: Values): Promise<Person | undefined> {
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
