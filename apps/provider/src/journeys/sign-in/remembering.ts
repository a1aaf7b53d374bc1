// "Don't ask for the extra step here for 30 days": offered where all of the person's companies allow it, never ticked
// beforehand, and never to administrators (I9, edge cases 42, 43).
import { DAY_MS, SECOND_MS } from '@sluis/server-kit/time'
import { checkbox, type Html } from '@sluis/design'
import type { Context } from 'hono'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import { REMEMBERED_DAYS } from '#identity/sessions/remembered.store.ts'
import { REMEMBERED_COOKIE, writeCookie } from '#platform/cookies.ts'
import { mayRememberBrowser, rememberBrowser } from '#use-cases/sign-in/remember-browser.ts'
import type { Env, AuthenticatedFlow, Deps } from '../flow/sign-in-flow.ts'

const REMEMBERED_SECONDS = (REMEMBERED_DAYS * DAY_MS) / SECOND_MS

/** Empty where it is not allowed. */
export function rememberBox({ t, session, signIn }: AuthenticatedFlow): Html | '' | Promise<Html> {
  return mayRememberBrowser(session, signIn.owner!.policy)
    ? checkbox({ id: 'remember', value: 'yes', label: t('remember.label'), hint: t('remember.hint') })
    : ''
}

/**
 * After the factor was proved in this request. Without the tick, or where it is not allowed (any more), nothing is
 * remembered.
 */
export async function rememberIfAsked(
  c: Context<Env>,
  deps: Deps,
  { person, session, signIn, now }: AuthenticatedFlow,
  kind: FactorKind,
): Promise<void> {
  if (c.get('form').text('remember') !== 'yes') return
  if (!mayRememberBrowser(session, signIn.owner!.policy)) return
  const token = await rememberBrowser(deps, session, person, { kind, origin: deps.addressOf(c) }, now)
  writeCookie(c, REMEMBERED_COOKIE, token, REMEMBERED_SECONDS)
}
