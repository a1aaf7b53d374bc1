// What the APIs have in common: JSON in, problem details out, and what becomes of a fault.
import { isDatabaseGone } from '@sluis/server-kit/database'
import { ClientGone, readUpTo } from '@sluis/server-kit/form'
import type { Log } from '@sluis/server-kit/log'
import { type Problem, problemResponse } from '@sluis/server-kit/problem'
import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import { isApplicationRemoved } from '#identity/applications/application-removed.ts'

export type ApiEnv = { Variables: { reference: string } }

const MAX_BYTES = 262_144

export const problem = (c: Context, what: Problem, headers: Record<string, string> = {}): Response =>
  problemResponse(what, (c as Context<ApiEnv>).get('reference'), headers)

/**
 * The body as JSON, or what is wrong with it. `types`: the media types that are taken. `isOptional`: no body at all is
 * an object without members.
 */
export async function readJson(
  c: Context,
  {
    maxBytes = MAX_BYTES,
    types = ['application/json'],
    isOptional = false,
  }: { maxBytes?: number; types?: readonly string[]; isOptional?: boolean } = {},
): Promise<{ value: unknown } | { problem: Problem }> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  const wrongType = types.includes(type)
    ? null
    : { name: 'unsupported-media-type', status: 415, title: `The body must be ${types.join(' or ')}` }
  if (wrongType && !isOptional) return { problem: wrongType }
  const bytes = await readUpTo(c.req.raw, maxBytes)
  if (bytes === null)
    return { problem: { name: 'too-large', status: 413, title: `The body is larger than ${maxBytes / 1024} kB` } }
  if (isOptional && bytes.length === 0) return { value: {} }
  if (wrongType) return { problem: wrongType }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.includes('\0') || text.includes('\\u0000')) throw new SyntaxError('NUL')
    return { value: JSON.parse(text) as unknown }
  } catch {
    return { problem: { name: 'invalid-json', status: 400, title: 'The body is not JSON in UTF-8' } }
  }
}

export const invalidBody = (errors: readonly { path: string; message: string }[]): Problem => ({
  name: 'invalid-body',
  status: 422,
  title: 'The body is not valid',
  errors: errors.slice(0, 100).map(({ path, message }) => ({ path, message })),
})

export async function withBody<Schema extends z.ZodType>(
  c: Context,
  schema: Schema,
  serve: (body: z.output<Schema>) => Promise<Response>,
): Promise<Response> {
  const body = await readJson(c)
  if ('problem' in body) return problem(c, body.problem)
  const read = schema.safeParse(body.value)
  if (read.success) return serve(read.data)
  return problem(
    c,
    invalidBody(read.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))),
  )
}

const CALLER_REMOVED: Problem = {
  name: 'not-authenticated',
  status: 401,
  title: 'Your application is not registered any more',
}
/** Addresses that are none, and faults. */
export function answerTheRest<Env extends ApiEnv>(api: Hono<Env>, log: Log): Hono<Env> {
  api.all('*', (c) =>
    problem(c, { name: 'not-found', status: 404, title: 'There is nothing at this address and method' }),
  )
  api.onError((error, c) => {
    const reference = c.get('reference')
    if (error instanceof ClientGone) {
      log.info({ reference }, 'a client hung up in the middle of its request')
      return problem(c, { name: 'cut-off', status: 400, title: 'The request was cut off' })
    }
    if (isApplicationRemoved(error))
      return problem(c, CALLER_REMOVED, { 'www-authenticate': 'Bearer error="invalid_token"' })
    log.error({ reference, err: error }, 'api fault')
    if (isDatabaseGone(error))
      return problem(
        c,
        { name: 'unavailable', status: 503, title: 'Out of order for a moment' },
        { 'retry-after': '5' },
      )
    return problem(c, { name: 'fault', status: 500, title: 'Something went wrong on our side' })
  })
  return api
}
