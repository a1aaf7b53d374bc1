// What comes in besides a registration itself: which page of the list, and what another secret is to be.
import type { Problem } from '@sluis/server-kit/problem'
import type { Context } from 'hono'
import { z } from 'zod'
import { MAX_OVERLAP_DAYS, MAX_SECRET_DAYS } from '#use-cases/administer/application-secrets.ts'
import { ClientId } from '#identity/applications/registration-rule.ts'

const days = (least: number, most: number) => {
  const error = `must be a whole number of days from ${least} to ${most}`
  return z.int({ error }).min(least, { error }).max(most, { error })
}
export const SecretBody = z.strictObject({
  expires_in_days: days(1, MAX_SECRET_DAYS).nullable().optional(),
  overlap_days: days(0, MAX_OVERLAP_DAYS).optional(),
})

const MAX_PAGE = 100
const DEFAULT_PAGE = 50

/** `after`: the client id that the page before ended with. */
export type Page = { after: string; limit: number }

export function readPage(c: Context): Page | Problem {
  const wrong = (path: string, message: string): Problem => ({
    name: 'invalid-query',
    status: 400,
    title: 'The query is not valid',
    errors: [{ path, message }],
  })
  for (const name of ['cursor', 'limit'])
    if ((c.req.queries(name) ?? []).length > 1) return wrong(name, 'stands there more than once')
  const limit = c.req.query('limit') ?? String(DEFAULT_PAGE)
  if (!/^[1-9]\d{0,2}$/u.test(limit) || Number(limit) > MAX_PAGE)
    return wrong('limit', `is not a number from 1 to ${MAX_PAGE}`)
  const cursor = c.req.query('cursor')
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString()
  if (cursor !== undefined && !ClientId.safeParse(after).success)
    return wrong('cursor', 'is not the "next" of a page before')
  return { after, limit: Number(limit) }
}
