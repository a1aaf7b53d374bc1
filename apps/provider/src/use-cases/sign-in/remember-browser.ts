// "Don't ask for the extra step here": a browser that is remembered after a second factor was proved in it.
import type { Notify } from '#messaging/mail/notify.ts'
import type { Person } from '#identity/people/people.store.ts'
import type { FactorKind } from '#identity/second-factors/factor-kinds.ts'
import type { Session } from '#identity/sessions/sessions.store.ts'
import type { Identity } from '#use-cases/stores.ts'

/** Not for administrators, and only where all of the person's companies allow it. */
export const mayRememberBrowser = async (
  { companies }: Pick<Identity, 'companies'>,
  session: Pick<Session, 'isAdministrator'>,
  person: Person,
  now: Date,
): Promise<boolean> => !session.isAdministrator && (await companies.policyOf(person.id, now)).remembersBrowsers

/** Returns the token for the browser's cookie. */
export async function rememberBrowser(
  { identity, notify }: { identity: Pick<Identity, 'transaction'>; notify: Pick<Notify, 'notice'> },
  session: Session,
  person: Person,
  { kind, origin }: { kind: FactorKind; origin: string },
  now: Date,
): Promise<string> {
  return identity.transaction(async (stores) => {
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
    await notify.notice(stores, person, 'browser-remembered', { browser: session.browser, origin }, now)
    return stores.remembered.remember(person.id, { kind, at: now }, session.browser, now)
  })
}
