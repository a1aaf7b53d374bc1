// What is registered of an application: how it is called, where it is, what it may ask for, how strictly it is held.
import type { Language } from '@sluis/server-kit/messages'
import { apiScopesIn } from './api-scopes.ts'

export type Application = {
  id: string
  clientId: string
  /** Shown where a language has no name of its own (nameIn). */
  name: string
  names: { nl?: string; en?: string }
  /** Served at /applications/{id}/logo. */
  logo: { etag: string } | null
  termsUri: string | null
  privacyUri: string | null
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  scope: string
  /** What it may do by itself (api-scopes.ts). */
  apiClientScope: string
  homeUri: string | null
  /** Where it wants to hear that a session has ended; null for an application that does not. */
  backchannelLogoutUri: string | null
  /** It keeps the companies of one person apart, so that in a pushed request one of them alone may decide. */
  separatesCompanies: boolean
  /** native: runs on somebody's own device, where nothing stays secret (RFC 8252). */
  kind: 'web' | 'native'
  /** How it proves to be itself; none for a public one. */
  authentication: 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
  /** For private_key_jwt one of the two. */
  jwks: { keys: object[] } | null
  jwksUri: string | null
  /** nonce-instead: it cannot do PKCE, so every request needs a nonce. optional: it sends neither. */
  pkce: 'required' | 'nonce-instead' | 'optional'
  idTokenAlgorithm: 'ES256' | 'RS256'
  /** jwt: whoever gets one reads it alone (RFC 9068), so it lives 5 minutes at the most. */
  accessTokenFormat: 'opaque' | 'jwt'
  /** Null: as long as everybody's (accessTokenSecondsOf). */
  accessTokenSeconds: number | null
  refreshTokenDays: number | null
  /** The client ids of applications whose access tokens it may ask about, besides its own. */
  introspects: string[]
  /** The device authorization grant (RFC 8628). */
  hasDeviceGrant: boolean
  /** Only people whom its directory names get in. */
  knownPeopleOnly: boolean
}

/** One of its secrets, and never what it is. */
export type ApplicationSecret = { id: string; createdAt: Date; expiresAt: Date | null }

/** What is chosen at a registration: all of it but what belongs to the record, the logo and the secrets. */
export type ApplicationSettings = Omit<Application, 'id' | 'clientId' | 'logo'>

/** What it may ask of people. */
export const OPENID_SCOPES = ['openid', 'profile', 'email', 'memberships', 'offline_access'] as const

/** As nobody has chosen anything yet: held strictly, and it may do nothing by itself. */
export const STRICT = {
  names: {},
  termsUri: null,
  privacyUri: null,
  redirectUris: [],
  postLogoutRedirectUris: [],
  scope: 'openid profile email offline_access',
  apiClientScope: '',
  homeUri: null,
  backchannelLogoutUri: null,
  separatesCompanies: false,
  kind: 'web',
  authentication: 'client_secret_basic',
  jwks: null,
  jwksUri: null,
  pkce: 'required',
  idTokenAlgorithm: 'ES256',
  accessTokenFormat: 'opaque',
  accessTokenSeconds: null,
  refreshTokenDays: null,
  introspects: [],
  hasDeviceGrant: false,
  knownPeopleOnly: false,
} as const satisfies Omit<ApplicationSettings, 'name'>

/** Longest lives: an opaque token is looked up at each use, a JWT never (decision 0034). */
export const MAX_ACCESS_TOKEN_SECONDS = { opaque: 3600, jwt: 300 } as const
const ACCESS_TOKEN_SECONDS = { opaque: 600, jwt: 300 } as const
export const MAX_REFRESH_TOKEN_DAYS = 30

type Lives = Pick<Application, 'accessTokenFormat' | 'accessTokenSeconds' | 'refreshTokenDays'>
export const accessTokenSecondsOf = ({ accessTokenFormat, accessTokenSeconds }: Lives): number =>
  accessTokenSeconds ?? ACCESS_TOKEN_SECONDS[accessTokenFormat]
export const refreshTokenDaysOf = ({ refreshTokenDays }: Lives): number => refreshTokenDays ?? MAX_REFRESH_TOKEN_DAYS

/** Whether people may have an account there, which it says itself who has, with the password from before. */
export const hasDirectory = ({ apiClientScope }: Pick<Application, 'apiClientScope'>): boolean =>
  apiScopesIn(apiClientScope).includes('directory')
/** True for an application that has secrets (application-secrets.store.ts). */
export const hasSecrets = ({ authentication }: Pick<Application, 'authentication'>): boolean =>
  authentication === 'client_secret_basic' || authentication === 'client_secret_post'

/** Under an address of its own each time that the logo changes. */
export const logoAddress = ({ id, logo }: Pick<Application, 'id' | 'logo'>): string | null =>
  logo && `/applications/${id}/logo?v=${logo.etag}`

/** The names of an application as they are stored, those that it has. */
export const namesOf = ({ nl, en }: { nl: string | null; en: string | null }): Application['names'] => ({
  ...(nl !== null && { nl }),
  ...(en !== null && { en }),
})

export const nameIn = ({ name, names }: Pick<Application, 'name' | 'names'>, language: Language): string =>
  names[language] ?? name
