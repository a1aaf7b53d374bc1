// "Don't ask for the extra step here for 30 days": offered where all of the person's companies allow it, never ticked
// beforehand, and never to administrators (I9, edge cases 42, 43).
import { checkbox, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { REMEMBERED_DAYS } from '#identity/sessions/remembered.store.ts'
import type { FactorKind } from '#identity/sessions/assurance.ts'
import { REMEMBERED_COOKIE, writeCookie } from '#platform/cookies.ts'
import type { Env, AuthenticatedFlow, Deps } from '../flow/sign-in-flow.ts'

/** Null where it is not allowed. */
export async function rememberBox(deps: Deps, { t, person, session, now }: AuthenticatedFlow): Promise<Html | ''> {
  return session.isAdministrator || !(await deps.identity.companies.policyOf(person.id, now)).remembersBrowsers
    ? ''
    : checkbox({ id: 'remember', value: 'yes', label: t('remember.label'), hint: t('remember.hint') })
}

/**
 * After the factor was proved in this request. Without the tick, or where it is not allowed (any more), nothing is
 * remembered.
 */
export async function rememberIfAsked(
  c: Context<Env>,
  deps: Deps,
  { person, session, now }: AuthenticatedFlow,
  kind: FactorKind,
): Promise<void> {
  if (c.get('form').text('remember') !== 'yes' || session.isAdministrator) return
  if (!(await deps.identity.companies.policyOf(person.id, now)).remembersBrowsers) return
  const token = await deps.identity.transaction(async (stores) => {
    await stores.audit.append(
      {
        action: 'browser-remembered',
        result: 'done',
        actor: person.id,
        personId: person.id,
        sessionId: session.id,
        origin: session.origin,
      },
      now,
    )
    await deps.notify.notice(
      stores,
      person,
      'browser-remembered',
      { browser: session.browser, origin: deps.addressOf(c) },
      now,
    )
    return stores.remembered.remember(person.id, { kind, at: now }, session.browser, now)
  })
  writeCookie(c, REMEMBERED_COOKIE, token, REMEMBERED_DAYS * 86_400)
}
