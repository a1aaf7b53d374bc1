// A POST that may be sent again (Idempotency-Key): done once, and answered the same for a day, secret included.
import type { Problem } from '@sluis/server-kit/problem'
import type { Context } from 'hono'
import type { Application } from '#identity/applications/application.ts'
import { findBeyond, type Registrar } from '#use-cases/administer/registrar.ts'
import type { Identity, Stores } from '#use-cases/stores.ts'
import { type ApiEnv, problem } from '../parts/json-api.ts'
import { problemOf } from './problems.ts'

/** Of the work: done, or why not. `about`: the record of the application that it speaks of. */
export type Answer =
  | { status: 200 | 201; body: unknown; headers?: Record<string, string>; about?: string }
  | { status: 204; body: null }
  | { problem: Problem }

type Work = (stores: Stores) => Promise<Answer>
type Request = { identity: Identity; now: Date; client: Application; by: Registrar; request: unknown }

const NO_KEY: Problem = {
  name: 'invalid-header',
  status: 400,
  title: 'The header Idempotency-Key is not valid',
  errors: [{ path: 'Idempotency-Key', message: 'is not 1 to 255 visible ASCII characters, once' }],
}
const REUSED: Problem = {
  name: 'idempotency-key-reused',
  status: 422,
  title: 'That Idempotency-Key was used for another request',
}

const REMOVED: Problem = {
  name: 'application-removed',
  status: 410,
  title: 'What was made with this Idempotency-Key has been removed since',
  detail: 'Nothing is made anew by it. Send the request with another key.',
}

/** Work, claim and answer are one transaction: of two requests with one key the second waits for the first. */
export async function idempotently(
  c: Context<ApiEnv>,
  { identity, now, client, by, request }: Request,
  work: Work,
): Promise<Response> {
  const key = c.req.header('idempotency-key')
  if (key !== undefined && !/^[!-~]{1,255}$/u.test(key)) return problem(c, NO_KEY)
  return identity.transaction(async (stores) => {
    if (key === undefined) return responseOf(c, await work(stores))
    const of = { applicationId: client.id, key, request: JSON.stringify([c.req.method, c.req.path, request]) }
    const claimed = await stores.idempotencyKeys.claim(of, now)
    if (!claimed.ok) return problem(c, REUSED)
    if (claimed.value !== null) {
      const before = JSON.parse(claimed.value) as Answer
      const refused = 'about' in before ? await refusalNow(stores, by, before.about) : null
      return refused ? problem(c, refused) : responseOf(c, before)
    }
    const answer = await work(stores)
    await ('problem' in answer
      ? stores.idempotencyKeys.release(of)
      : stores.idempotencyKeys.answer(of, JSON.stringify(answer)))
    return responseOf(c, answer)
  })
}

/**
 * Why it is not told again: a secret of what is not there any more would be told as good, and one of what the caller
 * may not touch by now (its token has less, or the application may do more) would be a way around that.
 */
async function refusalNow(stores: Stores, by: Registrar, applicationId: string): Promise<Problem | null> {
  const application = await stores.applications.findById(applicationId)
  if (!application) return REMOVED
  const beyond = await findBeyond(stores, by, application)
  return beyond && problemOf(beyond)
}

/** Nobody between us and the client keeps it: a secret may be in it. */
export function responseOf(c: Context<ApiEnv>, answer: Answer): Response {
  if ('problem' in answer) return problem(c, answer.problem)
  if (answer.status === 204) return c.body(null, 204)
  return c.json(answer.body, answer.status, { 'cache-control': 'no-store', ...answer.headers })
}
