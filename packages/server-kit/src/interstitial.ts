// Going on from a page of ours to another origin: by a page that says so and goes on by itself, never by a redirect.

type Redirect = { status: number; location: string | null }

/**
 * Where a redirect leaves our pages: to another origin, or to an address of ours that leads there (`leadsAway`). Null
 * where it stays, or is none.
 */
export function leavingTo(
  { status, location }: Redirect,
  origin: string,
  leadsAway: (path: string) => boolean = () => false,
): URL | null {
  const url = status >= 300 && status < 400 && location !== null ? URL.parse(location, origin) : null
  return url && (url.origin !== origin || leadsAway(url.pathname)) ? url : null
}

/**
 * The header that makes a page go on (HTML Standard, "Refresh"), without JavaScript and without one request more. It
 * begins a GET of its own, which form-action does not follow; a redirect would still belong to the form before it.
 */
export const refreshTo = (url: URL): string => `0; url=${url.href}`
