// Registers a business app, and changes one that is registered.
import { isDisguised } from '@sluis/server-kit/writing-direction'
import { API_SCOPES, apiScopeOf, isApiScope } from '#identity/applications/api-scopes.ts'
import { type ApplicationSettings, STRICT } from '#identity/applications/application.ts'
import type { ApplicationSecretsStore } from '#identity/applications/application-secrets.store.ts'
import { isLogoutAddress } from '#identity/applications/logout-address.ts'
import { type Caller, type Command, listOf, refuse, stringOf, type Values } from './command-shape.ts'

const URI = { value: 'URI' } as const
const YES_OR_NO = { value: 'yes|no' } as const
const NO_SCOPE = 'none'
const API_SCOPE_PURPOSE = `--api-scope: what it may do by itself (docs/api.md): ${API_SCOPES.join(', ')}`

export const registerApplication: Command = {
  purpose: `registers a business app under an id that is new\n${API_SCOPE_PURPOSE}; nothing without it\n--backchannel-logout-uri: where it receives that a session has ended\n--separate-companies: it keeps the companies of one person apart: one that it pushes decides alone`,
  options: {
    id: { value: 'ID', isRequired: true },
    name: { value: 'NAME', isRequired: true },
    secret: { value: 'SECRET', isRequired: true },
    'redirect-uri': { ...URI, isRequired: true, mayRepeat: true },
    'post-logout-redirect-uri': { ...URI, mayRepeat: true },
    home: URI,
    'backchannel-logout-uri': URI,
    'api-scope': { value: 'SCOPE', mayRepeat: true },
    'separate-companies': YES_OR_NO,
  },
  wrongValues,
  run: async ({ identity, clock }, values, print) => {
    const clientId = stringOf(values['id'])
    const registered = await identity.transaction(async (stores) => {
      const settings = { ...STRICT, name: '', ...changeOf(values) }
      const put = await stores.applications.register(clientId, settings, clock.now())
      if (put.ok) await giveSecret(stores.applicationSecrets, put.value, values, clock.now())
      if (put.ok)
        await stores.audit.append(
          { action: 'application-put', result: 'done', actor: 'operator', applicationId: put.value },
          clock.now(),
        )
      return put
    })
    if (!registered.ok)
      return refuse(print, `--id: ${clientId} is registered already. "application update" changes what it has.`)
    print(`${clientId} is registered.`)
    return 0
  },
}

export const updateApplication: Command = {
  purpose: `changes what is named of a business app, and leaves the rest\n${API_SCOPE_PURPOSE}; ${NO_SCOPE} takes it away`,
  options: {
    id: { value: 'ID', isRequired: true },
    name: { value: 'NAME' },
    secret: { value: 'SECRET' },
    'redirect-uri': { ...URI, mayRepeat: true },
    'post-logout-redirect-uri': { ...URI, mayRepeat: true },
    home: URI,
    'backchannel-logout-uri': URI,
    'api-scope': { value: 'SCOPE', mayRepeat: true },
    'separate-companies': YES_OR_NO,
  },
  wrongValues: (values, caller) =>
    Object.keys(values).length === 1 ? ['There is nothing to change beside --id.'] : wrongValues(values, caller),
  run: async ({ identity, clock }, values, print) => {
    const clientId = stringOf(values['id'])
    const change = changeOf(values)
    const updated = await identity.transaction(async (stores) => {
      const application = await stores.applications.lock(clientId)
      if (!application) return false
      await stores.applications.set(application.id, { ...application, ...change })
      await giveSecret(stores.applicationSecrets, application.id, values, clock.now())
      const changed = Object.keys(values).filter((name) => name !== 'id')
      await stores.audit.append(
        {
          action: 'application-put',
          result: 'done',
          actor: 'operator',
          applicationId: application.id,
          detail: { changed: changed.join(' ') },
        },
        clock.now(),
      )
      return true
    })
    if (!updated) return refuse(print, '--id: no application is registered under it.')
    print(`${clientId} is changed.`)
    return 0
  },
}

/** The only one from now on, where the command line has one. */
async function giveSecret(secrets: ApplicationSecretsStore, id: string, { secret }: Values, now: Date): Promise<void> {
  if (secret === undefined) return
  await secrets.removeAll(id, { isPublic: false })
  await secrets.add(id, { secret: stringOf(secret), expiresAt: null, othersUntil: null }, now)
}

function changeOf(values: Values): Partial<ApplicationSettings> {
  const { name, home } = values
  const redirect = values['redirect-uri']
  const afterLogout = values['post-logout-redirect-uri']
  const logout = values['backchannel-logout-uri']
  const api = values['api-scope']
  const separate = values['separate-companies']
  return {
    ...(name === undefined ? {} : { name: stringOf(name) }),
    ...(redirect === undefined ? {} : { redirectUris: listOf(redirect) }),
    ...(afterLogout === undefined ? {} : { postLogoutRedirectUris: listOf(afterLogout) }),
    ...(home === undefined ? {} : { homeUri: stringOf(home) }),
    ...(logout === undefined ? {} : { backchannelLogoutUri: stringOf(logout) }),
    ...(separate === undefined ? {} : { separatesCompanies: stringOf(separate) === 'yes' }),
    ...(api === undefined ? {} : { apiClientScope: apiScopeOf(listOf(api)) }),
  }
}

/** Of what is there: which options have to be is the command line's matter. */
function wrongValues(values: Values, { isDemo }: Caller): string[] {
  const { name, secret } = values
  const logout = values['backchannel-logout-uri']
  const scopes = listOf(values['api-scope'])
  const rules: [isRight: boolean, sentence: string][] = [
    [
      /^[\w.-]{1,64}$/u.test(stringOf(values['id'])),
      '--id must have 1 to 64 signs: letters without accents, digits, ".", "_" and "-".',
    ],
    [stringOf(name).length <= 100, '--name must have at most 100 characters.'],
    [!isDisguised(stringOf(name)), '--name must have no control characters, and none that turn the direction of text.'],
    [['', 'yes', 'no'].includes(stringOf(values['separate-companies'])), '--separate-companies must be yes or no.'],
    [secret === undefined || stringOf(secret).length >= 32, '--secret must have at least 32 characters.'],
    ...['redirect-uri', 'post-logout-redirect-uri', 'home'].map((option): [boolean, string] => [
      [values[option] ?? []].flat().every((value) => isAddress(value)),
      `--${option} must be an absolute address: https://… or http://….`,
    ]),
    [
      logout === undefined || isLogoutAddress(stringOf(logout), { isDemo }),
      '--backchannel-logout-uri must be an absolute https address, without a fragment, a name or a password.',
    ],
    [
      scopes.every(isApiScope) || (scopes.length === 1 && scopes[0] === NO_SCOPE),
      `--api-scope must be ${API_SCOPES.join(' or ')}, or ${NO_SCOPE} alone.`,
    ],
  ]
  return rules.flatMap(([isRight, sentence]) => (isRight ? [] : [sentence]))
}

const isAddress = (value: string | true): boolean =>
  value !== true && /^https?:\/\/\S+$/iu.test(value) && URL.canParse(value)
