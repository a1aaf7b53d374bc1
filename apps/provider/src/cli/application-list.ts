// Shows which applications are registered, and how each departs from the strict settings.
import { type Application, hasSecrets } from '#identity/applications/application.ts'
import { bodyOf } from '#identity/applications/registration-rule.ts'
import { type RegistrationWarning, warningsOf } from '#identity/applications/registration-warnings.ts'
import type { Identity } from '#use-cases/stores.ts'
import { type Command, printable, type Print, refuse, stringOf } from './command-shape.ts'

const PAGE = 100

export const listApplications: Command = {
  purpose: 'lists what is registered, with a warning (!) for each setting that is laxer than the strict one',
  options: {},
  run: async ({ identity, clock }, _values, print) => {
    const now = clock.now()
    const names = await identity.applications.listNames()
    let count = 0
    for (let after = ''; ;) {
      const page = await identity.applications.list(after, PAGE)
      const secrets = await identity.applicationSecrets.listOf(page.map(({ id }) => id))
      for (const application of page) {
        print(`${application.clientId}  ${printable(application.name)}`)
        printLines(warningsOf(application, secrets.get(application.id) ?? [], now, names), print)
      }
      count += page.length
      const last = page.at(-1)
      if (page.length < PAGE || !last) break
      after = last.clientId
    }
    if (count === 0) print('No application is registered.')
    return 0
  },
}

export const showApplication: Command = {
  purpose: 'shows what is registered of an application; never a secret, but which there are',
  options: { id: { value: 'ID', isRequired: true } },
  run: async ({ identity, clock }, values, print) => {
    const application = await identity.applications.findByClientId(stringOf(values['id']))
    if (!application) return refuse(print, '--id: no application is registered under it.')
    print(application.clientId)
    for (const [name, value] of Object.entries({ ...bodyOf(application), logo: application.logo !== null })) {
      const text = lineOf(value)
      if (text !== '') print(`  ${name}: ${printable(text)}`)
    }
    const secrets = await identity.applicationSecrets.list(application.id)
    for (const { id, createdAt, expiresAt } of hasSecrets(application) ? secrets : [])
      print(
        `  secret ${id}: made ${createdAt.toISOString()}, ${expiresAt ? `ends ${expiresAt.toISOString()}` : 'without an end'}`,
      )
    await printWarnings(identity, application, clock.now(), print)
    return 0
  },
}

/** What is laxer than it might be. */
export async function printWarnings(
  { applications, applicationSecrets }: Pick<Identity, 'applications' | 'applicationSecrets'>,
  application: Application,
  now: Date,
  print: Print,
): Promise<void> {
  const secrets = await applicationSecrets.list(application.id)
  printLines(warningsOf(application, secrets, now, await applications.listNames()), print)
}

function printLines(warnings: readonly RegistrationWarning[], print: Print): void {
  for (const { text } of warnings) print(`  ! ${printable(text)}`)
}

function lineOf(value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.join(' ') : JSON.stringify(value).replace(/^\{\}$/u, '')
}
