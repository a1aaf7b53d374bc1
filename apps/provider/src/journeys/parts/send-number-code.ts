// Sending a code to a telephone number that its owner typed, for every page that takes one.
import { rateLimitKey } from '@sluis/server-kit/client-address'
import type { Context } from 'hono'
import type { SentCode } from '#identity/second-factors/sms-codes.store.ts'
import { type NumberContext, sendNumberCode } from '#use-cases/manage-factors/confirm-number.ts'
import type { SendRefusal } from '#use-cases/prove-factor/sms-code.ts'
import type { AuthenticatedFlow, Deps, Env } from '../flow/sign-in-flow.ts'
import { MAX_TYPED, type NumberFailure } from './number-form.ts'

export const numberContextOf = (c: Context<Env>, deps: Deps, { session, person }: AuthenticatedFlow): NumberContext => {
  const origin = deps.addressOf(c)
  return { session, person, origin, network: rateLimitKey(origin) }
}

/** Reads the number from the form and sends a code to it; null where the code was sent. */
export async function sendCodeFromForm(
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
): Promise<NumberFailure | null> {
  const typed = c.get('form')
  const number = deps.sms.readNumber(typed.text('number').slice(0, MAX_TYPED), typed.text('country').slice(0, 2))
  return number.ok ? sendCodeTo(c, deps, flow, number.value.e164) : number
}

/** Null where the code was sent. */
export async function sendCodeTo(
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
  e164: string,
): Promise<SendRefusal | null> {
  const sent = await sendNumberCode(deps, numberContextOf(c, deps, flow), e164, deps.clock.now())
  return sent.ok ? null : sent
}

/** To the same number once more. */
export const resendCode = (
  c: Context<Env>,
  deps: Deps,
  flow: AuthenticatedFlow,
  pending: SentCode,
): Promise<SendRefusal | null> => sendCodeTo(c, deps, flow, pending.e164!)
