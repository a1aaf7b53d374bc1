// Which addresses may be registered of an application: exact, in ASCII, by https; by http on one's own machine alone.

/**
 * `loopback`: http on the machine itself. `privateSchemes`: of an app on somebody's own device (RFC 8252 §7.1).
 * `fragments`: of a page for people to read. `isInside`: of a server that ours asks, which it does
 * not.
 */
export type AddressRule = {
  loopback: boolean
  privateSchemes?: boolean
  fragments?: boolean
  isInside?: (address: string) => boolean
}

const MAX_CHARACTERS = 2_000
const AUTHORITY = String.raw`(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?(?=[/?#]|$)`
const HTTPS = new RegExp(`^https://${AUTHORITY}`, 'iu')
const LOOPBACK = /^https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?(?=[/?#]|$)/iu
// Never javascript:, data: or file:, which have no domain in their name; nor what a filter for those would find.
const SCHEMES_OF_OTHERS = new Set(
  (
    'about app-settings blob chrome chrome-extension content data edge feed file filesystem ftp ftps http https intent ' +
    'itms jar javascript mailto market ms-appx mocha moz-extension opera resource safari-extension sms ssh tel vbscript ' +
    'view-source ws wss wyciwyg'
  ).split(' '),
)
const PRIVATE_SCHEME = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:\//u

// Browsers take them out, in either form, and so compare another address than the one that is registered.
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:[/?#]|$)/iu
const PORT_OF_NOBODY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*:0+(?:[/?#]|$)/iu

/** What is wrong with it, after its name: "has a fragment …"; null for nothing. */
export function addressFault(text: string, rule: AddressRule): string | null {
  const fault = formFault(text, rule)
  if (fault !== null || !rule.isInside?.(text)) return fault
  return 'lies inside (this machine, or a network of one’s own): the operator names such a network in SLUIS_INTERNAL_NETWORKS'
}

function formFault(text: string, { loopback, privateSchemes, fragments }: AddressRule): string | null {
  if (text.length > MAX_CHARACTERS) return `is longer than ${MAX_CHARACTERS} characters`
  if (!/^[!-~]+$/u.test(text))
    return 'has spaces, control characters or others than ASCII: write them percent-encoded, and a host as xn--…'
  if (text.includes('*')) return 'has a wildcard (*): addresses are compared whole'
  if (text.includes('#') && !fragments) return 'has a fragment (#), which never reaches a server'
  if (/^[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*@/iu.test(text)) return 'has a user name or password, which ends in logs'
  if (text.includes('\\')) return 'has a backslash, which browsers read as a slash'
  if (DOT_SEGMENT.test(text.split(/[?#]/u)[0]!)) return 'has "." or ".." in its path, which browsers take out'
  if (PORT_OF_NOBODY.test(text)) return 'has port 0, where nothing can listen'
  const isWeb = /^https?:/iu.test(text)
  if (!isWeb && privateSchemes) {
    if (!PRIVATE_SCHEME.test(text) || !URL.canParse(text))
      return 'must begin with https://, or with a scheme of its own in reverse-domain form: com.example.app:/ (RFC 8252 §7.1)'
    const label = text.slice(0, text.search(/[.:]/u))
    return SCHEMES_OF_OTHERS.has(label)
      ? `begins with ${label}, which is a scheme of browsers or scripts: reverse a domain of your own, as in com.example.app:/`
      : null
  }
  if (/^http:/iu.test(text)) {
    if (!LOOPBACK.test(text)) return 'is by http: that is taken on localhost, 127.0.0.1 and [::1] alone; use https'
    if (!loopback) return 'is by http; use https'
    return URL.canParse(text) ? null : 'is not an absolute address'
  }
  if (!HTTPS.test(text) || !URL.canParse(text)) return 'must be an absolute address: https://…'
  // Nothing on a device answers there under a certificate that others could trust.
  return privateSchemes && LOOPBACK.test(text) ? 'is https on the device itself: use http there' : null
}
