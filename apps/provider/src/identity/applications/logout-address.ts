// Where an application may be told that a session has ended: by https, since the message names a person's session.

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * `isDemo`: a machine that talks to itself may do so by plain http. A fragment never reaches a server (Back-Channel
 * Logout 1.0 §2.2), and a name and password in an address end in logs.
 */
export function isLogoutAddress(text: string, { isDemo }: { isDemo: boolean }): boolean {
  const url = URL.parse(text)
  if (!url || url.hash !== '' || text.includes('#') || url.username !== '' || url.password !== '') return false
  return url.protocol === 'https:' || (isDemo && url.protocol === 'http:' && LOOPBACK.has(url.hostname))
}
