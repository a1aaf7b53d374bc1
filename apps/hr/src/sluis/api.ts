// The directory and obligation APIs of Sluis (docs/api.md), each call with the answers it can give.
import { z } from 'zod'
import type { OpenId } from './openid.ts'
import { readinessSchema, type Readiness } from './readiness.ts'
import { statusSchema, type Status } from './status.ts'
import { SluisUnreachable } from './unreachable.ts'

export type CompanyRecord = { name: string; timezone: string }
export type PersonRecord = {
  name: string
  email: string
  language: 'nl' | 'en'
  active: boolean
  password: { format: 'bcrypt'; hash: string }
  memberships: { employee_login: string; company: string; role: string; active: boolean }[]
}
/** `sub`: what Sluis calls this person; null for a company. Or the name of the problem that Sluis answered with. */
export type PutAnswer = { sub: string | null } | { problem: string }
export type SnoozeAnswer = Status | 'no-snooze-left' | 'snooze-stale' | 'required' | 'not-invited'

type Answer = { status: number; body: unknown }
export type SluisApi = ReturnType<typeof createSluisApi>

const TIMEOUT_MS = 5_000
const directoryPersonSchema = z.object({
  sub: z.string().min(1),
  person: z.string(),
  employee_logins: z.array(z.object({ employee_login: z.string(), company: z.string() })),
})
export type DirectoryPerson = z.output<typeof directoryPersonSchema>
const SNOOZE_REFUSALS = ['no-snooze-left', 'snooze-stale', 'required', 'not-invited'] as const

export function createSluisApi(issuer: string, openId: Pick<OpenId, 'apiToken'>, fetch = globalThis.fetch) {
  let cachedToken: Promise<{ token: string; expiresAt: number }> | null = null

  /** One token for all calls until shortly before it ends; process time, since a lifetime is no date. */
  async function token(): Promise<string> {
    const current = await cachedToken?.catch(() => null)
    if (!current || performance.now() > current.expiresAt) {
      cachedToken = openId
        .apiToken()
        .then((fresh) => ({ token: fresh.token, expiresAt: performance.now() + (fresh.seconds - 15) * 1000 }))
    }
    return (await cachedToken!).token
  }

  async function call(method: string, path: string, body?: unknown, isRetry = false): Promise<Answer> {
    const authorization = `Bearer ${await token()}`
    const headers = {
      authorization,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    }
    const response = await fetch(new URL(path, issuer), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
      .then(async (answer) => ({ status: answer.status, body: (await answer.json()) as unknown }))
      .catch((error: unknown) => {
        throw new SluisUnreachable(`${method} ${path.split('?')[0]!.split('/').slice(0, 3).join('/')} got no answer`, {
          cause: error,
        })
      })
    if (response.status === 401 && !isRetry) {
      cachedToken = null
      return call(method, path, body, true)
    }
    if (response.status >= 500 || response.status === 401 || response.status === 403 || response.status === 429)
      throw new SluisUnreachable(`Sluis answered ${response.status}`)
    return response
  }

  const id = encodeURIComponent

  return {
    putCompany: async (company: string, record: CompanyRecord): Promise<PutAnswer> =>
      putAnswer(await call('PUT', `/api/directory/companies/${id(company)}`, record), () => null),
    putPerson: async (person: string, record: PersonRecord): Promise<PutAnswer> =>
      putAnswer(
        await call('PUT', `/api/directory/people/${id(person)}`, record),
        ({ status, body }) => parsed(z.object({ sub: z.string().min(1) }), status, body).sub,
      ),

    /** Whom our directory knows by this `sub`, with the employee logins it confirms; null for nobody. */
    async findPersonBySub(sub: string): Promise<DirectoryPerson | null> {
      const { status, body } = await call('GET', `/api/directory/people?sub=${id(sub)}`)
      return status === 404 ? null : parsed(directoryPersonSchema, status, body)
    },

    /** Null for a person whom Sluis does not know yet. */
    async status(person: string): Promise<Status | null> {
      const { status, body } = await call('GET', `/api/obligations/${id(person)}`)
      return status === 404 ? null : parsed(statusSchema, status, body)
    },

    /** Who of a company is ready; null for a company that Sluis does not know yet. */
    async readiness(company: string): Promise<Readiness | null> {
      const { status, body } = await call('GET', `/api/obligations?company=${id(company)}`)
      return status === 404 ? null : parsed(readinessSchema, status, body)
    },

    /** True where a mail goes out; why it does not is nothing that a company learns. */
    async remind(person: string, company: string): Promise<boolean> {
      const { status } = await call('POST', `/api/obligations/${id(person)}/reminders?company=${id(company)}`)
      return status === 201
    },

    /** `shownLeft`: the number on the button that was pressed, so that a double click is one snooze. */
    async snooze(person: string, shownLeft: number): Promise<SnoozeAnswer> {
      const { status, body } = await call('POST', `/api/obligations/${id(person)}/snooze`, { snooze_left: shownLeft })
      if (status === 200) return parsed(statusSchema, status, body)
      const refusal = SNOOZE_REFUSALS.find((name) => name === problemName(body))
      if (refusal === undefined) throw new SluisUnreachable(`Sluis answered ${status}`)
      return refusal
    },

    /**
     * A voucher that this person is signed in here right now; null for a person whom Sluis does not know yet, or takes
     * none for: the way there says why.
     */
    async voucher(person: string): Promise<string | null> {
      const { status, body } = await call('POST', '/api/vouchers', { person })
      return status === 404 || status === 409
        ? null
        : parsed(z.object({ voucher: z.string().min(1) }), status, body).voucher
    },
  }
}

function problemName(body: unknown): string {
  const read = z.object({ type: z.string() }).safeParse(body)
  return read.success ? read.data.type.replace(/^urn:sluis:problem:/, '') : 'unknown'
}

const putAnswer = (answer: Answer, subOf: (answer: Answer) => string | null): PutAnswer =>
  answer.status === 200 || answer.status === 201
    ? { sub: subOf(answer) }
    : { problem: `${answer.status} ${problemName(answer.body)}` }

function parsed<Schema extends z.ZodType>(schema: Schema, status: number, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body)
  if (status >= 400 || !read.success)
    throw new SluisUnreachable(`Sluis answered ${status}, which is not in its contract`, { cause: read.error })
  return read.data
}
