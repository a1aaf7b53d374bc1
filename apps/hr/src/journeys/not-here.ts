// The answer for a thing that is not this person's or not this company's: the same as for one that does not exist.
import { errorPage } from '#page/error-page.ts'
import type { Parts } from '#parts'
import type { PageRequest } from './visit.ts'

export function notHere({ frames }: Parts, c: PageRequest): Response | Promise<Response> {
  c.status(404)
  return errorPage(frames, c, 'not-found', c.get('reference'))
}
