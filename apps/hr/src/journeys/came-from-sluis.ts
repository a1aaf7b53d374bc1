// Whether a link of Sluis was followed that leads in here: at Home, or where something was done (decision 0039).
import type { Deps } from '#deps'
import type { PageRequest } from './request-context.ts'

/** Browsers say from where a link leads, and no page can have them say it of another. */
export const cameFromSluis = ({ issuer }: Deps, c: PageRequest): boolean =>
  URL.parse(c.req.header('referer') ?? '')?.origin === new URL(issuer).origin
