// The browser expires cookies by the real clock, so the expiry in each Set-Cookie header is moved back.
import { ServerResponse } from 'node:http'

/** The Set-Cookie header with its `Expires`, written by the moved clock, as an instant of the real clock. */
export function realExpiry(cookie: string, offsetMs: number): string {
  return cookie.replace(/(;\s*expires=)([^;]+)/i, (whole, name: string, text: string) => {
    const written = Date.parse(text)
    // A cookie is deleted with the epoch, which is in the past on either clock.
    if (Number.isNaN(written) || written <= 0) return whole
    return `${name}${new Date(written - offsetMs).toUTCString()}`
  })
}

/** From now on the cookies of every response of this process are corrected; returns a function that undoes this. */
export function correctCookies(offset: () => number): () => void {
  const prototype = ServerResponse.prototype as {
    writeHead: (this: ServerResponse, ...args: unknown[]) => ServerResponse
  }
  const real = prototype.writeHead
  const correct = (value: unknown): unknown =>
    Array.isArray(value) ? value.map((each) => realExpiry(String(each), offset())) : realExpiry(String(value), offset())

  function writeHead(this: ServerResponse, ...args: unknown[]): ServerResponse {
    const stored = this.getHeader('set-cookie')
    if (stored !== undefined && !this.headersSent) this.setHeader('set-cookie', correct(stored) as string[])
    const headers = args.at(-1)
    if (Array.isArray(headers)) args[args.length - 1] = correctedList(headers, correct)
    else if (typeof headers === 'object' && headers !== null)
      args[args.length - 1] = correctedRecord(headers as Record<string, unknown>, correct)
    return real.apply(this, args)
  }
  prototype.writeHead = writeHead
  return () => {
    prototype.writeHead = real
  }
}

const isSetCookie = (name: unknown): boolean => String(name).toLowerCase() === 'set-cookie'

function correctedRecord(
  headers: Record<string, unknown>,
  correct: (value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSetCookie(name) ? correct(value) : value]),
  )
}

// writeHead takes a list in two forms: [name, value, name, value] and [[name, value], [name, value]].
function correctedList(headers: unknown[], correct: (value: unknown) => unknown): unknown[] {
  if (headers.every(Array.isArray))
    return headers.map(([name, value]: unknown[]) => [name, isSetCookie(name) ? correct(value) : value])
  return headers.map((value, at) => (at % 2 === 1 && isSetCookie(headers[at - 1]) ? correct(value) : value))
}
