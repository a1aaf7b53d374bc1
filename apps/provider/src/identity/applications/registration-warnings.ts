// How an application departs from the strict settings, in words: wherever it is listed.
import { readableDomain } from '@sluis/server-kit/email'
import { DAY_MS } from '@sluis/server-kit/time'
import { accessTokenSecondsOf, type Application, type ApplicationSecret, hasSecrets, STRICT } from './application.ts'
import { looksPlain, type NamedApplication, namesakesOf, sameButForCase } from './same-name.ts'

/** `name`: a word that stays; `text` follows on the application's name. */
export type RegistrationWarning = { name: string; text: string }

const DEFAULT_SECONDS = accessTokenSecondsOf(STRICT)
/** So long before its end a secret is spoken of: time to put another one in its place. */
export const SECRET_WARNING_DAYS = 30

/** Where it sends people, and where codes are sent. */
const hostsOf = ({ homeUri, redirectUris, postLogoutRedirectUris }: Application): string[] =>
  [homeUri, ...redirectUris, ...postLogoutRedirectUris].flatMap((address) =>
    address !== null && /^https:/iu.test(address) ? [new URL(address).hostname] : [],
  )
const ONE_LABEL = /^(?!localhost$)[^.[]+$/u

function readAs(application: Application): string | null {
  const host = hostsOf(application).find((each) => looksPlain(readableDomain(each)))
  return host === undefined ? null : `${host} (${readableDomain(host)})`
}

const RULES: [name: string, isSo: (application: Application) => boolean, text: (application: Application) => string][] =
  [
    ['no-pkce', ({ pkce }) => pkce === 'nonce-instead', () => 'takes codes without PKCE (nonce required)'],
    ['nothing-binds-codes', ({ pkce }) => pkce === 'optional', () => 'takes codes without PKCE and without a nonce'],
    [
      'secret-in-body',
      ({ authentication }) => authentication === 'client_secret_post',
      () => 'sends its secret in the body (client_secret_post)',
    ],
    [
      'own-key',
      ({ authentication }) => authentication === 'private_key_jwt',
      ({ jwksUri }) =>
        jwksUri === null
          ? 'proves itself by its own key (private_key_jwt)'
          : 'proves itself by whatever key stands at its jwks_uri (private_key_jwt)',
    ],
    [
      'public',
      ({ authentication, kind }) => authentication === 'none' && kind === 'web',
      () => 'is public: it has no secret, and anybody can say to be it',
    ],
    ['native', ({ kind }) => kind === 'native', () => 'is native: it runs on people’s own devices, and has no secret'],
    ['rs256', ({ idTokenAlgorithm }) => idTokenAlgorithm === 'RS256', () => 'gets ID tokens signed with RS256'],
    [
      'jwt',
      ({ accessTokenFormat }) => accessTokenFormat === 'jwt',
      (application) =>
        `gets access tokens that are read without asking Sluis (JWT, ${accessTokenSecondsOf(application)} seconds)`,
    ],
    [
      'long-tokens',
      (application) => accessTokenSecondsOf(application) > DEFAULT_SECONDS,
      (application) => `gets access tokens that live ${accessTokenSecondsOf(application)} seconds`,
    ],
    [
      'loopback',
      ({ kind, redirectUris }) => kind === 'web' && redirectUris.some((uri) => /^http:/iu.test(uri)),
      () => 'is sent codes by plain http, on the machine of whoever signs in',
    ],
    [
      'one-label',
      (application) => hostsOf(application).some((host) => ONE_LABEL.test(host)),
      (application) =>
        `is at ${hostsOf(application).find((host) => ONE_LABEL.test(host))}, which is another machine in another network`,
    ],
    [
      'foreign-letters',
      (application) => readAs(application) !== null,
      (application) => `is at ${readAs(application)}, which people read as plain letters, and is not`,
    ],
    ['device-grant', ({ hasDeviceGrant }) => hasDeviceGrant, () => 'lets people sign in for another device'],
    [
      'introspects',
      ({ introspects }) => introspects.length > 0,
      ({ introspects }) => `may ask about access tokens of ${introspects.join(', ')}`,
    ],
    [
      'applications',
      ({ apiClientScope }) => apiClientScope.split(' ').includes('applications'),
      () => 'may register and change applications',
    ],
  ]

/** `all`: every application that is registered, as it is named. */
export const warningsOf = (
  application: Application,
  secrets: readonly ApplicationSecret[],
  now: Date,
  all: readonly NamedApplication[],
): RegistrationWarning[] => [
  ...RULES.flatMap(([name, isSo, text]) => (isSo(application) ? [{ name, text: text(application) }] : [])),
  ...sameIdWarning(application, all),
  ...sameNameWarning(application, all),
  ...(hasSecrets(application) ? secretWarnings(secrets, now) : []),
]

function sameIdWarning(application: Application, all: readonly NamedApplication[]): RegistrationWarning[] {
  const others = sameButForCase(application, all)
  return others.length === 0
    ? []
    : [{ name: 'same-id', text: `has an id that differs in its case alone from ${listed(others)}` }]
}
function sameNameWarning(application: Application, all: readonly NamedApplication[]): RegistrationWarning[] {
  const others = namesakesOf(application, all)
  if (others.length === 0) return []
  return [{ name: 'same-name', text: `has a name that people may take for that of ${listed(others)}` }]
}
const listed = (others: readonly string[]): string =>
  others.slice(0, MAX_NAMED).join(', ') + (others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : '')
const MAX_NAMED = 5

/** By the secret that lives longest, since the others end on purpose; unless the newest is the one that ends first. */
export function secretWarnings(secrets: readonly ApplicationSecret[], now: Date): RegistrationWarning[] {
  const lives = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
  if (lives.length === 0)
    return [{ name: 'no-secret', text: 'has no secret that is alive, and cannot prove to be itself' }]
  return [...newestEndsFirst(lives), ...lastEnds(lives, now)]
}

/** Whoever goes over to it has none when it ends, and the one before that is to end afterwards. */
function newestEndsFirst(lives: readonly ApplicationSecret[]): RegistrationWarning[] {
  const newest = lives.reduce((one, other) => (other.createdAt > one.createdAt ? other : one))
  const { createdAt, expiresAt } = newest
  if (expiresAt === null) return []
  const outlives = (other: ApplicationSecret): boolean =>
    other.createdAt < createdAt && (other.expiresAt === null || other.expiresAt > expiresAt)
  return lives.some(outlives)
    ? [
        {
          name: 'newest-secret-ends-first',
          text: `has a newest secret that ends on ${expiresAt.toISOString()}, before the one whose place it takes`,
        },
      ]
    : []
}

function lastEnds(lives: readonly ApplicationSecret[], now: Date): RegistrationWarning[] {
  const last = lastToEnd(lives, now)?.expiresAt
  return !last || last.getTime() - now.getTime() > SECRET_WARNING_DAYS * DAY_MS
    ? []
    : [
        {
          name: 'secret-ends',
          text: `can prove to be itself until ${last.toISOString()} alone: its last secret ends then`,
        },
      ]
}

type Ending = ApplicationSecret & { expiresAt: Date }
/** The one of which all hangs in the end; null where one never ends, or none is alive. */
export function lastToEnd(secrets: readonly ApplicationSecret[], now: Date): Ending | null {
  const lives = secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
  const ending = lives.filter((each): each is Ending => each.expiresAt !== null)
  if (ending.length === 0 || ending.length < lives.length) return null
  return ending.reduce((one, other) => (other.expiresAt > one.expiresAt ? other : one))
}
