// The first code of a new authenticator app: checked, and the sentence where it is refused.
import { normaliseCode } from '@sluis/otp'
import type { Context } from 'hono'
import { type ConfirmRefusal, confirmEnrolment } from '#use-cases/manage-factors/enrol-app.ts'
import type { Translate } from '#locales/messages.ts'
import type { AuthenticatedFlow, Deps, Env } from '../flow/sign-in-flow.ts'
import { codeErrorMessage, type TypedFailure } from '../parts/code-errors.ts'

export type FirstCodeFailure = ConfirmRefusal | TypedFailure
type PendingEnrolment = Parameters<typeof confirmEnrolment>[3]

/** Reads the code from the form and switches the app on where it is right. */
export async function confirmFirstCode(
  c: Context<Env>,
  deps: Deps,
  { session, person }: Pick<AuthenticatedFlow, 'session' | 'person'>,
  enrolment: PendingEnrolment,
): Promise<Awaited<ReturnType<typeof confirmEnrolment>> | TypedFailure> {
  const typed = normaliseCode(c.get('form').text('code').slice(0, 200))
  if (!typed.ok) return typed
  const times = { now: deps.clock.now(), phoneTime: deps.clock.phoneTime() }
  return confirmEnrolment(deps, session, person, enrolment, typed.digits, times)
}

/** `label`: of the entry in the person's app. */
export const firstCodeErrorMessage = (t: Translate, failure: FirstCodeFailure, label: string): string =>
  codeErrorMessage(t, failure, { account: label, overrides: { 'rate-limited': 'first-code.locked' } })
