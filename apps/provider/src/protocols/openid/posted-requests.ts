// Requests that come in by a form (OpenID Connect Core §3.1.2.1, RP-Initiated Logout 1.0 §2). A form of another site
// brings no cookies of ours (SameSite=Lax), so its fields are kept and the browser goes on by GET, which does bring
// them.
import type { Clock } from '@sluis/server-kit/clock'
import { randomToken } from '@sluis/server-kit/random'
import type { Sealer } from '@sluis/server-kit/sealing'
import { HOUR_MS, SECOND_MS } from '@sluis/server-kit/time'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import type { Db } from '#schema/tables.ts'
import { recordsStore } from './records.store.ts'
import { isDecodable } from './request-parameters.ts'

type Deps = { db: Db; sealer: Sealer; clock: Clock }
type Context = Parameters<Parameters<Provider['use']>[0]>[0]
type Refuse = (ctx: KoaContextWithOIDC, out: { error: string; error_description: string }, error: Error) => unknown

/** As much as an address may bring here, so that a form keeps no more of a stranger's than that. */
const MAX_FORM_BYTES = 16 * 1024
/** As long as the sign-in that it leads to may take. */
const LIFETIME_SECONDS = HOUR_MS / SECOND_MS
const REFERENCE = 'posted'

/**
 * To be used before the engine's own routes, which see a GET with all that was sent. A sign-out that names an ID token
 * in its address goes on the same way, so that the token stays in no history.
 */
export function postedRequests(
  deps: Deps,
  { authorization, signOut }: { authorization: string; signOut: string },
  refuse: Refuse,
): Parameters<Provider['use']>[0] {
  const records = recordsStore(deps, () => Promise.resolve(undefined)).adapter('PostedRequest')
  return async (ctx, next) => {
    if (ctx.path !== authorization && ctx.path !== signOut) return next() as Promise<void>
    try {
      if (!isDecodable(ctx.querystring)) throw new errors.InvalidRequest('the request is not text in UTF-8')
      if (ctx.method === 'POST') return await goOn(ctx as KoaContextWithOIDC, await fieldsOf(ctx))
      if (ctx.method === 'GET') {
        const query = new URLSearchParams(ctx.querystring)
        if (query.has(REFERENCE)) await comeBack(ctx as KoaContextWithOIDC, query.getAll(REFERENCE))
        else if (ctx.path === signOut && query.has('id_token_hint'))
          return await goOn(ctx as KoaContextWithOIDC, ctx.querystring)
      }
    } catch (error) {
      if (!(error instanceof errors.OIDCProviderError)) throw error
      ctx.status = error.statusCode
      await refuse(
        ctx as KoaContextWithOIDC,
        { error: error.error, error_description: error.error_description ?? '' },
        error,
      )
      return
    }
    await next()
  }

  async function goOn(ctx: KoaContextWithOIDC, fields: string): Promise<void> {
    const reference = randomToken()
    await records.upsert(reference, { path: ctx.path, fields }, LIFETIME_SECONDS)
    ctx.set('cache-control', 'no-store')
    ctx.redirect(`${ctx.path}?${REFERENCE}=${reference}`)
    ctx.status = 303
  }

  async function comeBack(ctx: KoaContextWithOIDC, references: string[]): Promise<void> {
    const found = references.length === 1 ? await records.find(references[0]!) : undefined
    if (found?.['path'] !== ctx.path) throw new errors.InvalidRequest('the request has expired')
    ctx.url = `${ctx.path}?${found['fields'] as string}`
  }
}

const FORM = 'application/x-www-form-urlencoded'

/** The fields of a form as a query; which of them are right, the engine judges. */
async function fieldsOf(ctx: Context): Promise<string> {
  if (ctx.is([FORM]) !== FORM) throw new errors.InvalidRequest(`only ${FORM} is taken here`, 415)
  const chunks: Buffer[] = []
  let length = 0
  // The answer still has to leave by this connection.
  for await (const chunk of ctx.req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_FORM_BYTES) {
      ctx.set('connection', 'close')
      throw new errors.InvalidRequest('the form is too large', 413)
    }
    chunks.push(chunk)
  }
  // What is no ASCII stands percent-encoded in a form (URL Standard, urlencoded serializing).
  const text = Buffer.concat(chunks).toString('latin1')
  if (!/^[!-~]*$/u.test(text) || !isDecodable(text)) throw new errors.InvalidRequest('the form is not encoded as one')
  return text
}
