// A cookie jar that stores and sends cookies as a browser would (RFC 6265), on loopback hosts.

export type Cookie = {
  name: string
  value: string
  host: string
  path: string
  isSecure: boolean
  isHttpOnly: boolean
  sameSite: string | null
  /** Null for a session cookie. */
  expiresAt: Date | null
}

export type CookieJar = {
  /** Stores the cookies of a response. Throws where a browser would silently drop one: in a test that is a defect. */
  store: (setCookies: string[], url: URL) => void
  /** The `Cookie` header for a request, or null. */
  headerFor: (url: URL) => string | null
  /** The cookies that have not expired. Cookies are shared between ports. */
  all: () => Cookie[]
  clear: () => void
}

export function cookieJar(now: () => Date): CookieJar {
  let cookies: Cookie[] = []
  const isAlive = ({ expiresAt }: Cookie): boolean => expiresAt === null || expiresAt > now()

  return {
    store(setCookies, url) {
      for (const text of setCookies) {
        const cookie = readCookie(text, url, now())
        cookies = cookies.filter(
          (other) => !(other.name === cookie.name && other.host === cookie.host && other.path === cookie.path),
        )
        cookies.push(cookie)
      }
    },
    headerFor(url) {
      const fitting = cookies
        .filter(isAlive)
        .filter(
          ({ host, path, isSecure }) =>
            host === url.hostname && isWithin(url.pathname, path) && (!isSecure || isTrustworthy(url)),
        )
        // Longer paths first (RFC 6265 §5.4).
        .toSorted((one, other) => other.path.length - one.path.length)
      return fitting.length > 0 ? fitting.map(({ name, value }) => `${name}=${value}`).join('; ') : null
    },
    all: () => cookies.filter(isAlive),
    clear() {
      cookies = []
    },
  }
}

function readCookie(text: string, url: URL, now: Date): Cookie {
  const [pair = '', ...rest] = text.split(';')
  const [name, value] = split(pair)
  const attributes = new Map(rest.map(split).map(([key, attribute]) => [key.toLowerCase(), attribute]))
  const pathAttribute = attributes.get('path')
  const path = pathAttribute?.startsWith('/') ? pathAttribute : defaultPath(url)
  const isSecure = attributes.has('secure')

  const rejection = (reason: string): Error => new Error(`A browser drops the cookie "${name}": ${reason}.`)
  if (name === '') throw rejection('it has no name')
  if (attributes.has('domain')) throw rejection('its Domain attribute means nothing on a loopback host')
  if (isSecure && !isTrustworthy(url)) throw rejection('it is Secure and comes over plain http')
  if (/^__(?:Host|Secure)-/iu.test(name) && !isSecure) throw rejection('its prefix asks for Secure')
  if (/^__Host-/iu.test(name) && pathAttribute !== '/') throw rejection('its prefix asks for Path=/')
  if (attributes.get('samesite')?.toLowerCase() === 'none' && !isSecure)
    throw rejection('SameSite=None asks for Secure')

  return {
    name,
    value,
    host: url.hostname,
    path,
    isSecure,
    isHttpOnly: attributes.has('httponly'),
    sameSite: attributes.get('samesite') ?? null,
    expiresAt: expiry(attributes.get('max-age'), attributes.get('expires'), now),
  }
}

/** Max-Age wins over Expires (RFC 6265 §5.3). */
function expiry(maxAge: string | undefined, expires: string | undefined, now: Date): Date | null {
  if (maxAge !== undefined && /^-?\d+$/u.test(maxAge)) return new Date(now.getTime() + Number(maxAge) * 1000)
  const at = new Date(expires ?? Number.NaN)
  return Number.isNaN(at.getTime()) ? null : at
}

function split(part: string): [string, string] {
  const at = part.indexOf('=')
  return at < 0 ? [part.trim(), ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()]
}

/** RFC 6265 §5.1.4. */
function defaultPath(url: URL): string {
  return url.pathname.slice(0, url.pathname.lastIndexOf('/')) || '/'
}
function isWithin(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)
}

/** Browsers send Secure cookies over plain http to the machine itself. */
function isTrustworthy(url: URL): boolean {
  return (
    url.protocol === 'https:' ||
    ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) ||
    url.hostname.endsWith('.localhost')
  )
}
