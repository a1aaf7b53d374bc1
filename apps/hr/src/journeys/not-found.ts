// The answer for a thing that is not this person's or not this company's: the same as for one that does not exist.
import { errorPage } from '#page/error-page.ts'
import type { Deps } from '#deps'
import type { PageRequest } from './request-context.ts'

export function notFound({ frames }: Deps, c: PageRequest): Response | Promise<Response> {
  c.status(404)
  return errorPage(frames, c, 'not-found', c.get('reference'))
}
