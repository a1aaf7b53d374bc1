// The API for business apps (docs/api.md): directory, obligation, snooze, vouchers. JSON in and out, problem details
// for errors.
import type { Clock } from '@sluis/server-kit/clock'
import type { Log } from '@sluis/server-kit/log'
import type { Problem } from '@sluis/server-kit/problem'
import { isId } from '@sluis/server-kit/random'
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Application } from '#identity/applications/application.ts'
import type { FindApiClient } from '#identity/applications/applications.store.ts'
import { type EndAtApplication, endAtApplication } from '#identity/sessions/right-to-go-on.ts'
import type { PersonStatus } from '#identity/sign-ins/person-status.store.ts'
import type { Notify } from '#messaging/mail/notify.ts'
import { type Obligation, obligationOf } from '#identity/rollouts/obligation.ts'
import type { Identity } from '#use-cases/stores.ts'
import { requireScope as requireScopeOf } from '../parts/bearer.ts'
import { answerTheRest, type ApiEnv, problem, withBody } from '../parts/json-api.ts'
import { CompanyBody, ExternalId, PersonBody, SnoozeBody, VoucherBody } from './bodies.ts'
import { deadlineOf, readinessOf, REMIND_PROBLEM, reminderOf } from './reminders.ts'
import { remind } from '#use-cases/run-rollout/remind.ts'
import { removePerson } from '#use-cases/sync-directory/remove-person.ts'
import { upsertPerson, type UpsertRefusal } from '#use-cases/sync-directory/upsert-person.ts'

type Env = ApiEnv
type Deps = {
  identity: Identity
  clock: Clock
  log: Log
  notify: Pick<Notify, 'notice' | 'mailContext' | 'mailQueue'>
  findApiClient: FindApiClient
}

/** `decides`: whether the answer is the one that access goes by, and not that of one company for show. */
type About = PersonStatus & { person: string; applicationId: string; decides: boolean }

const UPSERT_PROBLEM: Record<UpsertRefusal, Problem> = {
  'email-taken': {
    name: 'email-taken',
    status: 409,
    title: 'That address belongs to a person of another record of yours, or did less than 72 hours ago',
    detail: 'People are never merged by address. DELETE a record that is there no longer.',
  },
  'employee-login-taken': {
    name: 'employee-login-taken',
    status: 409,
    title: 'An employee_login belongs to a person of another record of yours',
    detail: 'Put that record without it first: then it may move.',
  },
  'email-wrong': {
    name: 'invalid-body',
    status: 422,
    title: 'The body is not valid',
    errors: [{ path: 'email', message: 'is not an e-mail address' }],
  },
  'company-unknown': {
    name: 'company-unknown',
    status: 422,
    title: 'A membership names a company that was not put before',
  },
}
const SNOOZE_PROBLEM = {
  required: { name: 'required', status: 409, title: 'The date has passed: it cannot be put off any more' },
  'not-invited': { name: 'not-invited', status: 409, title: 'There is nothing to put off' },
  'no-snooze-left': { name: 'no-snooze-left', status: 409, title: 'It has been put off as often as it can be' },
  'snooze-stale': { name: 'snooze-stale', status: 409, title: 'The number shown is not the number left' },
} as const satisfies Record<string, Problem>
const VOUCHER_PROBLEM: Record<EndAtApplication, Problem> = {
  locked: { name: 'locked', status: 409, title: 'The account is locked' },
  'out-of-service': { name: 'not-active', status: 409, title: 'You have put this person out of service' },
  'not-listed': { name: 'person-unknown', status: 404, title: 'Your directory has no such person' },
  'membership-ended': { name: 'not-active', status: 409, title: 'This person does not work at that company' },
}
const ONE_COMPANY: Problem = { name: 'invalid-query', status: 400, title: 'One company is to be named' }
const COMPANY_UNKNOWN: Problem = { name: 'company-unknown', status: 404, title: 'Your directory has no such company' }
const PERSON_UNKNOWN: Problem = { name: 'person-unknown', status: 404, title: 'Your directory has no such person' }

export function directoryApi({ identity, clock, log, notify, findApiClient }: Deps) {
  const api = new Hono<Env>()
  const requireScope = (
    scope: 'directory' | 'obligation',
    serve: (c: Context<Env>, application: Application) => Promise<Response>,
  ) => requireScopeOf<Env>(findApiClient, scope, (c, { application }) => serve(c, application))

  api.put(
    '/directory/companies/:company',
    requireScope('directory', async (c, directory) => {
      const id = ExternalId.safeParse(c.req.param('company'))
      if (!id.success) return badPath(c, 'company')
      return withBody(c, CompanyBody, async (company) => {
        await identity.transaction(async (stores) => {
          const companyId = await stores.companies.upsert(directory.id, { externalId: id.data, ...company })
          await stores.audit.append(
            { action: 'company-put', result: 'done', actor: directory.id, companyId, applicationId: directory.id },
            clock.now(),
          )
        })
        return c.json({ id: id.data, ...company })
      })
    }),
  )

  api.put(
    '/directory/people/:person',
    requireScope('directory', async (c, directory) => {
      const id = ExternalId.safeParse(c.req.param('person'))
      if (!id.success) return badPath(c, 'person')
      return withBody(c, PersonBody, async (record) => {
        const put = await upsertPerson({ identity, notify }, directory, id.data, record, clock.now())
        if (!put.ok) return problem(c, UPSERT_PROBLEM[put.refusal])
        const logins = await identity.companies.employeeLogins(directory.id, put.value.sub)
        return c.json({
          sub: put.value.sub,
          person: id.data,
          employee_logins: logins.map((each) => each.employeeLogin),
        })
      })
    }),
  )

  api.delete(
    '/directory/people/:person',
    requireScope('directory', async (c, directory) => {
      const id = ExternalId.safeParse(c.req.param('person'))
      if (!id.success) return badPath(c, 'person')
      const removed = await removePerson({ identity, notify }, directory, id.data, { actor: directory.id }, clock.now())
      return removed.ok ? c.body(null, 204) : problem(c, PERSON_UNKNOWN)
    }),
  )

  api.get(
    '/directory/people',
    requireScope('directory', async (c, directory) => {
      const sub = c.req.query('sub') ?? ''
      if (!isId(sub))
        return problem(c, {
          name: 'invalid-query',
          status: 400,
          title: 'The query is not valid',
          errors: [{ path: 'sub', message: 'is not a sub' }],
        })
      const person = await identity.companies.externalIdOf(directory.id, sub)
      if (person === undefined) return problem(c, PERSON_UNKNOWN)
      const logins = await identity.companies.employeeLogins(directory.id, sub)
      return c.json({
        sub,
        person,
        employee_logins: logins.map((each) => ({ employee_login: each.employeeLogin, company: each.company })),
      })
    }),
  )

  api.get(
    '/obligations',
    requireScope('obligation', async (c, application) => {
      const [company, another] = c.req.queries('company') ?? []
      if (company === undefined || another !== undefined) return problem(c, ONE_COMPANY)
      const companyId = ExternalId.safeParse(company).success
        ? (await identity.companies.idsOf(application.id, [company])).get(company)
        : undefined
      if (companyId === undefined) return problem(c, COMPANY_UNKNOWN)
      return c.json({ company, ...(await readinessOf(identity, application.id, companyId, clock.now())) })
    }),
  )

  api.get(
    '/obligations/:person',
    requireScope('obligation', async (c, application) => {
      const about = await aboutOf(c, application)
      if ('status' in about) return problem(c, about)
      return c.json(statusOf(about, obligationOf(about.rollouts, clock.now())))
    }),
  )

  api.post(
    '/obligations/:person/snooze',
    requireScope('obligation', async (c, application) => {
      const about = await aboutOf(c, application)
      if ('status' in about) return problem(c, about)
      // What is put off is what decides.
      const whole: About = about.decides ? about : { ...about, companyId: null, decides: true }
      return withBody(c, SnoozeBody, async ({ snooze_left: left }) => {
        const now = clock.now()
        if (about.isEnrolled) return problem(c, SNOOZE_PROBLEM['not-invited'])
        const snoozed = await identity.transaction(async (stores) => {
          const taken = await stores.rollouts.snooze(whole, left, now)
          if (taken.ok)
            await stores.audit.append(
              {
                action: 'snoozed',
                result: 'done',
                actor: application.id,
                personId: about.personId,
                applicationId: application.id,
                detail: { left: taken.value.snooze.left },
              },
              now,
            )
          return taken
        })
        if (!snoozed.ok) return problem(c, SNOOZE_PROBLEM[snoozed.refusal])
        return c.json(statusOf(whole, snoozed.value))
      })
    }),
  )

  api.post(
    '/obligations/:person/reminders',
    requireScope('obligation', async (c, application) => {
      const about = await aboutOf(c, application)
      if ('status' in about) return problem(c, about)
      const { person, personId, companyId } = about
      if (companyId === null) return problem(c, ONE_COMPANY)
      const sent = await remind({ identity, notify }, { application, personId, companyId }, clock.now())
      if (sent.ok) return c.json({ person, ...reminderOf(sent.value.sentAt) }, 201)
      const again = 'againAt' in sent ? { again_at: sent.againAt.toISOString() } : {}
      return problem(c, { ...REMIND_PROBLEM[sent.refusal], ...again })
    }),
  )

  api.post(
    '/vouchers',
    requireScope('obligation', async (c, application) =>
      withBody(c, VoucherBody, async ({ person }) => {
        const now = clock.now()
        const known = await identity.personStatus.findAccess({ applicationId: application.id, person }, now)
        if (!known) return problem(c, PERSON_UNKNOWN)
        const { personId, ...access } = known
        const end = endAtApplication({ ...access, isKnown: true, worksThere: true })
        if (end !== null) return problem(c, VOUCHER_PROBLEM[end])
        const { voucher, expiresAt } = await identity.transaction(async (stores) => {
          await stores.audit.append(
            { action: 'voucher-given', result: 'done', actor: application.id, personId, applicationId: application.id },
            now,
          )
          return stores.applications.createVoucher(application.id, personId, now)
        })
        return c.json({ voucher, expires_at: expiresAt.toISOString() }, 201)
      }),
    ),
  )

  return answerTheRest(api, log)

  /** Who, and which company alone; that decides only for an application that keeps companies apart (decision 0301). */
  async function aboutOf(c: Context<Env>, application: Application): Promise<About | Problem> {
    const person = c.req.param('person') ?? ''
    const [company, another] = c.req.queries('company') ?? []
    // What is no id is nobody's; the database would not even compare it (NUL).
    const asked = { applicationId: application.id, person, company: ExternalId.safeParse(company).data ?? null }
    const status = ExternalId.safeParse(person).success
      ? await identity.personStatus.find(asked, clock.now())
      : undefined
    if (!status) return PERSON_UNKNOWN
    if (another !== undefined) return ONE_COMPANY
    if (company !== undefined && status.companyId === null)
      return { name: 'company-unknown', status: 404, title: 'This person has no employee login at that company' }
    return {
      ...status,
      person,
      applicationId: application.id,
      decides: company === undefined || application.separatesCompanies,
    }
  }

  function statusOf(
    { person, personId, isEnrolled, hasChosenPassword, decides }: About,
    { obligation, reason, rollout, snooze, mayPostpone }: Obligation,
  ) {
    return {
      person,
      sub: personId,
      enrolled: isEnrolled,
      password_chosen: hasChosenPassword,
      obligation,
      reason,
      company: rollout?.company ?? null,
      deadline: rollout && deadlineOf(rollout),
      snooze: { left: snooze.left, until: snooze.until?.toISOString() ?? null, hours: rollout?.snoozeHours ?? null },
      may_postpone: mayPostpone,
      decides,
    }
  }
}

const badPath = (c: Context<Env>, path: string): Response =>
  problem(c, {
    name: 'invalid-path',
    status: 400,
    title: 'The address is not valid',
    errors: [{ path, message: 'is not 1 to 128 visible ASCII characters without /' }],
  })
