// "Log in with Sluis": the other way in, without a password of Kade.
import { localPath } from '@sluis/ground'
import { goToSluis } from '#journeys/go-to-sluis.ts'
import type { Handler } from '#journeys/visit.ts'

export const logInWithSluis: Handler = (parts) => async (c) => {
  const loginId = c.get('known')?.login.id ?? null
  return goToSluis(parts, c, {}, { returnTo: localPath(c.get('form').text('to')), loginId })
}
