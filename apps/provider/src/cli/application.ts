// Registers a business app, and changes one that is registered.
import { readFileSync } from 'node:fs'
import { type Application, hasSecrets } from '#identity/applications/application.ts'
import { readLogo } from '#identity/applications/logo-rule.ts'
import {
  ClientId,
  type Fault,
  readRegistration,
  type RegistrationContext,
  withChange,
  withStrictDefaults,
} from '#identity/applications/registration-rule.ts'
import { pictureTools } from '#platform/picture-tools.ts'
import { setLogo } from '#use-cases/administer/application-logo.ts'
import { makeSecret } from '#use-cases/administer/application-secrets.ts'
import { registerApplication, updateApplication } from '#use-cases/administer/register-application.ts'
import { OPERATOR } from '#use-cases/administer/registrar.ts'
import { registrationContext } from '../server/registration-context.ts'
import { bodyOfOptions, NONE, sentenceOf, SETTINGS_PURPOSE, settingOptions } from './application-options.ts'
import { printWarnings } from './application-list.ts'
import { EXPIRES, printSecret, wrongDays } from './application-secret.ts'
import { type Caller, type Command, refuse, stringOf, type Values } from './command-shape.ts'
import { readSecretInput, SECRET_INPUT } from './secret-input.ts'

/** What can be said before the settings are read: not yet which networks they name. */
const beforeSettings = ({ isDemo }: Caller): RegistrationContext => ({ isDemo, isInside: () => false })

const ID = { id: { value: 'ID', isRequired: true } } as const

export const register: Command = {
  purpose: `registers a business app under an id that is new, and prints its secret, this once\n--secret-from-stdin: takes one from there in its place\n--expires: days until the secret ends; never without it\n--logo: a PNG or JPEG, at most 100 kB\n${SETTINGS_PURPOSE}`,
  options: {
    ...ID,
    ...settingOptions,
    name: { value: 'NAME', isRequired: true },
    logo: { value: 'FILE' },
    ...EXPIRES,
    ...SECRET_INPUT,
  },
  wrongValues: (values, caller) => {
    const id = ClientId.safeParse(stringOf(values['id']))
    const read = readRegistration(withStrictDefaults(bodyOfOptions(values)), beforeSettings(caller))
    const isPublic = read.ok && !hasSecrets(read.value)
    return [
      ...(id.success ? [] : [`--id ${id.error.issues[0]!.message}.`]),
      ...(read.ok ? [] : read.faults.map((fault) => sentenceOf(fault, values))),
      ...(isPublic && values['secret-from-stdin'] ? ['--secret-from-stdin: such an application has no secret.'] : []),
      ...wrongDays(values),
      ...wrongLogo(values),
    ]
  },
  run: async ({ identity, clock }, values, print, settings, caller) => {
    const clientId = stringOf(values['id'])
    const read = readRegistration(withStrictDefaults(bodyOfOptions(values)), registrationContext(settings))
    if (!read.ok) return refuse(print, read.faults.map((fault) => sentenceOf(fault, values)).join('\n'))
    const { sentence, ...given } = await readSecretInput(values, caller)
    if (sentence !== undefined) return refuse(print, sentence)
    const now = clock.now()
    const registered = await identity.transaction(async (stores) => {
      const put = await registerApplication(stores, { clientId, settings: read.value }, OPERATOR, now)
      if (!put.ok) return put
      const wish = { ...given, ...(values['expires'] !== undefined && { expiresInDays: Number(values['expires']) }) }
      const made = hasSecrets(put.value) ? await makeSecret(stores, put.value, wish, OPERATOR, now) : null
      if (values['logo'] !== undefined) await setLogo(stores, put.value, logoIn(values), OPERATOR, now)
      return { ...put, made }
    })
    if (!registered.ok) {
      if (registered.refusal === 'invalid')
        return refuse(print, registered.faults.map((fault) => sentenceOf(fault, values)).join('\n'))
      return refuse(print, `--id: ${clientId} is registered already. "application update" changes what it has.`)
    }
    print(`${clientId} is registered.`)
    if (registered.made?.ok && !values['secret-from-stdin']) printSecret(registered.made.value, print)
    await printWarnings(identity, registered.value, now, print)
    return 0
  },
}

export const update: Command = {
  purpose: `changes what is named of a business app, and leaves the rest; ${NONE} takes an address, a list or a number away\n--logo: a PNG or JPEG, at most 100 kB\n--no-logo: takes it away`,
  options: { ...ID, ...settingOptions, logo: { value: 'FILE' }, 'no-logo': {} },
  wrongValues: (values, caller) =>
    Object.keys(values).length === 1
      ? ['There is nothing to change beside --id.']
      : [...wrongLogo(values), ...wrongAlone(values, caller)],
  run: async ({ identity, clock }, values, print, settings) => {
    const clientId = stringOf(values['id'])
    const now = clock.now()
    const updated = await identity.transaction(async (stores) => {
      const before = await stores.applications.lock(clientId)
      if (!before) return null
      const read = readRegistration(withChange(before, bodyOfOptions(values)), registrationContext(settings))
      if (!read.ok) return read
      const put = await updateApplication(stores, before, read.value, OPERATOR, now)
      if (!put.ok) return put
      if (values['logo'] !== undefined || values['no-logo'])
        await setLogo(stores, before, values['no-logo'] ? null : logoIn(values), OPERATOR, now)
      return put
    })
    if (!updated) return refuse(print, '--id: no application is registered under it.')
    if (!updated.ok) {
      const faults = updated.refusal === 'invalid' ? updated.faults : []
      return refuse(print, faults.map((fault) => sentenceOf(fault, values)).join('\n'))
    }
    print(`${clientId} is changed.`)
    await printWarnings(identity, updated.value, now, print)
    return 0
  },
}

/** What is wrong whatever the application is: of which kind it is, and what goes with what, only the database knows. */
function wrongAlone(values: Values, caller: Caller): string[] {
  const faultsAs = (kind: Application['kind']): Fault[] => {
    const body = withStrictDefaults({ name: 'x', kind, ...bodyOfOptions(values) })
    const read = readRegistration(body, beforeSettings(caller))
    return read.ok ? [] : read.faults.filter(({ isCombination }) => !isCombination)
  }
  const asWeb = new Set(faultsAs('web').map(({ path }) => path))
  return faultsAs('native').flatMap((fault) => (asWeb.has(fault.path) ? [sentenceOf(fault, values)] : []))
}

function wrongLogo(values: Values): string[] {
  if (values['logo'] === undefined) return []
  if (values['no-logo']) return ['--logo and --no-logo cannot both be.']
  try {
    const logo = readLogo(logoIn(values), pictureTools)
    return logo.ok ? [] : [`--logo: the file ${logo.reason}.`]
  } catch {
    return ['--logo: the file cannot be read.']
  }
}
const logoIn = (values: Values): Uint8Array => readFileSync(stringOf(values['logo']))
