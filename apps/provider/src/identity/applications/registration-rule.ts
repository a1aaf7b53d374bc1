// What may be registered of an application: one rule for the command and the API, which names all faults at once.
import { type Decision, accept } from '@sluis/server-kit/decision'
import { isDisguised } from '@sluis/server-kit/writing-direction'
import { z } from 'zod'
import { type AddressRule, addressFault } from './address-rule.ts'
import { API_SCOPES, apiScopeOf } from './api-scopes.ts'
import {
  type Application,
  type ApplicationSettings,
  MAX_ACCESS_TOKEN_SECONDS,
  MAX_REFRESH_TOKEN_DAYS,
  OPENID_SCOPES,
  STRICT,
} from './application.ts'
import { KeySet } from './key-set-rule.ts'

/**
 * `path`: as the API calls it, such as `redirect_uris.0`; `message` follows on its name. `isCombination`: right by
 * itself, and wrong beside another.
 */
export type Fault = { path: string; message: string; isCombination?: true }
/**
 * `isDemo`: a machine that talks to itself may do so by plain http. `isInside`: whether an address says by itself that
 * no server of ours asks it (SLUIS_INTERNAL_NETWORKS).
 */
export type RegistrationContext = { isDemo: boolean; isInside: (address: string) => boolean }

const MAX_ADDRESSES = 50
const MAX_INTROSPECTS = 50
const SECONDS = { least: 60, most: MAX_ACCESS_TOKEN_SECONDS.opaque }

const flag = z.boolean({ error: 'must be true or false' })
const oneOf = <const Word extends string>(...words: [Word, ...Word[]]) =>
  z.enum(words, { error: `must be ${words.join(' or ')}` })
const whole = (least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error }).nullable()
}
const Name = z
  .string({ error: 'must be text' })
  .trim()
  .min(1, 'is missing')
  .max(100, 'is longer than 100 characters')
  .refine((name) => !isDisguised(name), 'has control characters, or characters that turn the direction of text')
  .refine((name) => name === '' || /[\p{L}\p{N}]/u.test(name), 'has no letter and no digit')

export const ClientId = z
  .string({ error: 'must be text' })
  .regex(/^[\w.-]{1,64}$/u, 'must have 1 to 64 signs: letters without accents, digits, ".", "_" and "-"')
  // As a part of an address these would be others.
  .refine((id) => !/^\.+$/u.test(id), 'must not be dots alone')
  // A program that keeps applications by their id, theirs or ours, would find something else there.
  .refine((id) => !(id in {}), 'must not be a name that every object of JavaScript has')

const list = <Word extends z.ZodType>(word: Word, most: number) =>
  z
    .array(word, { error: 'must be a list' })
    .max(most, `has more than ${most} entries`)
    .superRefine((entries, context) => {
      // Of too many none is compared.
      for (const [at, entry] of entries.slice(0, most).entries())
        if (entries.indexOf(entry) < at) context.addIssue({ code: 'custom', message: 'stands there twice', path: [at] })
    })

function bodySchema(kind: Application['kind'], { isDemo, isInside }: RegistrationContext) {
  const address = (rule: AddressRule) =>
    z.string({ error: 'must be text' }).superRefine((text, context) => {
      const message = addressFault(text, rule)
      if (message !== null) context.addIssue({ code: 'custom', message })
    })
  const redirects = list(address({ loopback: true, privateSchemes: kind === 'native' }), MAX_ADDRESSES)
  const page = address({ loopback: true, fragments: true }).nullable()
  const server = address({ loopback: isDemo, isInside }).nullable()
  return z.strictObject({
    name: Name,
    names: z.strictObject({ nl: Name.optional(), en: Name.optional() }, { error: languagesOnly }),
    home_uri: page,
    terms_uri: page,
    privacy_uri: page,
    redirect_uris: redirects,
    post_logout_redirect_uris: redirects,
    backchannel_logout_uri: server,
    kind: oneOf('web', 'native'),
    authentication: oneOf('client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'),
    jwks: KeySet.nullable(),
    jwks_uri: server,
    pkce: oneOf('required', 'nonce-instead', 'optional'),
    id_token_algorithm: oneOf('ES256', 'RS256'),
    access_token_format: oneOf('opaque', 'jwt'),
    access_token_seconds: whole(SECONDS.least, SECONDS.most),
    refresh_token_days: whole(1, MAX_REFRESH_TOKEN_DAYS),
    scopes: list(oneOf(...OPENID_SCOPES), OPENID_SCOPES.length),
    api_scopes: list(oneOf(...API_SCOPES), API_SCOPES.length),
    introspects: list(ClientId, MAX_INTROSPECTS),
    device_grant: flag,
    known_people_only: flag,
    separates_companies: flag,
  })
}
const languagesOnly = 'must have names by language: nl, en'

/** An application as the API shows it, and takes it. */
export type RegistrationBody = z.output<ReturnType<typeof bodySchema>>

type About = keyof RegistrationBody
/** What can never go together. `about`: looked at where none of these is wrong by itself; the first is named. */
const COMBINATIONS: [about: [About, ...About[]], isWrong: (body: RegistrationBody) => boolean, message: string][] = [
  [
    ['authentication', 'kind'],
    ({ kind, authentication }) => kind === 'native' && authentication !== 'none',
    'must be none for a native application: what is on somebody’s device is no secret (RFC 8252 §8.5)',
  ],
  [
    ['pkce', 'authentication'],
    ({ pkce, authentication }) => pkce !== 'required' && authentication === 'none',
    'must be required for a public application: it has nothing else',
  ],
  [
    ['jwks', 'authentication', 'jwks_uri'],
    ({ authentication, jwks, jwks_uri }) =>
      authentication === 'private_key_jwt' && (jwks === null) === (jwks_uri === null),
    'is needed for private_key_jwt, or jwks_uri in its place: one of the two',
  ],
  [
    ['jwks', 'authentication', 'jwks_uri'],
    ({ authentication, jwks, jwks_uri }) =>
      authentication !== 'private_key_jwt' && (jwks !== null || jwks_uri !== null),
    'is for private_key_jwt alone, and so is jwks_uri',
  ],
  [
    ['access_token_seconds', 'access_token_format'],
    ({ access_token_format: format, access_token_seconds: seconds }) =>
      format === 'jwt' && (seconds ?? 0) > MAX_ACCESS_TOKEN_SECONDS.jwt,
    `must be at most ${MAX_ACCESS_TOKEN_SECONDS.jwt} for JWTs, which nobody can end`,
  ],
  [
    ['api_scopes', 'authentication'],
    ({ api_scopes, authentication }) => api_scopes.length > 0 && authentication === 'none',
    'must be empty for a public application: anybody could act as it',
  ],
  [
    ['introspects', 'authentication'],
    ({ introspects, authentication }) => introspects.length > 0 && authentication === 'none',
    'must be empty for a public application: anybody could ask as it',
  ],
  [
    ['known_people_only', 'api_scopes'],
    ({ known_people_only, api_scopes }) => known_people_only && !api_scopes.includes('directory'),
    'needs the API scope directory: without it nobody is known, and nobody gets in',
  ],
  [
    ['scopes', 'redirect_uris', 'device_grant'],
    (body) => letsPeopleIn(body) && !body.scopes.includes('openid'),
    'must have openid, since people sign in there',
  ],
  [
    ['redirect_uris', 'device_grant', 'api_scopes', 'introspects'],
    (body) => !letsPeopleIn(body) && body.api_scopes.length === 0 && body.introspects.length === 0,
    'is missing: give an address to come back to, or else the device grant or an API scope',
  ],
]
const letsPeopleIn = ({ redirect_uris, device_grant }: RegistrationBody): boolean =>
  redirect_uris.length > 0 || device_grant

/** `body`: whole; what a registration does not choose is put in before (withStrictDefaults). */
export function readRegistration(
  body: Readonly<Record<string, unknown>>,
  context: RegistrationContext,
): Decision<ApplicationSettings, { refusal: 'invalid'; faults: Fault[] }> {
  const read = bodySchema(body['kind'] === 'native' ? 'native' : 'web', context).safeParse(body)
  const faults = read.success ? [] : read.error.issues.flatMap(faultsOf)
  const isWrong = new Set(faults.map(({ path }) => path.split('.')[0]))
  for (const [about, isFault, message] of COMBINATIONS)
    if (!about.some((field) => isWrong.has(field)) && isFault(body as RegistrationBody))
      faults.push({ path: about[0], message, isCombination: true })
  return read.success && faults.length === 0
    ? accept(settingsOf(read.data))
    : { ok: false, refusal: 'invalid', faults: faults.slice(0, MAX_FAULTS) }
}
const MAX_FAULTS = 100

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.slice(0, MAX_FAULTS).map((key) => ({
      path: [...issue.path, key.slice(0, 100)].join('.'),
      message: 'is no setting of an application',
    }))
  return [{ path: issue.path.join('.'), message: issue.message }]
}

export const bodyOf = (settings: ApplicationSettings) =>
  ({
    name: settings.name,
    names: settings.names,
    home_uri: settings.homeUri,
    terms_uri: settings.termsUri,
    privacy_uri: settings.privacyUri,
    redirect_uris: settings.redirectUris,
    post_logout_redirect_uris: settings.postLogoutRedirectUris,
    backchannel_logout_uri: settings.backchannelLogoutUri,
    kind: settings.kind,
    authentication: settings.authentication,
    jwks: settings.jwks as RegistrationBody['jwks'],
    jwks_uri: settings.jwksUri,
    pkce: settings.pkce,
    id_token_algorithm: settings.idTokenAlgorithm,
    access_token_format: settings.accessTokenFormat,
    access_token_seconds: settings.accessTokenSeconds,
    refresh_token_days: settings.refreshTokenDays,
    scopes: settings.scope.split(' ').filter(Boolean) as RegistrationBody['scopes'],
    api_scopes: settings.apiClientScope.split(' ').filter(Boolean) as RegistrationBody['api_scopes'],
    introspects: settings.introspects,
    device_grant: settings.hasDeviceGrant,
    known_people_only: settings.knownPeopleOnly,
    separates_companies: settings.separatesCompanies,
  }) satisfies RegistrationBody

const settingsOf = (body: RegistrationBody): ApplicationSettings => ({
  name: body.name,
  names: body.names as ApplicationSettings['names'],
  homeUri: body.home_uri,
  termsUri: body.terms_uri,
  privacyUri: body.privacy_uri,
  redirectUris: body.redirect_uris,
  postLogoutRedirectUris: body.post_logout_redirect_uris,
  backchannelLogoutUri: body.backchannel_logout_uri,
  kind: body.kind,
  authentication: body.authentication,
  jwks: body.jwks,
  jwksUri: body.jwks_uri,
  pkce: body.pkce,
  idTokenAlgorithm: body.id_token_algorithm,
  accessTokenFormat: body.access_token_format,
  accessTokenSeconds: body.access_token_seconds,
  refreshTokenDays: body.refresh_token_days,
  scope: OPENID_SCOPES.filter((scope) => body.scopes.includes(scope)).join(' '),
  apiClientScope: apiScopeOf(body.api_scopes),
  introspects: body.introspects,
  hasDeviceGrant: body.device_grant,
  knownPeopleOnly: body.known_people_only,
  separatesCompanies: body.separates_companies,
})

type Json = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A registration, with what it does not choose: held strictly. A native application has no secret to choose. */
export const withStrictDefaults = (chosen: Json): Json => ({
  ...bodyOf({ ...STRICT, name: '', ...(chosen['kind'] === 'native' && { authentication: 'none' }) }),
  ...chosen,
})

/** What a change does not name stays; null takes a setting back to where nobody has chosen it (RFC 7396). */
export function withChange(before: ApplicationSettings, change: Json): Json {
  const body: Record<string, unknown> = { ...bodyOf(before) }
  const strict: Json = bodyOf({ ...STRICT, name: '' })
  for (const [name, value] of Object.entries(change))
    if (name === 'names' && isObject(value))
      body['names'] = Object.fromEntries(
        Object.entries({ ...before.names, ...value }).filter(([, text]) => text !== null),
      )
    else body[name] = value === null && Object.hasOwn(strict, name) ? strict[name] : value
  return body
}
