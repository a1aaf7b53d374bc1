// Forms answer only to the browser they were given to: a random id in a cookie, and its keyed hash in each form.
import { randomToken } from './random.ts'
import { hmacSha256, sameBytes, type SecretKey } from './sealing.ts'

export type Csrf = {
  newBrowserId(): string
  isBrowserId(text: string | undefined): text is string
  tokenFor(browserId: string): string
  matches(browserId: string, token: string): boolean
}

type Key = SecretKey | Uint8Array

export const newBrowserId = (): string => randomToken(18)
export const isBrowserId = (text: string | undefined): text is string => text !== undefined && /^[\w-]{24}$/.test(text)

/** `keys`: the first makes tokens, all of them check, so that open forms outlive a change of the key. */
export function createCsrf(keys: readonly [Key, ...Key[]]): Csrf {
  const tokenBy = (key: Key, browserId: string) => hmacSha256(key, browserId).toString('base64url')
  return {
    newBrowserId,
    isBrowserId,
    tokenFor: (browserId) => tokenBy(keys[0], browserId),
    matches: (browserId, token) =>
      keys.some((key) => sameBytes(Buffer.from(tokenBy(key, browserId)), Buffer.from(token))),
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
