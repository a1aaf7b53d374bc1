// "Log in with Sluis": signing in without a password of Kade.
import { localPath } from '@sluis/server-kit/local-path'
import { startAuthorization } from '#journeys/start-authorization.ts'
import type { Handler } from '#journeys/request-context.ts'

export const logInWithSluis: Handler = (deps) => async (c) => {
  const loginId = c.get('auth')?.login.id ?? null
  return startAuthorization(deps, c, {}, { returnTo: localPath(c.get('form').text('to')), loginId })
}
