// Registered applications as the engine knows them, and what it asks us about each.
import type { Clock } from '@sluis/server-kit/clock'
import { randomToken } from '@sluis/server-kit/random'
import {
  type Client,
  type ClientMetadata,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
  type Provider,
} from 'oidc-provider'
import { type Application, hasSecrets } from '#identity/applications/application.ts'
import type { Identity } from '#use-cases/stores.ts'
import { DEVICE_GRANT } from './device-grant.ts'

/** What is ours of a registration, kept with the engine's client. */
const SETTINGS = 'sluis_settings'
export type ClientSettings = Pick<
  Application,
  'id' | 'pkce' | 'idTokenAlgorithm' | 'accessTokenFormat' | 'accessTokenSeconds' | 'refreshTokenDays' | 'introspects'
>
export const settingsOf = (client: unknown): ClientSettings => (client as { [SETTINGS]: ClientSettings })[SETTINGS]

/** The engine wants one to be there, and asks us about each that is shown. */
const NOBODYS_SECRET = randomToken()

export async function clientOf(identity: Identity, clientId: string): Promise<ClientMetadata | undefined> {
  // What the database cannot even compare (NUL) is nobody's name.
  const application = /^[ -~]{1,200}$/.test(clientId) ? await identity.applications.findByClientId(clientId) : undefined
  if (!application) return undefined
  const people = application.redirectUris.length > 0
  return {
    client_id: application.clientId,
    client_name: application.name,
    application_type: application.kind,
    token_endpoint_auth_method: application.authentication,
    ...(hasSecrets(application) && { client_secret: NOBODYS_SECRET }),
    ...(application.jwks && { jwks: application.jwks }),
    ...(application.jwksUri !== null && { jwks_uri: application.jwksUri }),
    id_token_signed_response_alg: application.idTokenAlgorithm,
    redirect_uris: application.redirectUris,
    post_logout_redirect_uris: application.postLogoutRedirectUris,
    scope: `${application.scope} ${application.apiClientScope}`.trim(),
    grant_types: [
      ...(people ? ['authorization_code'] : []),
      ...(application.hasDeviceGrant ? [DEVICE_GRANT] : []),
      ...(people || application.hasDeviceGrant ? ['refresh_token'] : []),
      ...(application.authentication === 'none' ? [] : ['client_credentials']),
    ],
    response_types: people ? ['code'] : [],
    [SETTINGS]: {
      id: application.id,
      pkce: application.pkce,
      idTokenAlgorithm: application.idTokenAlgorithm,
      accessTokenFormat: application.accessTokenFormat,
      accessTokenSeconds: application.accessTokenSeconds,
      refreshTokenDays: application.refreshTokenDays,
      introspects: application.introspects,
    } satisfies ClientSettings,
  }
}

/** How long an assertion may be good: what is kept of each against a second use lives as long. */
const MAX_ASSERTION_SECONDS = 60 * 60
const MAX_KEY_SET_BYTES = 64 * 1024

/** Of applications that prove themselves by a key of their own, and of all that asks for codes. */
export const clientConfiguration = (clock: Clock) =>
  ({
    clientDefaults: { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    extraClientMetadata: { properties: [SETTINGS], validator: () => undefined },
    pkce: { required: (ctx, client) => requiresPkce(ctx, settingsOf(client)) },
    assertJwtClientAuthClaimsAndHeader(_ctx, claims) {
      if (Number(claims['exp']) > clock.now().getTime() / 1000 + MAX_ASSERTION_SECONDS)
        throw new errors.InvalidClientAuth('the client_assertion JWT is good for more than an hour')
      return Promise.resolve()
    },
    clientBasedCORS: (_ctx, origin, client) => runsIn(origin, client),
    // The engine gives the limit of time, and refuses addresses inside; a redirect is not the address that was
    // registered.
    fetch: (url, options) => fetch(url, { ...options, redirect: 'error' }),
    fetchResponseBodyLimits: { jwks_uri: MAX_KEY_SET_BYTES },
  }) satisfies Configuration

/**
 * Asked where a request brings no code_challenge. What binds a code to its browser then is the nonce (RFC 9700 §2.1.1).
 */
function requiresPkce(ctx: KoaContextWithOIDC, { pkce }: ClientSettings): boolean {
  if (pkce === 'nonce-instead' && ctx.oidc.params?.['nonce'] === undefined)
    throw new errors.InvalidRequest('nonce is required where there is no code_challenge')
  return pkce === 'required'
}

/**
 * Two secrets at a time, hashed, and looked up at each request: what has expired or was taken away is wrong at once.
 */
export function compareSecrets(engine: Provider, { identity, clock }: { identity: Identity; clock: Clock }): void {
  Object.assign(engine.Client.prototype, {
    compareClientSecret(this: { clientId: string }, secret: string): Promise<boolean> {
      return identity.applicationSecrets.hasSecret(this.clientId, secret, clock.now())
    },
  })
}

/** A public application may run in a page of its own origin, and there alone; one with a secret has it on a server. */
const runsIn = (origin: string, client: Client): boolean =>
  client.clientAuthMethod === 'none' &&
  client.applicationType === 'web' &&
  client.redirectUris!.some((uri) => URL.parse(uri)?.origin === origin)

type Asker = { clientId: string; clientAuthMethod?: unknown }
/**
 * Whether a client may ask about a token: its own, or an access token of an application that it is registered for as
 * resource server.
 */
export function mayIntrospect(client: Asker, token: { kind: string; clientId?: string | undefined }): boolean {
  // Nobody in particular asks for a public one (RFC 7662 §2.1).
  if (client.clientAuthMethod === 'none') return false
  if (token.clientId === client.clientId) return true
  return token.kind === 'AccessToken' && settingsOf(client).introspects.includes(token.clientId ?? '')
}
