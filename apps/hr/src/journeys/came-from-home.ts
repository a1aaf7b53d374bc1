// Whether a link was followed at Home of Sluis (decision 0039).
import type { Deps } from '#deps'
import type { PageRequest } from './request-context.ts'

/** Browsers say from where a link leads, and no page can have them say it of another. */
export const cameFromHome = ({ issuer }: Deps, c: PageRequest): boolean =>
  URL.parse(c.req.header('referer') ?? '')?.origin === new URL(issuer).origin
