// The stand-in's directory and obligation APIs, as docs/api.md has them.
import { Hono, type Context } from 'hono'
import { problemResponse } from '@sluis/server-kit/problem'
import { randomToken } from '@sluis/server-kit/random'
import { DAY_MS } from '@sluis/server-kit/time'
import type { FakePerson, FakeState } from './fake-state.ts'

type Body = Record<string, unknown>

/** `isApiToken`: whether a bearer token is one of ours. */
export function fakeApi(state: FakeState, isApiToken: (token: string) => boolean): Hono {
  const api = new Hono()
  const problem = (name: string, status: number) => problemResponse({ name, status, title: name }, randomToken(4))
  const peopleOf = (company: string) =>
    [...state.people.values()].filter(({ companies }) => [...companies.values()].includes(company))
  const personAsked = (c: Context) => state.people.get(c.req.param('person') ?? '') ?? null

  api.use(async (c, next) => {
    state.asked.push(`${c.req.method} ${c.req.path}`)
    return isApiToken((c.req.header('authorization') ?? '').replace(/^Bearer /, ''))
      ? next()
      : problem('token-invalid', 401)
  })

  api.put('/directory/companies/:company', async (c) => {
    const body = await c.req.json<{ name: string; timezone: string }>()
    state.companies.set(c.req.param('company'), body)
    return c.json({ id: c.req.param('company'), ...body })
  })

  api.put('/directory/people/:person', async (c) => {
    const body = await c.req.json<
      Body & {
        name: string
        email: string
        memberships: { employee_login: string; company: string; active: boolean }[]
      }
    >()
    if (body.memberships.some(({ company }) => !state.companies.has(company))) return problem('company-unknown', 422)
    const id = c.req.param('person')
    if ([...state.people.values()].some((other) => other.person !== id && other.email === body.email))
      return problem('email-taken', 409)
    const person = state.people.get(id) ?? state.personOf(id, body.name, body.email)
    person.companies = new Map(
      body.memberships.filter(({ active }) => active).map(({ employee_login, company }) => [employee_login, company]),
    )
    person.hasPassword ||= 'password' in body
    state.people.set(id, person)
    return c.json({ sub: person.sub, person: id, employee_logins: [...person.companies.keys()] })
  })

  api.get('/directory/people', (c) => {
    const person = [...state.people.values()].find(({ sub }) => sub === c.req.query('sub'))
    if (!person) return problem('person-unknown', 404)
    const employee_logins = [...person.companies].map(([employee_login, company]) => ({ employee_login, company }))
    return c.json({ sub: person.sub, person: person.person, employee_logins })
  })

  api.get('/obligations', (c) => {
    const company = c.req.query('company') ?? ''
    if (!state.companies.has(company) && !peopleOf(company).length) return problem('company-unknown', 404)
    return c.json({
      company,
      deadline: deadlineOf(state),
      people: peopleOf(company).map((person) => ({
        person: person.person,
        enrolled: person.isEnrolled,
        reminder: reminderOf(person),
      })),
    })
  })

  api.post('/obligations/:person/reminders', (c) => {
    const person = personAsked(c)
    if (!person) return problem('person-unknown', 404)
    if (person.isLocked) return problem('locked', 409)
    if (person.isEnrolled) return problem('enrolled', 409)
    if (person.remindedAt && againAt(person.remindedAt) > state.clock.now()) return problem('reminded-before', 409)
    person.remindedAt = state.clock.now()
    return c.json({ person: person.person, ...reminderOf(person) }, 201)
  })

  api.get('/obligations/:person', (c) => {
    const person = personAsked(c)
    return person ? c.json(statusOf(state, person)) : problem('person-unknown', 404)
  })

  api.post('/obligations/:person/snooze', async (c) => {
    const person = personAsked(c)
    if (!person) return problem('person-unknown', 404)
    const status = statusOf(state, person)
    if (status.obligation === 'required') return problem('required', 409)
    if (status.reason !== 'prompt-phase' || person.isEnrolled) return problem('not-invited', 409)
    if (person.snoozesLeft === 0) return problem('no-snooze-left', 409)
    if ((await c.req.json<Body>())['snooze_left'] !== person.snoozesLeft) return problem('snooze-stale', 409)
    person.snoozesLeft -= 1
    const tomorrow = state.clock.now().getTime() + DAY_MS
    person.snoozedUntil = new Date(Math.min(tomorrow, state.rollOut!.requiredAt.getTime()))
    return c.json(statusOf(state, person))
  })

  api.post('/vouchers', async (c) => {
    const id = String((await c.req.json<Body>())['person'])
    if (!state.people.has(id)) return problem('person-unknown', 404)
    const voucher = state.newVoucher()
    state.vouchers.set(voucher, id)
    return c.json({ voucher, expires_at: new Date(state.clock.now().getTime() + 600_000) }, 201)
  })
  return api
}

const againAt = (sentAt: Date): Date => new Date(sentAt.getTime() + 3 * DAY_MS)
const reminderOf = ({ remindedAt }: FakePerson) => remindedAt && { sent_at: remindedAt, again_at: againAt(remindedAt) }
const deadlineOf = ({ rollOut, clock }: FakeState) =>
  rollOut && clock.now() >= rollOut.announceAt
    ? { at: rollOut.requiredAt, timezone: rollOut.timezone, last_day: rollOut.lastDay }
    : null

/** The obligation of the one roll-out, at the stand-in's clock. */
export function statusOf(state: FakeState, person: FakePerson) {
  const { rollOut, clock } = state
  const now = clock.now()
  const isSnoozed = person.snoozedUntil !== null && person.snoozedUntil > now
  const [obligation, reason] = person.isLocked
    ? ['none', 'locked']
    : !rollOut || now < rollOut.announceAt
      ? ['none', 'no-roll-out']
      : now >= rollOut.requiredAt
        ? ['required', 'date-passed']
        : now < rollOut.promptAt
          ? ['none', 'announced']
          : ['invited', isSnoozed ? 'snoozed' : 'prompt-phase']
  return {
    person: person.person,
    sub: person.sub,
    enrolled: person.isEnrolled,
    password_chosen: person.hasChosenPassword,
    obligation,
    reason,
    company: [...person.companies.values()][0] ?? null,
    deadline: person.isLocked ? null : deadlineOf(state),
    snooze: { left: person.snoozesLeft, until: isSnoozed ? person.snoozedUntil : null, hours: 24 },
    may_postpone: obligation !== 'required',
  }
}
