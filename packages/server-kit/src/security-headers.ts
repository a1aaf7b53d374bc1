// The security headers of answers: everything is off or from the own origin, except what a program's policy opens for
// its pages.

/** What a page may not use unless its program's policy names it (Permissions-Policy). */
const FEATURES = ['camera', 'microphone', 'geolocation', 'payment'] as const

/**
 * Value of each directive of the Content-Security-Policy. Chromium holds form-action against every redirect that
 * follows a form, those of an application behind it too: so none leads to another origin (interstitial.ts), and ours is
 * enough.
 */
const DIRECTIVES = {
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
  'manifest-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
}
type ClosedDirective = 'default-src' | 'form-action' | 'base-uri' | 'frame-ancestors'
type OpenDirective =
  Exclude<keyof typeof DIRECTIVES, ClosedDirective> | 'worker-src' | 'frame-src' | 'font-src' | 'media-src'

/** What one program adds to the strict headers that all of them share. */
export type HeaderPolicy = {
  /** Features that its own pages may use: `camera=(self)`. */
  features?: readonly (typeof FEATURES)[number][]
  /** Directives in place of the shared ones, or added at the end: `{ 'worker-src': "'self'" }`. */
  csp?: Partial<Record<OpenDirective, string>>
}

/** Of a page. */
export function pageHeaders({ features = [], csp = {} }: HeaderPolicy = {}): Record<string, string> {
  return {
    'content-security-policy': Object.entries({ ...DIRECTIVES, ...csp })
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': FEATURES.map((name) => `${name}=(${features.includes(name) ? 'self' : ''})`).join(', '),
  }
}

/** Of what is no page: a protocol's answer, a file, a redirect. The same bytes for all, and few. */
export const BARE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
}

type Headers = readonly (readonly [name: string, value: string])[]

/** By what the answer is. */
export function headersBy(policy?: HeaderPolicy): (contentType: string | null) => Headers {
  const [page, bare] = [Object.entries(pageHeaders(policy)), Object.entries(BARE_HEADERS)]
  return (contentType) => (contentType?.startsWith('text/html') ? page : bare)
}
