// Registered applications as the engine knows them, and what it asks us about each.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import type { Outgoing } from '@sluis/server-kit/outgoing'
import { randomToken } from '@sluis/server-kit/random'
import { SECOND_MS } from '@sluis/server-kit/time'
import {
  type Client,
  type ClientMetadata,
  type Configuration,
  errors,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import { type Application, hasSecrets } from '#identity/applications/application.ts'
import { usableKeys } from '#identity/applications/key-set-rule.ts'
import type { Identity } from '#use-cases/stores.ts'
import { assertionFault, CLOCK_TOLERANCE_SECONDS } from './client-assertions.ts'
import { DEVICE_GRANT } from './device-grant.ts'
import { hasSecret } from './token-reads.store.ts'

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
  // What an application may learn of the tokens of others is taken from it at once: of that nothing is in memory
  // (decision 0049).
  const isIntrospecting = Provider.ctx?.oidc.route === 'introspection'
  const application = isIntrospecting
    ? (await identity.applications.findMarked({ clientId }))?.application
    : await identity.applications.findByClientId(clientId)
  return application && metadataOf(application)
}

/** Whether a code may be sent there, by the record that is at hand: a native one is sent to any port of its device. */
export function mayRedirectTo(engine: Pick<Provider, 'Client'>, application: Application, uri: string): boolean {
  const EngineClient = engine.Client as unknown as new (metadata: ClientMetadata) => Client
  return new EngineClient(metadataOf(application)).redirectUriAllowed(uri)
}

function metadataOf(application: Application): ClientMetadata {
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

const MAX_KEY_SET_BYTES = 64 * 1024
const FETCH_MS = 2_500

/** Of applications that prove themselves by a key of their own, and of all that asks for codes. */
export const clientConfiguration = ({
  clock,
  issuer,
  outgoing,
}: {
  clock: Clock
  issuer: string
  outgoing: Outgoing
}) =>
  ({
    clientDefaults: { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    extraClientMetadata: { properties: [SETTINGS], validator: () => undefined },
    pkce: { required: (ctx, client) => requiresPkce(ctx, settingsOf(client)) },
    assertJwtClientAuthClaimsAndHeader(_ctx, claims, header, client) {
      const mayUseRs256 = settingsOf(client).idTokenAlgorithm === 'RS256'
      const rule = { issuer, mayUseRs256, now: clock.now().getTime() / SECOND_MS }
      const fault = assertionFault({ header, claims }, rule)
      if (fault !== null) throw new errors.InvalidClientAuth(fault)
      return Promise.resolve()
    },
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    clientBasedCORS: (_ctx, origin, client) => runsIn(origin, client),
    fetch: (address, { signal } = {}) =>
      publishedKeys(outgoing, new Request(address).url, signal ?? AbortSignal.timeout(FETCH_MS)),
  }) satisfies Configuration

/**
 * The key set of an application, which is all that the engine fetches. It gives the limit of time, and takes nothing
 * but 200: a redirect is not the address that was registered. How long the answer says to be good is left out: the
 * engine asks again after a minute, so that a key that was taken back is taken no longer.
 */
async function publishedKeys(outgoing: Outgoing, address: string, signal: AbortSignal): Promise<Response> {
  const headers = { accept: 'application/json' }
  const { status, text } = await outgoing(address, { headers, signal, maxBytes: MAX_KEY_SET_BYTES })
  return status === 200 ? Response.json({ keys: usableKeys(JSON.parse(text())) }) : new Response(null, { status })
}

/**
 * Asked where a request brings no code_challenge. What binds a code to its browser then is the nonce (RFC 9700 §2.1.1).
 */
function requiresPkce(ctx: KoaContextWithOIDC, { pkce }: ClientSettings): boolean {
  if (pkce === 'nonce-instead' && ctx.oidc.params?.['nonce'] === undefined)
    throw new errors.InvalidRequest('nonce is required where there is no code_challenge')
  return pkce === 'required'
}

type Secrets = Parameters<typeof hasSecret>[0] & { log: Pick<Log, 'warn'> }
/**
 * Two secrets at a time, hashed, and looked up at each request: what has expired or was taken away is wrong at once.
 * Right in the registered way alone, where the engine takes either (OpenID Connect Core §9); whoever has a right one
 * and shows it otherwise is told like anybody else, and the operator why.
 */
export function compareSecrets(engine: Provider, deps: Secrets): void {
  Object.assign(engine.Client.prototype, {
    async compareClientSecret(this: Pick<Client, 'clientId' | 'clientAuthMethod'>, secret: string): Promise<boolean> {
      const isRight = await hasSecret(deps, this.clientId, secret)
      const inHeader = Provider.ctx!.headers.authorization !== undefined
      const shown = inHeader ? 'client_secret_basic' : 'client_secret_post'
      if (isRight && shown !== this.clientAuthMethod)
        deps.log.warn(
          { application: this.clientId, shown, registered: this.clientAuthMethod },
          'an application showed its secret in another way than it is registered for',
        )
      return isRight && shown === this.clientAuthMethod
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
