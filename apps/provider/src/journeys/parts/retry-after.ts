// The header that tells a program when to try again.
import type { Context } from 'hono'
import { SECOND_MS } from '@sluis/server-kit/time'

export const setRetryAfter = (c: Context, until: Date, now: Date): void =>
  c.header('retry-after', String(Math.max(1, Math.ceil((until.getTime() - now.getTime()) / SECOND_MS))))
