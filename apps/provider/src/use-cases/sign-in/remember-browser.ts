// "Don't ask for the extra step here": a browser that is remembered after a second factor was proved in it.
import { auditFor } from '#identity/audit/audit-for.ts'
import type { CompanyPolicy } from '#identity/companies/companies.store.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Notify, NotifyStores } from '#messaging/mail/notify.ts'
import type { Transactional } from '#use-cases/stores.ts'

type Used = 'remembered' | keyof NotifyStores

/** Not for administrators, and only where all of the person's companies allow it. */
export const mayRememberBrowser = (
  session: Pick<Session, 'isAdministrator'>,
  policy: Pick<CompanyPolicy, 'remembersBrowsers'>,
): boolean => !session.isAdministrator && policy.remembersBrowsers

/** Returns the token for the browser's cookie. */
export async function rememberBrowser(
  { identity, notify }: { identity: Transactional<Used>; notify: Pick<Notify, 'notice'> },
  session: Session,
  person: Person,
  { kind, origin }: { kind: FactorKind; origin: string },
  now: Date,
): Promise<string> {
  return identity.transaction(async (stores) => {
    await stores.audit.append(auditFor(session, 'browser-remembered'), now)
    await notify.notice(stores, person, 'browser-remembered', { browser: session.browser, origin }, now)
    return stores.remembered.remember(person.id, { kind, at: now }, session.browser, now)
  })
}
