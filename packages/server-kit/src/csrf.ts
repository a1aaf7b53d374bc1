// Forms answer only to the browser they were given to: a random id in a cookie, and its keyed hash in each form.
import { randomToken } from './random.ts'
import { hmacSha256, sameBytes } from './sealing.ts'

export type Csrf = {
  newBrowserId(): string
  isBrowserId(text: string | undefined): text is string
  tokenFor(browserId: string): string
  matches(browserId: string, token: string): boolean
}

export function createCsrf(key: Uint8Array): Csrf {
  const tokenFor = (browserId: string) => hmacSha256(key, browserId).toString('base64url')
  return {
    newBrowserId: () => randomToken(18),
    isBrowserId: (text): text is string => text !== undefined && /^[\w-]{24}$/.test(text),
    tokenFor,
    matches: (browserId, token) => sameBytes(Buffer.from(tokenFor(browserId)), Buffer.from(token)),
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
