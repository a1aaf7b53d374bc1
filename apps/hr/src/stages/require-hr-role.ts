// Pages for a company's HR officer and owner; for others they do not exist.
import { seesEmployees } from '#people/role.ts'
import { notFound } from '#journeys/not-found.ts'
import type { Stage } from '#journeys/request-context.ts'

export const requireHrRole: Stage = (deps) => async (c, next) => {
  if (seesEmployees(c.get('membership').role)) return next()
  return notFound(deps, c)
}
