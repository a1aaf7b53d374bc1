// Registers a business app, or changes it.
import { isLogoutAddress } from '#identity/applications/logout-address.ts'
import { type Caller, type Command, listOf, stringOf, type Values } from './command-shape.ts'

const URI = { value: 'URI' } as const

export const registerApplication: Command = {
  purpose:
    'registers a business app, or changes it\n--backchannel-logout-uri: where it receives that a session has ended',
  options: {
    id: { value: 'ID', isRequired: true },
    name: { value: 'NAME', isRequired: true },
    secret: { value: 'SECRET', isRequired: true },
    'redirect-uri': { ...URI, isRequired: true, mayRepeat: true },
    'post-logout-redirect-uri': { ...URI, mayRepeat: true },
    home: URI,
    'backchannel-logout-uri': URI,
  },
  wrongValues,
  run: async ({ identity, clock }, values, print) => {
    const clientId = stringOf(values['id'])
    await identity.transaction(async (stores) => {
      const applicationId = await stores.applications.upsert(
        {
          clientId,
          name: stringOf(values['name']),
          secret: stringOf(values['secret']),
          redirectUris: listOf(values['redirect-uri']),
          postLogoutRedirectUris: listOf(values['post-logout-redirect-uri']),
          scope: 'openid profile email offline_access',
          apiClientScope: 'directory obligation',
          homeUri: stringOf(values['home']) || null,
          backchannelLogoutUri: stringOf(values['backchannel-logout-uri']) || null,
        },
        clock.now(),
      )
      await stores.audit.append(
        { action: 'application-put', result: 'done', actor: 'operator', applicationId },
        clock.now(),
      )
    })
    print(`${clientId} is registered.`)
    return 0
  },
}

function wrongValues(values: Values, { isDemo }: Caller): string[] {
  const told = values['backchannel-logout-uri']
  const rules: [isRight: boolean, sentence: string][] = [
    [
      /^[\w.-]{1,64}$/u.test(stringOf(values['id'])),
      '--id must have 1 to 64 signs: letters without accents, digits, ".", "_" and "-".',
    ],
    [stringOf(values['name']).length <= 100, '--name must have at most 100 characters.'],
    [stringOf(values['secret']).length >= 32, '--secret must have at least 32 characters.'],
    ...['redirect-uri', 'post-logout-redirect-uri', 'home'].map((name): [boolean, string] => [
      [values[name] ?? []].flat().every((value) => isAddress(value)),
      `--${name} must be an absolute address: https://… or http://….`,
    ]),
    [
      told === undefined || isLogoutAddress(stringOf(told), { isDemo }),
      '--backchannel-logout-uri must be an absolute https address, without a fragment, a name or a password.',
    ],
  ]
  return rules.flatMap(([isRight, sentence]) => (isRight ? [] : [sentence]))
}

const isAddress = (value: string | true): boolean =>
  value !== true && /^https?:\/\/\S+$/iu.test(value) && URL.canParse(value)
