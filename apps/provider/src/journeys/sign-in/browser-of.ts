// What a notice calls the browser of a request.
import type { Context } from 'hono'
import { describeUserAgent } from '#platform/user-agent.ts'

export const browserOf = (c: Context): string => describeUserAgent(c.req.header('user-agent') ?? '')
