// OpenID Connect with Sluis: the only file that imports the protocol library.
import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import * as client from 'openid-client'
import { accept, refuse, type Decision } from '@sluis/ground'
import { judgeLogoutToken, type SaidEnded, type TokenRefusal } from './logout-token.ts'
import { SluisUnreachable } from './unreachable.ts'
import type { Claims } from './strength.ts'

export type OpenIdSettings = {
  issuer: string
  clientId: string
  clientSecret: string
  redirectUri: string
  afterLogOutUri: string
  fetch: typeof globalThis.fetch
}

/** What a visit to Sluis asks for; absent parts are not sent. */
export type Ask = {
  acr?: string | undefined
  maxAgeSeconds?: number | undefined
  loginHint?: string | undefined
  voucher?: string | undefined
  language: string
}
/** What must be kept until the person is back, besides what was asked. */
export type Kept = { state: string; nonce: string; verifier: string }

export type Return = Claims & {
  sub: string
  amr: string[]
  sid: string | null
  idToken: string
  refreshToken: string | null
}
export type ReturnRefusal = 'cancelled' | 'unmet' | 'login-required' | 'code-expired' | 'broken'
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
        const known = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri!), {
          timeoutDuration: TIMEOUT_SECONDS * 1000,
          [customFetch]: settings.fetch,
        })
        return (header, token) => known(header, token).catch(ofKeys)
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
     * Pushes the request (RFC 9126), so that no hint or voucher stands in an address, and answers where to send the
     * browser.
     */
    async begin(ask: Ask): Promise<Kept & { url: string }> {
      const kept = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      }
      const parameters: Record<string, string> = {
        redirect_uri: settings.redirectUri,
        scope: SCOPE,
        state: kept.state,
        nonce: kept.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(kept.verifier),
        code_challenge_method: 'S256',
        ui_locales: ask.language,
        ...(ask.acr !== undefined && { acr_values: ask.acr }),
        ...(ask.maxAgeSeconds !== undefined && { max_age: String(ask.maxAgeSeconds) }),
        ...(ask.loginHint !== undefined && { login_hint: ask.loginHint }),
        ...(ask.voucher !== undefined && { voucher: ask.voucher }),
      }
      const url = await reaching(async () => client.buildAuthorizationUrlWithPAR(await configuration(), parameters))
      return { ...kept, url: url.href }
    },

    /**
     * Takes the address that the browser came back on; state, issuer, nonce, PKCE and signature are checked by the
     * library.
     */
    async finish(address: URL, kept: Kept): Promise<Decision<Return, ReturnRefusal>> {
      const config = await reaching(configuration)
      try {
        const tokens = await client.authorizationCodeGrant(config, address, {
          expectedState: kept.state,
          expectedNonce: kept.nonce,
          pkceCodeVerifier: kept.verifier,
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
      const config = await reaching(configuration)
      try {
        const tokens = await client.refreshTokenGrant(config, refreshToken)
        return accept({ refreshToken: tokens.refresh_token ?? null, idToken: tokens.id_token ?? null })
      } catch (error) {
        if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return refuse('ended')
        throw new SluisUnreachable('a session could not be refreshed', { cause: error })
      }
    },

    /** Whether Sluis really says that a visit has ended. */
    judgeLogout: async (token: string, now: Date): Promise<Decision<SaidEnded, TokenRefusal>> =>
      judgeLogoutToken(
        token,
        { issuer: settings.issuer, clientId: settings.clientId, keys: await reaching(keys) },
        now,
      ),

    /** Where a browser ends its session at Sluis too. */
    async logOutUrl(idToken: string, language: string): Promise<string> {
      const config = await reaching(configuration)
      return client.buildEndSessionUrl(config, {
        id_token_hint: idToken,
        post_logout_redirect_uri: settings.afterLogOutUri,
        ui_locales: language,
      }).href
    },

    /** A token for the directory and obligation APIs, and how long it lives. */
    async machineToken(): Promise<{ token: string; seconds: number }> {
      const tokens = await reaching(async () =>
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
function ofKeys(error: unknown): never {
  if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error
  throw new SluisUnreachable('the keys of Sluis could not be fetched', { cause: error })
}

async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new SluisUnreachable('Sluis did not answer as it should', { cause: error })
  }
}

const ANSWERS: Record<string, ReturnRefusal> = {
  access_denied: 'cancelled',
  unmet_authentication_requirements: 'unmet',
  login_required: 'login-required',
  interaction_required: 'login-required',
  consent_required: 'login-required',
}

function refusalOf(error: unknown): ReturnRefusal {
  if (error instanceof client.AuthorizationResponseError) return ANSWERS[error.error] ?? 'broken'
  if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return 'code-expired'
  // No answer at all, as opposed to one that does not check.
  if (error instanceof TypeError || (error instanceof client.ClientError && error.code === 'OAUTH_TIMEOUT'))
    throw new SluisUnreachable('Sluis did not answer as it should', { cause: error })
  return 'broken'
}
