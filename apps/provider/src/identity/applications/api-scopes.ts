// What an application may do by itself, without a person (docs/api.md): each by choice at its registration.

export const API_SCOPES = ['directory', 'obligation', 'applications'] as const
export type ApiScope = (typeof API_SCOPES)[number]

export const isApiScope = (text: string): text is ApiScope => API_SCOPES.includes(text as ApiScope)

/** As a registration has them. */
export const apiScopesIn = (stored: string): ApiScope[] => stored.split(' ').filter(isApiScope)

/** As it is stored: in one order, each once, by spaces; empty for none. */
export const apiScopeOf = (scopes: readonly string[]): string =>
  API_SCOPES.filter((scope) => scopes.includes(scope)).join(' ')
