// What the engine's tokens are made of: how long they live, which access tokens are JWTs (RFC 9068), and what an ID
// token says of its access token.
import { randomToken } from '@sluis/server-kit/random'
import { DAY_MS, SECOND_MS } from '@sluis/server-kit/time'
import type { Clock } from '@sluis/server-kit/clock'
import { importJWK, type JWK, SignJWT } from 'jose'
import { type Client, type Configuration, type KoaContextWithOIDC, Provider } from 'oidc-provider'
import { accessTokenSecondsOf, refreshTokenDaysOf } from '#identity/applications/application.ts'
import { DEVICE_CODE_MINUTES } from '#identity/sessions/device-codes.store.ts'
import { settingsOf } from './clients.ts'

const MINUTE = 60
const DAY = DAY_MS / SECOND_MS

/** Of what no application chooses for itself. */
export const lifetimes = (clock: Clock): NonNullable<Configuration['ttl']> => ({
  AuthorizationCode: MINUTE,
  DeviceCode: DEVICE_CODE_MINUTES * MINUTE,
  AccessToken: (_ctx, _token, client) => accessTokenSecondsOf(settingsOf(client)),
  ClientCredentials: 10 * MINUTE,
  IdToken: 10 * MINUTE,
  Interaction: 60 * MINUTE,
  Session: DAY,
  Grant: 31 * DAY,
  // Rotated at each use; the family lives no longer than this from its first token.
  RefreshToken(_ctx, token, client) {
    const whole = refreshTokenDaysOf(settingsOf(client)) * DAY
    const { rotations, iiat } = token as FamilyMember
    if (rotations === 0) return whole
    return Math.max(1, whole - (secondsOf(clock.now()) - iiat))
  },
})

/** A refresh token: how often its family was rotated, and when the family began, in seconds since 1970. */
type FamilyMember = { rotations: number; iiat: number }
const secondsOf = (moment: Date): number => Math.floor(moment.getTime() / SECOND_MS)

/** The engine dates a family by the machine's clock, and its end is told by ours: `payload` is dated by ours. */
export function dateFamily(payload: object, now: Date): void {
  const first = payload as FamilyMember
  if (first.rotations === 0) first.iiat = secondsOf(now)
}

type Source = { acr?: string; amr?: string[]; authTime?: number }

/** What the sign-in behind a token has proved, for whoever looks at the token alone (RFC 9068 §2.2.1, RFC 9470 §6). */
export function proofsOf(ctx: KoaContextWithOIDC | undefined): Record<string, unknown> {
  const { entities } = ctx?.oidc ?? {}
  const source = (entities?.AuthorizationCode ?? entities?.RefreshToken ?? entities?.DeviceCode) as Source | undefined
  if (!source) return {}
  return { acr: source.acr, amr: source.amr, auth_time: source.authTime }
}

type AccessToken = {
  jti: string
  accountId?: string
  clientId: string
  client?: Client
  scope?: string
  extra?: Record<string, unknown>
  getValueAndPayload: (this: AccessToken) => Promise<{ value: string; payload: Record<string, unknown> }>
}

/**
 * Teaches an engine's access tokens to be JWTs where their application is registered so. One is stored as the opaque
 * ones are, under itself: userinfo takes it, and what ends it there ends it at once; whoever reads it alone is told of
 * no end.
 */
export function issueJwts(engine: Provider, keys: readonly JWK[]): void {
  const prototype = engine.AccessToken.prototype as unknown as AccessToken
  const { getValueAndPayload: opaque } = prototype
  Object.defineProperty(prototype, 'getValueAndPayload', {
    async value(this: AccessToken) {
      const { value, payload } = await opaque.call(this)
      const settings = this.client && settingsOf(this.client)
      if (settings?.accessTokenFormat !== 'jwt') return { value, payload }
      const key = keys.find(({ alg }) => alg === settings.idTokenAlgorithm)!
      const token = await new SignJWT({
        ...(payload['extra'] as object),
        ...(await workOf(this.scope)),
        client_id: this.clientId,
        scope: this.scope,
      })
        .setProtectedHeader({ alg: key.alg!, kid: key.kid!, typ: 'at+jwt' })
        .setIssuer(engine.issuer)
        .setSubject(this.accountId ?? this.clientId)
        .setAudience(this.clientId)
        .setIssuedAt(payload['iat'] as number)
        .setExpirationTime(payload['exp'] as number)
        .setJti(randomToken(16))
        .sign(await importJWK(key))
      this.jti = token
      return { value: token, payload: { ...payload, jti: token } }
    },
  })
}

/** The session, the company and the roles, for whoever reads the token alone (RFC 9068 §2.2.3.1). */
async function workOf(scope = ''): Promise<Record<string, unknown>> {
  const asked = scope.split(' ').includes('memberships') ? 'memberships' : ''
  const claims: Record<string, unknown> | undefined = await Provider.ctx?.oidc.entities.Account?.claims(
    'access_token',
    asked,
    {},
    [],
  )
  return { sid: claims?.['sid'], company_id: claims?.['company_id'], roles: claims?.['roles'] }
}

type IdToken = {
  ctx?: KoaContextWithOIDC
  set(name: string, value: unknown): void
  issue: (this: IdToken, how: { use: string }) => Promise<string>
}

/**
 * An ID token that comes with an access token says which (OpenID Connect Core §3.1.3.6). `store`: writes what it comes
 * with, before it is signed.
 */
export function bindIdTokens({ IdToken }: Pick<Provider, 'IdToken'>, store: (ctx: object) => Promise<void>): void {
  const prototype = IdToken.prototype as unknown as IdToken
  const { issue } = prototype
  Object.defineProperty(prototype, 'issue', {
    async value(this: IdToken, how: { use: string }) {
      const accessToken = this.ctx?.oidc.entities.AccessToken as { jti?: string } | undefined
      if (this.ctx && how.use === 'idtoken') await store(this.ctx)
      // The engine makes the hash of it.
      if (how.use === 'idtoken' && accessToken?.jti !== undefined) this.set('at_hash', accessToken.jti)
      return issue.call(this, how)
    },
  })
}

/**
 * A refresh token is given by the registration, and its record does not say offline_access. Programs that repeat at a
 * refresh what they asked for name it all the same; the new access token goes by what the person granted.
 */
export function takeOfflineScope({ RefreshToken }: Pick<Provider, 'RefreshToken'>): void {
  Object.defineProperty(RefreshToken.prototype, 'scopes', {
    get(this: { scope?: string }) {
      return new Set([...(this.scope ?? '').split(' ').filter(Boolean), 'offline_access'])
    },
  })
}

type Grant = {
  clientId: string
  getOIDCScopeFiltered: (this: Grant, asked: ReadonlySet<string>) => string
}
/**
 * Of what a person granted, what the application may still ask for: a new token has that and names it, whatever the
 * refresh token was given for (RFC 6749 §5.1).
 */
export function grantWhatIsRegistered({ Grant }: Pick<Provider, 'Grant'>): void {
  const prototype = Grant.prototype as unknown as Grant
  const { getOIDCScopeFiltered } = prototype
  Object.defineProperty(prototype, 'getOIDCScopeFiltered', {
    value(this: Grant, asked: ReadonlySet<string>): string {
      const client = Provider.ctx?.oidc.client
      const granted = getOIDCScopeFiltered.call(this, asked)
      return client?.clientId === this.clientId ? scopeWithin(client.scope ?? '', granted) : granted
    },
  })
}

export function scopeWithin(registered: string, scope = ''): string {
  const may = new Set(registered.split(' '))
  return scope
    .split(' ')
    .filter((each) => may.has(each))
    .join(' ')
}
