// OpenID Connect with Sluis: the only file that imports the protocol library.
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import * as client from 'openid-client'
import { accept, refuse, type Decision } from '@sluis/server-kit/decision'
import { checkLogoutToken, type LogoutClaims, type TokenRefusal } from './logout-token.ts'
import { SluisUnreachable } from './unreachable.ts'
import type { Claims } from './strength.ts'

export type OpenIdSettings = {
  issuer: string
  clientId: string
  clientSecret: string
  redirectUri: string
  postLogoutRedirectUri: string
  fetch: typeof globalThis.fetch
}

/** What an authorization request asks for; absent parts are not sent. */
export type AuthorizationParams = {
  acr?: string | undefined
  maxAgeSeconds?: number | undefined
  loginHint?: string | undefined
  voucher?: string | undefined
  language: string
}
/** What must be kept until the person is back, besides what was asked. */
export type PkceState = { state: string; nonce: string; verifier: string }

export type CallbackResult = Claims & {
  sub: string
  amr: string[]
  sid: string | null
  idToken: string
  refreshToken: string | null
}
export type CallbackRefusal = 'cancelled' | 'unmet' | 'login-required' | 'code-expired' | 'broken'
export type Refreshed = { refreshToken: string | null; idToken: string | null }

export type OpenId = ReturnType<typeof createOpenId>

const SCOPE = 'openid profile email offline_access'
const TIMEOUT_SECONDS = 5

export function createOpenId(settings: OpenIdSettings) {
  let discovered: Promise<client.Configuration> | null = null

  /** Discovery is done once; a failed one is tried again at the next need. */
  function configuration(): Promise<client.Configuration> {
    discovered ??= discover(settings).catch((error: unknown) => {
      discovered = null
      throw error
    })
    return discovered
  }

  let keySet: Promise<JWTVerifyGetKey> | null = null

  /** Sluis' public keys, fetched when one is needed that is not known yet. */
  function keys(): Promise<JWTVerifyGetKey> {
    keySet ??= configuration().then(
      (config) => {
        const remoteKeys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri!), {
          timeoutDuration: TIMEOUT_SECONDS * 1000,
          [customFetch]: settings.fetch,
        })
        return (header, token) => remoteKeys(header, token).catch(rethrowKeyError)
      },
      (error: unknown) => {
        keySet = null
        throw error
      },
    )
    return keySet
  }

  return {
    /**
     * Pushes the request (RFC 9126), so that no hint or voucher is in an address, and returns where to send the
     * browser.
     */
    async begin(params: AuthorizationParams): Promise<PkceState & { url: string }> {
      const pkce = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      }
      const parameters: Record<string, string> = {
        redirect_uri: settings.redirectUri,
        scope: SCOPE,
        state: pkce.state,
        nonce: pkce.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pkce.verifier),
        code_challenge_method: 'S256',
        ui_locales: params.language,
        ...(params.acr !== undefined && { acr_values: params.acr }),
        ...(params.maxAgeSeconds !== undefined && { max_age: String(params.maxAgeSeconds) }),
        ...(params.loginHint !== undefined && { login_hint: params.loginHint }),
        ...(params.voucher !== undefined && { voucher: params.voucher }),
      }
      const url = await wrapNetworkErrors(async () =>
        client.buildAuthorizationUrlWithPAR(await configuration(), parameters),
      )
      return { ...pkce, url: url.href }
    },

    /**
     * Takes the address that the browser came back on; state, issuer, nonce, PKCE and signature are checked by the
     * library.
     */
    async finish(address: URL, pkce: PkceState): Promise<Decision<CallbackResult, CallbackRefusal>> {
      const config = await wrapNetworkErrors(configuration)
      try {
        const tokens = await client.authorizationCodeGrant(config, address, {
          expectedState: pkce.state,
          expectedNonce: pkce.nonce,
          pkceCodeVerifier: pkce.verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()!
        const { acr, amr, sid } = claims
        return accept({
          sub: claims.sub,
          acr: typeof acr === 'string' ? acr : undefined,
          amr: Array.isArray(amr) ? amr.map(String) : [],
          sid: typeof sid === 'string' ? sid : null,
          authTime: claims.auth_time === undefined ? null : new Date(claims.auth_time * 1000),
          issuedAt: new Date(claims.iat * 1000),
          idToken: tokens.id_token!,
          refreshToken: tokens.refresh_token ?? null,
        })
      } catch (error) {
        return refuse(refusalOf(error))
      }
    },

    /** `ended`: Sluis gives no more tokens for this session, so it is over. */
    async refresh(refreshToken: string): Promise<Decision<Refreshed, 'ended'>> {
      const config = await wrapNetworkErrors(configuration)
      try {
        const tokens = await client.refreshTokenGrant(config, refreshToken)
        return accept({ refreshToken: tokens.refresh_token ?? null, idToken: tokens.id_token ?? null })
      } catch (error) {
        if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return refuse('ended')
        throw new SluisUnreachable('a session could not be refreshed', { cause: error })
      }
    },

    /** Whether Sluis really says that a session has ended. */
    verifyLogoutToken: async (token: string, now: Date): Promise<Decision<LogoutClaims, TokenRefusal>> =>
      checkLogoutToken(
        token,
        { issuer: settings.issuer, clientId: settings.clientId, keys: await wrapNetworkErrors(keys) },
        now,
      ),

    /** Where a browser ends its session at Sluis too. */
    async logOutUrl(idToken: string, language: string): Promise<string> {
      const config = await wrapNetworkErrors(configuration)
      return client.buildEndSessionUrl(config, {
        id_token_hint: idToken,
        post_logout_redirect_uri: settings.postLogoutRedirectUri,
        ui_locales: language,
      }).href
    },

    /** A token for the directory and obligation APIs, and how long it lives. */
    async apiToken(): Promise<{ token: string; seconds: number }> {
      const tokens = await wrapNetworkErrors(async () =>
        client.clientCredentialsGrant(await configuration(), { scope: 'directory obligation' }),
      )
      return { token: tokens.access_token, seconds: tokens.expires_in ?? 60 }
    },
  }
}

async function discover({ issuer, clientId, clientSecret, fetch }: OpenIdSettings): Promise<client.Configuration> {
  // http is for a machine talking to itself: the settings refuse it for any other host.
  const options = {
    timeout: TIMEOUT_SECONDS,
    [client.customFetch]: fetch as client.CustomFetch,
    ...(issuer.startsWith('http:') && { execute: [client.allowInsecureRequests] }),
  }
  return client.discovery(new URL(issuer), clientId, undefined, client.ClientSecretBasic(clientSecret), options)
}

/** No such key is an answer; no key set is none. */
function rethrowKeyError(error: unknown): never {
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
  throw new SluisUnreachable('the keys of Sluis could not be fetched', { cause: error })
}

async function wrapNetworkErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new SluisUnreachable('Sluis did not answer as it should', { cause: error })
  }
}

const ANSWERS: Record<string, CallbackRefusal> = {
  access_denied: 'cancelled',
  unmet_authentication_requirements: 'unmet',
  login_required: 'login-required',
  interaction_required: 'login-required',
  consent_required: 'login-required',
}

function refusalOf(error: unknown): CallbackRefusal {
  if (error instanceof client.AuthorizationResponseError) return ANSWERS[error.error] ?? 'broken'
  if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return 'code-expired'
  // No answer at all, as opposed to one that does not check.
  if (error instanceof TypeError || (error instanceof client.ClientError && error.code === 'OAUTH_TIMEOUT'))
    throw new SluisUnreachable('Sluis did not answer as it should', { cause: error })
  return 'broken'
}
