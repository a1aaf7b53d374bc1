// Whether an address is one to which an application lets people come back after a log-out, with or without the state
// that it sent (RP-Initiated Logout 1.0 §3). Pure.
import type { Application } from './application.ts'

const MAX_CHARACTERS = 2000

export function isAfterLogoutAddress(
  { postLogoutRedirectUris }: Pick<Application, 'postLogoutRedirectUris'>,
  address: string,
): boolean {
  if (address.length > MAX_CHARACTERS || !URL.canParse(address)) return false
  return postLogoutRedirectUris.some((uri) => withoutState(uri) === withoutState(address))
}

function withoutState(address: string): string {
  const url = new URL(address)
  url.searchParams.delete('state')
  return url.href
}
