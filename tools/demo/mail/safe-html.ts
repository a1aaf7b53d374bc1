// A mail's HTML as a separate document that can run nothing, load nothing and send nothing.

/**
 * The document's Content-Security-Policy: `sandbox` removes its origin, scripts and forms; the rest, what it could
 * load.
 */
export const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"

/** The value of the frame's `sandbox` attribute: links may open a tab, and nothing else. */
export const MAIL_FRAME = 'allow-popups allow-popups-to-escape-sandbox'

/** Headers of the response that carries the mail's HTML. */
export const mailHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': MAIL_POLICY,
  'x-frame-options': 'SAMEORIGIN',
  'referrer-policy': 'no-referrer',
  'x-dns-prefetch-control': 'off',
}

/** The mail's HTML after a base element of ours, so that links open in a new tab (the first base element counts). */
export const mailDocument = (mailHtml: string): string => `<!doctype html><base target="_blank">${mailHtml}`
