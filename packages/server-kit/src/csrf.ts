// Forms answer only to the browser they were given to: a random id in a cookie, and its keyed hash in each form.
import { randomToken } from './random.ts'
import { hmacSha256, sameBytes, type SecretKey } from './sealing.ts'

export type Csrf = {
  newBrowserId(): string
  isBrowserId(text: string | undefined): text is string
  tokenFor(browserId: string): string
  /** `own`: what `tokenFor` said for this browser, where it was asked before. */
  matches(browserId: string, token: string, own?: string): boolean
}

type Key = SecretKey | Uint8Array

export const newBrowserId = (): string => randomToken(18)
export const isBrowserId = (text: string | undefined): text is string => text !== undefined && /^[\w-]{24}$/.test(text)

/** `keys`: the first makes tokens, all of them check, so that open forms outlive a change of the key. */
export function createCsrf(keys: readonly [Key, ...Key[]]): Csrf {
  const tokenBy = (key: Key, browserId: string) => hmacSha256(key, browserId).toString('base64url')
  const isSame = (made: string, token: string) => sameBytes(Buffer.from(made), Buffer.from(token))
  return {
    newBrowserId,
    isBrowserId,
    tokenFor: (browserId) => tokenBy(keys[0], browserId),
    matches: (browserId, token, own = tokenBy(keys[0], browserId)) =>
      isSame(own, token) || keys.slice(1).some((key) => isSame(tokenBy(key, browserId), token)),
  }
}

/**
 * False for a post that a browser says comes from another site's page (Fetch metadata, Origin). A client that says
 * neither is left to the token.
 */
export function isOwnOrigin(headers: Headers, origin: string): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return false
  const from = headers.get('origin')
  return from === null || from === origin
}
