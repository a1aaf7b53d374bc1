// "Log in with Sluis": signing in without a password of Kade.
import { localPath } from '@sluis/server-kit/local-path'
import { loginHintIn, startAuthorization } from '#journeys/start-authorization.ts'
import type { Handler } from '#journeys/request-context.ts'

export const logInWithSluis: Handler = (deps) => async (c) => {
  const loginId = c.get('auth')?.login.id ?? null
  const form = c.get('form')
  return startAuthorization(
    deps,
    c,
    { loginHint: loginHintIn(form.text('login_hint')) },
    { returnTo: localPath(form.text('to')), loginId },
  )
}
