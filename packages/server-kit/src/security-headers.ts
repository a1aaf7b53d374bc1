// The security headers of pages: everything is off or from the own origin, except what a program's policy opens.

/** What a page may not use unless its program's policy names it (Permissions-Policy). */
const FEATURES = ['camera', 'microphone', 'geolocation', 'payment'] as const

/** Value of each directive of the Content-Security-Policy; form-action is made for each answer. */
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

/** `formTargets`: origins that a form may lead on to by redirect, besides our own. */
export function securityHeaders(formTargets: readonly string[], { features = [], csp = {} }: HeaderPolicy = {}) {
  const directives = { ...DIRECTIVES, 'form-action': ["'self'", ...formTargets].join(' '), ...csp }
  return {
    'content-security-policy': Object.entries(directives)
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
