// The first code of a new authenticator app: checked, where it leads, and the sentence where it is refused.
import { normaliseCode } from '@sluis/otp'
import type { Context } from 'hono'
import type { Enrolment } from '#identity/enrolments/enrolments.store.ts'
import { type ConfirmRefusal, confirmEnrolment } from '#use-cases/manage-factors/enrol-app.ts'
import type { Translate } from '#locales/messages.ts'
import { pageNotes } from '../flow/page-notes.ts'
import { type AuthenticatedFlow, type Deps, type Env, setSessionCookie } from '../flow/sign-in-flow.ts'
import { codeErrorMessage, type TypedFailure } from '../parts/code-errors.ts'

export type FirstCodeFailure = ConfirmRefusal | TypedFailure

/** What the page is told that a form with a first code leads back to. */
export const FIRST_CODE_NOTES = pageNotes<FirstCodeFailure>()

/**
 * `here`: the page of the form, which says what is wrong. `key`: the page that shows a key: another one, where this one
 * has expired, so that no code of it can be right. `over`: where it leads if another tab or a second click was first.
 * `onwards`: by the session's new token.
 */
type Ways = {
  here: string
  key: string
  over: string
  onwards: (token: string, pending: Enrolment) => Promise<string>
}

/** The answer to a form with a first code. */
export async function answerFirstCode(
  c: Context<Env>,
  deps: Deps,
  flow: Pick<AuthenticatedFlow, 'session' | 'person' | 'now'>,
  { here, key, over, onwards }: Ways,
): Promise<Response> {
  const pending = await deps.identity.enrolments.findPending(flow.session.id, flow.now)
  if (!pending) return c.redirect(key, 303)
  const confirmed = await confirmFirstCode(c, deps, flow, pending)
  if (confirmed.ok) {
    setSessionCookie(c, confirmed.value)
    return c.redirect(await onwards(confirmed.value, pending), 303)
  }
  if (confirmed.refusal === 'enrolment-over') return c.redirect(over, 303)
  return FIRST_CODE_NOTES.redirect(c, deps, here, confirmed, pending.id)
}

/** Reads the code from the form and switches the app on where it is right. */
async function confirmFirstCode(
  c: Context<Env>,
  deps: Deps,
  { session, person }: Pick<AuthenticatedFlow, 'session' | 'person'>,
  enrolment: Enrolment,
): Promise<Awaited<ReturnType<typeof confirmEnrolment>> | TypedFailure> {
  const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
  if (!typed.ok) return typed
  const times = { now: deps.clock.now(), phoneTime: deps.clock.phoneTime() }
  return confirmEnrolment(deps, session, person, enrolment, typed.digits, times)
}

/** `label`: of the entry in the person's app. */
export const firstCodeErrorMessage = (t: Translate, failure: FirstCodeFailure, label: string): string =>
  codeErrorMessage(t, failure, { account: label, overrides: { 'rate-limited': 'first-code.locked' } })
