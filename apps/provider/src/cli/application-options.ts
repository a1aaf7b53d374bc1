// The options of "application register" and "application update", as the settings that the API calls by other names:
// what is wrong with them, one rule says for both.
import { readFileSync } from 'node:fs'
import { API_SCOPES } from '#identity/applications/api-scopes.ts'
import { OPENID_SCOPES } from '#identity/applications/application.ts'
import type { Fault } from '#identity/applications/registration-rule.ts'
import { listOf, type Option, stringOf, type Values } from './command-shape.ts'

/** Takes a list back to none, and an address or a number to where nobody has chosen one. */
export const NONE = 'none'

type Kind = 'word' | 'text' | 'list' | 'flag' | 'number' | 'file'
type Setting = { field: string; kind: Kind; value: string }

const setting = (field: string, kind: Kind, value: string): Setting => ({ field, kind, value })
const SETTINGS: Readonly<Record<string, Setting>> = {
  name: setting('name', 'word', 'NAME'),
  'name-nl': setting('names.nl', 'text', 'NAME'),
  'name-en': setting('names.en', 'text', 'NAME'),
  'redirect-uri': setting('redirect_uris', 'list', 'URI'),
  'post-logout-redirect-uri': setting('post_logout_redirect_uris', 'list', 'URI'),
  home: setting('home_uri', 'text', 'URI'),
  terms: setting('terms_uri', 'text', 'URI'),
  privacy: setting('privacy_uri', 'text', 'URI'),
  'backchannel-logout-uri': setting('backchannel_logout_uri', 'text', 'URI'),
  scope: setting('scopes', 'list', 'SCOPE'),
  'api-scope': setting('api_scopes', 'list', 'SCOPE'),
  kind: setting('kind', 'word', 'web|native'),
  authentication: setting('authentication', 'word', 'METHOD'),
  jwks: setting('jwks', 'file', 'FILE'),
  'jwks-uri': setting('jwks_uri', 'text', 'URI'),
  pkce: setting('pkce', 'word', 'required|nonce-instead|optional'),
  'id-token-algorithm': setting('id_token_algorithm', 'word', 'ES256|RS256'),
  'access-token-format': setting('access_token_format', 'word', 'opaque|jwt'),
  'access-token-seconds': setting('access_token_seconds', 'number', 'SECONDS'),
  'refresh-token-days': setting('refresh_token_days', 'number', 'DAYS'),
  introspects: setting('introspects', 'list', 'ID'),
  'device-grant': setting('device_grant', 'flag', 'yes|no'),
  'known-people-only': setting('known_people_only', 'flag', 'yes|no'),
  'separate-companies': setting('separates_companies', 'flag', 'yes|no'),
}

export const settingOptions: Readonly<Record<string, Option>> = Object.fromEntries(
  Object.entries(SETTINGS).map(([name, { kind, value }]) => [
    name,
    kind === 'list' ? { value, mayRepeat: true as const } : { value },
  ]),
)

export const SETTINGS_PURPOSE = [
  `--scope: what it may ask: ${OPENID_SCOPES.join(', ')}; all but memberships without it`,
  `--api-scope: what it may do by itself (docs/api.md): ${API_SCOPES.join(', ')}; nothing without it`,
  '--authentication: client_secret_basic (without it), client_secret_post, private_key_jwt, none',
  '--kind native: it runs on people’s own devices and has no secret (RFC 8252)',
  '--pkce nonce-instead: it cannot do PKCE; each of its requests needs a nonce',
  '--pkce optional: neither is asked for; for the conformance suite alone',
  '--jwks, --jwks-uri: its public keys, for private_key_jwt',
  '--introspects: an application whose access tokens it may ask about',
  '--device-grant yes: for devices without a browser',
  '--known-people-only yes: whom its directory does not name does not get in',
  '--backchannel-logout-uri: where it receives that a session has ended',
  '--separate-companies yes: it keeps the companies of one person apart: one that it pushes decides alone',
].join('\n')

/** What the options choose, by the names of the API. `none` is null, or an empty list. */
export function bodyOfOptions(values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {}
  for (const [option, { field, kind }] of Object.entries(SETTINGS)) {
    const given = values[option]
    if (given === undefined) continue
    const [name, language] = field.split('.') as [string, string?]
    if (language === undefined) body[name] = READ[kind](given)
    else body[name] = { ...(body[name] as object | undefined), [language]: READ.text(given) }
  }
  return body
}
const READ: Record<Kind, (given: Values[string]) => unknown> = {
  word: stringOf,
  text: (given) => (given === NONE ? null : stringOf(given)),
  list: (given) => (listOf(given).join() === NONE ? [] : listOf(given)),
  flag: (given) => ({ yes: true, no: false })[stringOf(given)],
  number: (given) => (given === NONE ? null : /^\d{1,9}$/u.test(stringOf(given)) ? Number(given) : given),
  file: (given) => (given === NONE ? null : jsonIn(stringOf(given))),
}
/** What cannot be read is text, which the rule says is no key set. */
function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return file
  }
}

/** `redirect_uris.1` as an operator knows it: `--redirect-uri, no. 2`. */
export function sentenceOf({ path, message }: Fault, values: Values): string {
  const [option, { kind, field }] = Object.entries(SETTINGS).find(
    ([, each]) => path === each.field || path.startsWith(`${each.field}.`),
  ) ?? ['', setting('', 'word', '')]
  const at = Number(path.slice(field.length + 1).split('.')[0])
  const isOneOfSeveral = kind === 'list' && path.length > field.length && listOf(values[option]).length > 1
  const words = kind === 'flag' ? 'must be yes or no' : message
  return `--${option === '' ? path : option}${isOneOfSeveral ? `, no. ${at + 1},` : ''} ${words}.`
}
