// Pages for a company's HR officer and owner; for others they are not there.
import { seesEmployees } from '#people/role.ts'
import { notHere } from './not-here.ts'
import type { Stage } from './visit.ts'

export const officer: Stage = (parts) => async (c, next) => {
  if (seesEmployees(c.get('visit').here.role)) return next()
  return notHere(parts, c)
}
