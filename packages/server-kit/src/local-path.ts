// Where somebody was going: only ever a page of our own.

const MAX_LENGTH = 500

/**
 * The path and query of `wanted` where it is a page of ours, otherwise the start page. Guards against being sent on to
 * a foreign site.
 */
export function localPath(wanted: string | null | undefined): string {
  if (!wanted || wanted.length > MAX_LENGTH || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted)) return '/'
  const url = URL.parse(wanted, 'http://here.invalid')
  // Dots may fold into a path that begins with two slashes.
  return url?.host === 'here.invalid' && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/'
}

/** The same path with one more parameter. */
export function withParameter(path: string, name: string, value: string): string {
  const url = new URL(path, 'http://here.invalid')
  url.searchParams.set(name, value)
  return `${url.pathname}${url.search}`
}
