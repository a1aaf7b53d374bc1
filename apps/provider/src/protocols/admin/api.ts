// The API of those who register applications (docs/api.md): what the command does, for programs. JSON in and out,
// problem details for errors.
import type { Clock } from '@sluis/server-kit/clock'
import { readUpTo } from '@sluis/server-kit/form'
import type { Log } from '@sluis/server-kit/log'
import { type Context, Hono } from 'hono'
import { type Application, hasSecrets } from '#identity/applications/application.ts'
import type { FindApiClient } from '#identity/applications/applications.store.ts'
import { MAX_LOGO_BYTES } from '#identity/applications/logo-rule.ts'
import {
  ClientId,
  type Fault,
  readRegistration,
  type RegistrationContext,
  withChange,
  withStrictDefaults,
} from '#identity/applications/registration-rule.ts'
import { secretWarnings } from '#identity/applications/registration-warnings.ts'
import { setLogo } from '#use-cases/administer/application-logo.ts'
import { endSecret, makeSecret, type MadeSecret } from '#use-cases/administer/application-secrets.ts'
import { registerApplication, updateApplication } from '#use-cases/administer/register-application.ts'
import { apiRegistrar, type Registrar } from '#use-cases/administer/registrar.ts'
import { countPeople, removeApplication } from '#use-cases/administer/remove-application.ts'
import type { Identity, Stores } from '#use-cases/stores.ts'
import { requireScope } from '../parts/bearer.ts'
import { answerTheRest, type ApiEnv, invalidBody, problem, readJson } from '../parts/json-api.ts'
import { type Answer, idempotently, responseOf } from './idempotency.ts'
import { APPLICATION_UNKNOWN, PROBLEM, problemOf, TOO_LARGE_LOGO } from './problems.ts'
import { readPage, SecretBody } from './requests.ts'
import { etagOf, isNamed, representationOf, UNREGISTERED, withoutReadOnly } from './representation.ts'

export type AdminApiDeps = {
  identity: Identity
  clock: Clock
  log: Log
  issuer: string
  registration: RegistrationContext
  findApiClient: FindApiClient
}
/** Who calls, and how much of it may be given. */
type Caller = { client: Application; by: Registrar }

const MAX_BODY_BYTES = 65_536
const PATCH_TYPES = ['application/json', 'application/merge-patch+json']
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function adminApi({ identity, clock, log, issuer, registration, findApiClient }: AdminApiDeps) {
  const api = new Hono<ApiEnv>()
  const guarded = (serve: (c: Context<ApiEnv>, caller: Caller) => Promise<Response>) =>
    requireScope<ApiEnv>(findApiClient, 'applications', (c, { application: client, scopes }) =>
      serve(c, { client, by: apiRegistrar(client, scopes) }),
    )

  api.get(
    '/applications',
    guarded(async (c) => {
      const page = readPage(c)
      if ('name' in page) return problem(c, page)
      const found = await identity.applications.list(page.after, page.limit + 1)
      const shown = found.slice(0, page.limit)
      const secrets = await identity.applicationSecrets.listOf(shown.map(({ id }) => id))
      const names = await identity.applications.listNames()
      const last = shown.at(-1)
      return c.json({
        applications: shown.map((each) =>
          representationOf(each, secrets.get(each.id) ?? [], { issuer, now: clock.now(), names }),
        ),
        next: found.length > page.limit && last ? Buffer.from(last.clientId).toString('base64url') : null,
      })
    }),
  )

  api.post(
    '/applications',
    guarded(async (c, { client, by }) => {
      const body = await readObject(c, ['application/json'])
      if (body instanceof Response) return body
      const { client_id, ...more } = body
      const { chosen, faults: readOnly } = withoutReadOnly(more, UNREGISTERED)
      const clientId = ClientId.safeParse(client_id)
      const read = readRegistration(withStrictDefaults(chosen), registration)
      const faults: Fault[] = [
        ...(clientId.success ? [] : [{ path: 'client_id', message: clientId.error.issues[0]!.message }]),
        ...readOnly,
        ...(read.ok ? [] : read.faults),
      ]
      if (!clientId.success || !read.ok || readOnly.length > 0) return problem(c, invalidBody(faults))
      return idempotently(
        c,
        { identity, now: clock.now(), client, by, request: body },
        async (stores): Promise<Answer> => {
          const now = clock.now()
          const put = await registerApplication(stores, { clientId: clientId.data, settings: read.value }, by, now)
          if (!put.ok) return { problem: problemOf(put) }
          const made = hasSecrets(put.value) ? await makeSecret(stores, put.value, {}, by, now) : null
          if (made && !made.ok) return { problem: problemOf(made) }
          const shown = await shownOf(stores, put.value)
          const headers = { etag: etagOf(shown), location: `/api/admin/applications/${clientId.data}` }
          const answer = { ...shown, client_secret: made?.value.secret ?? null }
          return { status: 201, body: answer, headers, about: put.value.id }
        },
      )
    }),
  )

  api.get(
    '/applications/:client',
    guarded(async (c) => {
      const application = await find(c)
      if (!application) return problem(c, APPLICATION_UNKNOWN)
      const shown = await shownOf(identity, application)
      const etag = etagOf(shown)
      return isNamed(c.req.header('if-none-match') ?? '', etag)
        ? c.body(null, 304, { etag })
        : c.json(shown, 200, { etag, 'cache-control': 'no-cache' })
    }),
  )

  api.patch(
    '/applications/:client',
    guarded(async (c, { by }) => {
      const change = await readObject(c, PATCH_TYPES)
      if (change instanceof Response) return change
      return ofCurrent(c, 'to-change', async (stores, before) => {
        const { chosen, faults } = withoutReadOnly(change, await shownOf(stores, before))
        const read = readRegistration(withChange(before, chosen), registration)
        if (!read.ok || faults.length > 0) return { problem: invalidBody([...faults, ...(read.ok ? [] : read.faults)]) }
        const put = await updateApplication(stores, before, read.value, by, clock.now())
        if (!put.ok) return { problem: problemOf(put) }
        const shown = await shownOf(stores, put.value)
        return { status: 200, body: shown, headers: { etag: etagOf(shown) } }
      })
    }),
  )

  api.delete(
    '/applications/:client',
    guarded((c, { by }) =>
      ofCurrent(c, 'to-remove', async (stores, application) => {
        const removed = await removeApplication(stores, application, by, clock.now())
        if (removed.ok) return { status: 204, body: null }
        if (removed.refusal === 'beyond-your-scopes') return { problem: problemOf(removed) }
        const detail = `Active in its directory: ${countPeople(removed.people)}. ${LEAVE}`
        return { problem: { ...PROBLEM['has-people'], detail } }
      }),
    ),
  )

  api.put(
    '/applications/:client/logo',
    guarded(async (c, { by }) => {
      const bytes = await readUpTo(c.req.raw, MAX_LOGO_BYTES)
      return bytes === null ? problem(c, TOO_LARGE_LOGO) : putLogo(c, bytes, by)
    }),
  )
  api.delete(
    '/applications/:client/logo',
    guarded((c, { by }) => putLogo(c, null, by)),
  )

  api.post(
    '/applications/:client/secrets',
    guarded(async (c, { client, by }) => {
      const body = await readObject(c, ['application/json'], { isOptional: true })
      if (body instanceof Response) return body
      const read = SecretBody.safeParse(body)
      if (!read.success)
        return problem(
          c,
          invalidBody(read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))),
        )
      const { expires_in_days: expiresInDays = null, overlap_days: overlapDays } = read.data
      const wish = { expiresInDays, ...(overlapDays !== undefined && { overlapDays }) }
      return idempotently(
        c,
        { identity, now: clock.now(), client, by, request: body },
        async (stores): Promise<Answer> => {
          const application = await lock(c, stores)
          if (!application) return { problem: APPLICATION_UNKNOWN }
          const made = await makeSecret(stores, application, wish, by, clock.now())
          if (!made.ok) return { problem: problemOf(made) }
          const warnings = secretWarnings(await stores.applicationSecrets.list(application.id), clock.now())
          return { status: 201, body: { ...secretBody(made.value), warnings }, about: application.id }
        },
      )
    }),
  )
  api.delete(
    '/applications/:client/secrets/:secret',
    guarded((c, { by }) =>
      answered(c, async (stores) => {
        const application = await lock(c, stores)
        if (!application) return { problem: APPLICATION_UNKNOWN }
        const ended = await endSecret(stores, application, c.req.param('secret') ?? '', by, clock.now())
        if (ended.ok) return { status: 204, body: null }
        return { problem: ended.refusal === 'unknown' ? PROBLEM['secret-unknown'] : problemOf(ended) }
      }),
    ),
  )
  return answerTheRest(api, log)

  /** What is no id is nobody's; the database would not even compare it (NUL). */
  function clientIdOf(c: Context<ApiEnv>): string | null {
    const id = ClientId.safeParse(c.req.param('client'))
    return id.success ? id.data : null
  }
  async function find(c: Context<ApiEnv>): Promise<Application | undefined> {
    const clientId = clientIdOf(c)
    return clientId === null ? undefined : identity.applications.findByClientId(clientId)
  }
  async function lock(c: Context<ApiEnv>, stores: Stores, how?: 'to-change' | 'to-remove') {
    const clientId = clientIdOf(c)
    return clientId === null ? undefined : stores.applications.lock(clientId, how)
  }
  async function shownOf(
    { applications, applicationSecrets }: Pick<Stores, 'applications' | 'applicationSecrets'>,
    application: Application,
  ) {
    const secrets = await applicationSecrets.list(application.id)
    return representationOf(application, secrets, { issuer, now: clock.now(), names: await applications.listNames() })
  }
  async function readObject(c: Context<ApiEnv>, types: readonly string[], { isOptional = false } = {}) {
    const body = await readJson(c, { maxBytes: MAX_BODY_BYTES, types, isOptional })
    if ('problem' in body) return problem(c, body.problem)
    return isObject(body.value) ? body.value : problem(c, invalidBody([{ path: '', message: 'is not an object' }]))
  }
  async function answered(c: Context<ApiEnv>, work: (stores: Stores) => Promise<Answer>): Promise<Response> {
    return responseOf(c, await identity.transaction(work))
  }

  /** What is changed is what was seen (RFC 9110 §13.1.1): nobody overwrites what another has changed meanwhile. */
  function ofCurrent(
    c: Context<ApiEnv>,
    how: 'to-change' | 'to-remove',
    work: (stores: Stores, application: Application) => Promise<Answer>,
  ): Promise<Response> {
    const seen = c.req.header('if-match')
    return answered(c, async (stores) => {
      const application = await lock(c, stores, how)
      if (!application) return { problem: APPLICATION_UNKNOWN }
      if (seen === undefined) return { problem: PROBLEM['precondition-required'] }
      if (!isNamed(seen, etagOf(await shownOf(stores, application)))) return { problem: PROBLEM['precondition-failed'] }
      return work(stores, application)
    })
  }

  function putLogo(c: Context<ApiEnv>, bytes: Uint8Array | null, by: Registrar): Promise<Response> {
    return ofCurrent(c, 'to-change', async (stores, application) => {
      const put = await setLogo(stores, application, bytes, by, clock.now())
      if (!put.ok)
        return {
          problem:
            put.refusal === 'not-a-logo'
              ? { ...PROBLEM['not-a-logo'], detail: `The file ${put.reason}.` }
              : problemOf(put),
        }
      const shown = await shownOf(stores, { ...application, logo: put.value })
      return { status: 200, body: shown, headers: { etag: etagOf(shown) } }
    })
  }
}

const LEAVE = 'Its directory puts them out of service or deletes them first; or the operator’s command does.'

const secretBody = ({ id, secret, createdAt, expiresAt, othersUntil }: MadeSecret) => ({
  id,
  client_secret: secret,
  created_at: createdAt.toISOString(),
  expires_at: expiresAt?.toISOString() ?? null,
  others_until: othersUntil?.toISOString() ?? null,
})
